package beyondcache.sandbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplicatedTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void aWriteThatDidNotCrossACutLinkIsLostWithThePrimary() {
    try (var redis = Sandbox.replicated(1, 3)) {
      var old = redis.primary();
      var replica = redis.replicas().get(0);
      var link = redis.replicationLink(replica);
      old.jedis().set("crossed", "yes");
      await().atMost(SOON).until(() -> "yes".equals(replica.jedis().get("crossed")));

      link.cut();
      assertEquals("OK", old.jedis().set("lost", "yes"));
      old.kill();
      assertSame(replica, redis.awaitFailover(old));
      assertEquals("yes", replica.jedis().get("crossed"));
      assertNull(replica.jedis().get("lost"));
    }
  }

  @Test
  void oneFailoverIsNotFollowedByAnother() {
    try (var redis = Sandbox.replicated(2, 3)) {
      var old = redis.primary();
      old.kill();
      var promoted = redis.awaitFailover(old);
      // A sentinel finds at the same moment that the old primary does not answer any more and that the new one has not yet.
      redis.sentinels().forEach(sentinel ->
          await().atMost(SOON).until(() -> sentinel.log().contains("+sdown slave 127.0.0.1:" + old.port())));
      redis.sentinels().forEach(sentinel ->
          assertFalse(sentinel.log().contains("+sdown master mymaster 127.0.0.1 " + promoted.port()), sentinel::log));
    }
  }

  @Test
  void aSilentLinkHoldsWritesBackUntilItHeals() {
    try (var redis = Sandbox.replicated(1, 0)) {
      var replica = redis.replicas().get(0);
      try (var link = redis.replicationLink(replica)) {
        link.silence();
        redis.primary().jedis().set("key", "value");
        assertEquals(0, redis.primary().jedis().waitReplicas("key", 1, 100));
        assertNull(replica.jedis().get("key"));
        link.heal();
        await().atMost(SOON).until(() -> "value".equals(replica.jedis().get("key")));
      }
      redis.awaitAgreed();
      assertSame(redis.primary(), redis.topology().primaryOf(replica).orElseThrow());
    }
  }

  @Test
  void withoutSentinelsThereIsNobodyToAsk() {
    try (var redis = Sandbox.replicated(1, 0)) {
      assertThrows(IllegalStateException.class, redis::jedis);
      assertNotEquals("", redis.toString());
    }
  }
}
