package task3;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import redis.clients.jedis.RedisClient;

/** A counter whose end each hit moves further away. */
public final class RateLimiter implements AutoCloseable {

  public record Decision(boolean allowed, long remaining, Duration retryAfter) {}

  private static final String HIT = """
      local count = redis.call('INCR', KEYS[1])
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      if count > tonumber(ARGV[1]) then return {0, 0, tonumber(ARGV[2])} end
      return {1, ARGV[1] - count, 0}
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
