package beyondcache.sandbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.EnvironmentProblem;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Many sandboxes, one after another and at once. {@code -Dsandbox.rounds=100} takes more than a build has time for. */
class InARowTest {

  private static final Surroundings SURROUNDINGS = EmbeddedSandboxTest.EMBEDDED;

  @Test
  void clustersStartAndStopInARow() throws Exception {
    for (var i = 0; i < Integer.getInteger("sandbox.rounds", 5); i++) {
      List<Integer> ports;
      try (var redis = Cluster.open(SURROUNDINGS)) {
        assertEquals(SlotMap.SLOTS, redis.slotMap().served());
        assertEquals(3, redis.primaries().size());
        ports = redis.nodes().stream().map(Node::port).toList();
      }
      for (var port : ports) {
        // Free again, and not reserved any more.
        new DatagramSocket(port, Ports.LOCAL).close();
        try (var socket = new ServerSocket()) {
          socket.setReuseAddress(true);
          socket.bind(new InetSocketAddress(Ports.LOCAL, port));
        }
      }
    }
  }

  @Test
  void manyServersStartAtOnce() {
    var tasks = new ArrayList<Callable<Standalone>>();
    for (var i = 0; i < 12; i++) {
      tasks.add(() -> Standalone.open(SURROUNDINGS));
    }
    var servers = Parallel.all(tasks, Standalone::close);
    assertEquals(12, servers.stream().map(Standalone::port).distinct().count());
    servers.forEach(server -> assertEquals("PONG", server.jedis().ping()));
    servers.forEach(Standalone::close);
  }

  @Test
  void whenOneServerOfManyFailsTheOthersAreClosed() {
    var closed = new ArrayList<Standalone>();
    List<Callable<Standalone>> tasks = List.of(
        () -> Standalone.open(SURROUNDINGS),
        () -> Standalone.start(SURROUNDINGS, List.of("no-such-directive 1")),
        () -> Standalone.open(SURROUNDINGS));
    assertThrows(EnvironmentProblem.class, () -> Parallel.all(tasks, server -> {
      closed.add(server);
      server.close();
    }));
    assertEquals(2, closed.size());
  }

  @Test
  void aPortThatAStrangerTakesIsReplaced() throws Exception {
    var reserved = Ports.reserve();
    try (var stranger = new ServerSocket()) {
      stranger.bind(new InetSocketAddress(Ports.LOCAL, reserved.port()));
      reserved.close();
      for (var i = 0; i < 3; i++) {
        try (var redis = Standalone.open(SURROUNDINGS)) {
          assertTrue(redis.port() != reserved.port());
        }
      }
    }
  }

  @Test
  void anInterruptWhileAClusterStartsLeavesNothingBehind() throws Exception {
    for (var millis : List.of(5, 100, 400)) {
      var starting = new Thread(() -> Cluster.open(SURROUNDINGS).close());
      starting.setUncaughtExceptionHandler((thread, e) -> { });
      starting.start();
      Thread.sleep(millis);
      starting.interrupt();
      starting.join(60_000);
      assertEquals(Thread.State.TERMINATED, starting.getState());
    }
    await().atMost(SandboxContract.SOON).until(() -> Guardian.get().servers() == 0);
  }
}
