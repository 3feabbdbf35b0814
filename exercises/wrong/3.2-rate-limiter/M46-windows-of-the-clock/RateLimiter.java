package task3;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import redis.clients.jedis.RedisClient;

/** A counter for each window that the clock of Redis cuts. */
public final class RateLimiter implements AutoCloseable {

  public record Decision(boolean allowed, long remaining, Duration retryAfter) {}

  private static final String HIT = """
      local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local this = tostring(math.floor(now / window))
      if redis.call('HGET', KEYS[1], 'window') ~= this then
        redis.call('HSET', KEYS[1], 'window', this, 'count', 0)
        redis.call('PEXPIRE', KEYS[1], window)
      end
      if tonumber(redis.call('HGET', KEYS[1], 'count')) >= limit then return {0, 0, window - now % window} end
      return {1, limit - redis.call('HINCRBY', KEYS[1], 'count', 1), 0}
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
