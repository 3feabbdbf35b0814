package beyondcache.sale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisConnectionException;

class FeatureTest {

  @Test
  void aConnectionThatBreaksIsNotTheFeaturesFaultEvenIfRedisAnswersAgain() {
    var feature = new Feature<>("5.1", "Sign-in", new StandIn(), () -> true);
    var trouble = assertThrows(Trouble.class, () -> feature.ask(a -> {
      throw new IllegalStateException(new JedisConnectionException("Read timed out"));
    }));
    assertEquals("redis-gone", trouble.code());
    assertEquals(Feature.State.READY, feature.state());
    assertThrows(Trouble.class, () -> feature.ask(a -> {
      throw new IllegalStateException("a mistake");
    }));
    assertEquals(Feature.State.FAILS, feature.state());
  }
}
