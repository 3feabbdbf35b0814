package task3;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import redis.clients.jedis.RedisClient;

/** Two counters; of the hits in the window before, it assumes that they came evenly spread. */
public final class RateLimiter implements AutoCloseable {

  public record Decision(boolean allowed, long remaining, Duration retryAfter) {}

  private static final String HIT = """
      local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local number, passed = math.floor(now / window), now % window
      local before = tonumber(redis.call('HGET', KEYS[1], number - 1) or 0)
      local count = tonumber(redis.call('HGET', KEYS[1], number) or 0)
      local estimate = before * (window - passed) / window + count
      if estimate + 1 > limit then
        local wait = window - passed
        if before > 0 and count < limit then
          wait = math.max(1, window - passed - (limit - 1 - count) * window / before)
        end
        return {0, 0, wait}
      end
      redis.call('HDEL', KEYS[1], number - 2, number - 3)
      redis.call('HINCRBY', KEYS[1], number, 1)
      redis.call('PEXPIRE', KEYS[1], 2 * window)
      return {1, math.floor(limit - estimate - 1), 0}
      """;

  private final RedisClient redis;
  private final int limit;
  private final Duration window;

  public RateLimiter(String host, int port, int limit, Duration window, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.limit = limit;
    this.window = window;
  }

  public Decision hit(String client) {
    var reply = (List<?>) redis.eval(HIT, List.of("limit:{" + client + "}"),
        List.of(Integer.toString(limit), Long.toString(window.toMillis())));
    return new Decision(reply.get(0).equals(1L), (long) reply.get(1), Duration.ofNanos((long) reply.get(2) * 1_000_000));
  }

  @Override
  public void close() {
    redis.close();
  }
}
