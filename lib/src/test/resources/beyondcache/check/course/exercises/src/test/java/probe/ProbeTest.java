package probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Misconception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.RedisClient;

@ExerciseTest
class ProbeTest {

  private final RedisClient redis;
  private final Probe probe;

  ProbeTest(RedisClient redis) {
    this.redis = redis;
    this.probe = new Probe(redis);
  }

  @Test
  @Timeout(6)
  void theFirstHitIsOne() {
    assertEquals(1, probe.hit(), "the first hit");
  }

  @Test
  @Timeout(6)
  @Misconception("M7")
  void theSecondHitIsTwo() {
    probe.hit();
    assertEquals(2, probe.hit(), "the second hit");
  }
}
