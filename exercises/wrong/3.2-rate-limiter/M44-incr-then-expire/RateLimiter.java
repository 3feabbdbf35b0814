package task3;

import java.time.Duration;
import java.time.InstantSource;
import redis.clients.jedis.RedisClient;

/** Counts, and then gives the counter its end; it may not come to that. */
public final class RateLimiter implements AutoCloseable {

  public record Decision(boolean allowed, long remaining, Duration retryAfter) {}

  private final RedisClient redis;
  private final int limit;
  private final Duration window;

  public RateLimiter(String host, int port, int limit, Duration window, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.limit = limit;
    this.window = window;
  }

  public Decision hit(String client) {
    var key = "limit:{" + client + "}";
    long count = redis.incr(key);
    if (count == 1) {
      redis.pexpire(key, window.toMillis());
    }
    return count <= limit ? new Decision(true, limit - count, Duration.ZERO)
        : new Decision(false, 0, Duration.ofMillis(redis.pttl(key)));
  }

  @Override
  public void close() {
    redis.close();
  }
}
