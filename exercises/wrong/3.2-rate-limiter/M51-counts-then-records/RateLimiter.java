package task3;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import redis.clients.jedis.RedisClient;

/** Counts, decides in the program, and records. */
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
    long micros = window.toNanos() / 1000;
    long now = (long) redis.eval("local time = redis.call('TIME') return time[1] * 1000000 + time[2]");
    redis.zremrangeByScore(key, 0, now - micros);
    long count = redis.zcard(key);
    if (count >= limit) {
      var oldest = redis.zrangeWithScores(key, 0, 0);
      long left = oldest.isEmpty() ? 1 : (long) oldest.get(0).getScore() + micros - now;
      return new Decision(false, 0, Duration.ofNanos(left * 1000));
    }
    redis.zadd(key, now, UUID.randomUUID().toString());
    redis.pexpire(key, window.toMillis());
    return new Decision(true, limit - count - 1, Duration.ZERO);
  }

  @Override
  public void close() {
    redis.close();
  }
}
