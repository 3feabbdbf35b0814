package beyondcache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PortOwnerTest {

  @Test
  void aPortThatIsListenedOnIsTaken() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = socket.getLocalPort();
      assertFalse(PortOwner.isFree(port));
      assertNotEquals(port, PortOwner.freeFrom(port));
      assertTrue(PortOwner.isFree(PortOwner.freeFrom(port)));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysWhoListens() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertEquals(Optional.of("java (process " + ProcessHandle.current().pid() + ")"),
          PortOwner.of(socket.getLocalPort()));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nobodyListensOnAFreePort() {
    assertEquals(Optional.empty(), PortOwner.of(PortOwner.freeFrom(23_000)));
  }
}
