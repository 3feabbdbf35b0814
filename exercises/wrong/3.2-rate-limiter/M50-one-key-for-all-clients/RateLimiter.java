package task3;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import redis.clients.jedis.RedisClient;

/** One hash with a field for each client. As long as anybody comes, it does not end, and no field does. */
public final class RateLimiter implements AutoCloseable {

  public record Decision(boolean allowed, long remaining, Duration retryAfter) {}

  private static final String HIT = """
      local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
      local time = redis.call('TIME')
      local now = time[1] * 1000000 + time[2]
      local hits = {}
      for at in string.gmatch(redis.call('HGET', KEYS[1], ARGV[3]) or '', '%d+') do
        if at + window > now then hits[#hits + 1] = at end
      end
      if #hits >= limit then return {0, 0, hits[1] + window - now} end
      hits[#hits + 1] = string.format('%.0f', now)
      redis.call('HSET', KEYS[1], ARGV[3], table.concat(hits, ' '))
      redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
      return {1, limit - #hits, 0}
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
    var reply = (List<?>) redis.eval(HIT, List.of("limits"),
        List.of(Integer.toString(limit), Long.toString(window.toNanos() / 1000), client));
    return new Decision(reply.get(0).equals(1L), (long) reply.get(1), Duration.ofNanos((long) reply.get(2) * 1000));
  }

  @Override
  public void close() {
    redis.close();
  }
}
