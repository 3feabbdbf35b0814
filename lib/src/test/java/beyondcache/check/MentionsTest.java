package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.sandbox.Sandbox;
import beyondcache.wire.Wire;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MentionsTest {

  @Test
  void namesAndContentsAreSearched() {
    try (var redis = Sandbox.standalone()) {
      redis.jedis().set("ann", "1");
      redis.jedis().hset("hash", Map.of("friend", "ann"));
      redis.jedis().zadd("other", 1, "ben");
      assertEquals(List.of("ann", "hash"), Mentions.of(redis.jedis(), "ann"));
    }
  }

  @Test
  void aKeyMayExpireBetweenTypeAndGet() {
    try (var redis = Sandbox.standalone(); var wire = Wire.inFrontOf(redis)) {
      redis.jedis().set("short", "ann");
      var interlude = wire.interlude("Ann", 3, () -> redis.jedis().del("short")); // KEYS, TYPE, GET
      assertEquals(List.of(), Mentions.of(wire.jedis("Ann"), "ann"));
      assertTrue(interlude.happened());
    }
  }
}
