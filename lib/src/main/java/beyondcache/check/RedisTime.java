package beyondcache.check;

import java.time.Duration;
import redis.clients.jedis.RedisClient;

/** Redis's clock, which no test can move: the ends of its keys are moved instead. */
public final class RedisTime {

  private RedisTime() {}

  /** Whatever expires does so that much earlier, or now. Sends KEYS, and PTTL and PEXPIRE for each key. */
  public static void passes(RedisClient redis, Duration time) {
    for (var key : redis.keys("*")) {
      long left = redis.pttl(key);
      if (left >= 0) {
        redis.pexpire(key, Math.max(0, left - time.toMillis()));
      }
    }
  }
}
