package beyondcache.check;

import java.util.List;
import redis.clients.jedis.RedisClient;

/** Lets the time to live of a key come to its end now instead of later. */
final class Leases {

  private static final String END = "if redis.call('pttl', KEYS[1]) > 0 then redis.call('pexpire', KEYS[1], 1) return 1 end "
      + "return 0";

  private Leases() {}

  /**
   * Returns when the key is gone; leaves a key alone that has no time to live. The server removes the key itself, so that its
   * notification says {@code expired}. Sends EVAL (PTTL, PEXPIRE) and EXISTS.
   */
  static void end(RedisClient redis, String key) {
    if (Long.valueOf(1).equals(redis.eval(END, List.of(key), List.of()))) {
      while (redis.exists(key)) {
        Thread.onSpinWait(); // for a millisecond
      }
    }
  }
}
