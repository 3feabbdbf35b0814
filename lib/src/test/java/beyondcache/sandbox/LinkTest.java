package beyondcache.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

class LinkTest {

  @Test
  void aClientThatHasSentItsLastCommandStillGetsItsReply() throws Exception {
    try (var redis = Sandbox.standalone(); var link = redis.link().slow(Duration.ofMillis(50));
        var client = new Socket(link.host(), link.port())) {
      client.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
      client.shutdownOutput();
      assertEquals("+PONG\r\n", new String(client.getInputStream().readAllBytes(), US_ASCII));
    }
  }

  @Test
  void aClientThatKnowsOnlyHostAndPortIsLoggedInAndInTheSandboxsDatabase() {
    try (var shared = SharedDatabase.open(); var link = shared.redis().link(); var client = RedisClient.create(link.host(), link.port())) {
      client.set("key", "value");
      assertEquals("value", shared.redis().jedis().get("key"));
      assertEquals(0, shared.others().jedis().dbSize());
    }
  }
}
