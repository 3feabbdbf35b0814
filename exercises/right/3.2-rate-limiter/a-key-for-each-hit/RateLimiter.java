package task3;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import redis.clients.jedis.RedisClient;

/**
 * As many keys for a client as the limit is, each one a permit: it is taken by setting it, and comes back when Redis lets it expire, one
 * window later. No time is stored anywhere, and nothing has to be cleaned up. For small limits.
 */
public final class RateLimiter implements AutoCloseable {

  public record Decision(boolean allowed, long remaining, Duration retryAfter) {}

  private static final String HIT = """
      local free, left, soonest = nil, 0, tonumber(ARGV[1])
      for _, permit in ipairs(KEYS) do
        local time = redis.call('PTTL', permit)
        if time < 0 then
          left = left + 1
          free = permit
        else
          soonest = math.min(soonest, time)
        end
      end
      if not free then return {-1, math.max(1, soonest)} end
      redis.call('SET', free, '', 'PX', ARGV[1])
      return {left - 1, 0}
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
    var permits = IntStream.range(0, limit).mapToObj(i -> "permit:{" + client + "}:" + i).toList();
    var reply = (List<?>) redis.eval(HIT, permits, List.of(Long.toString(window.toMillis())));
    long left = (long) reply.get(0);
    return new Decision(left >= 0, Math.max(0, left), Duration.ofMillis((long) reply.get(1)));
  }

  @Override
  public void close() {
    redis.close();
  }
}
