package beyondcache.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

class ClusterTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @Test
  void anOpenSlotAnswersAskAndAClosedOneMoved() {
    try (var redis = Sandbox.cluster(2, 0)) {
      redis.jedis().set("{user}:1", "Ann");
      redis.jedis().set("{user}:2", "Bob");
      var from = redis.primaryFor("{user}");
      var to = redis.primaries().stream().filter(n -> n != from).findFirst().orElseThrow();
      var move = redis.moveSlot(SlotMap.slot("user"), to);

      move.step();
      assertTrue(move.isOpen());
      assertEquals(List.of(new SlotMap.Move(SlotMap.slot("user"), from, to)), redis.slotMap().moves());
      assertThrows(JedisMovedDataException.class, () -> to.jedis().get("{user}:1"));
      assertThrows(JedisAskDataException.class, () -> from.jedis().get("{user}:new"));
      move.step();
      move.step();
      assertThrows(JedisAskDataException.class, () -> from.jedis().get("{user}:1"));
      assertEquals("Ann", redis.jedis().get("{user}:1"));
      move.step();
      assertTrue(move.isDone());
      redis.awaitAgreed();
      assertSame(to, redis.primaryFor("user"));
      assertThrows(JedisMovedDataException.class, () -> from.jedis().get("{user}:1"));
      assertEquals("Bob", redis.jedis().get("{user}:2"));
    }
  }

  @Test
  void aNewShardTakesSlots() {
    try (var redis = Sandbox.cluster(2, 1)) {
      for (var i = 0; i < 200; i++) {
        redis.jedis().set("key:" + i, "value");
      }
      var added = redis.addShard();
      assertEquals(6, redis.nodes().size());
      assertEquals(1, redis.replicasOf(added).size());
      redis.reshard(2_000, redis.primaries().get(0), added).finish();
      assertEquals(2_000, redis.slotMap().count(added));
      assertFalse(added.jedis().dbSize() == 0);
      for (var i = 0; i < 200; i++) {
        assertEquals("value", redis.jedis().get("key:" + i));
      }
    }
  }
}
