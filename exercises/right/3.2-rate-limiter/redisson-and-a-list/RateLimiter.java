package task3;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.redisson.Redisson;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * Redisson's scripts, and a list of the times of the last hits that were allowed, the newest first, never longer than the limit. A hit
 * is over the limit if the one so many places before it is still in the window; nothing has to be unique. Redisson's own RRateLimiter
 * would go by the clocks of the servers.
 */
public final class RateLimiter implements AutoCloseable {

  public record Decision(boolean allowed, long remaining, Duration retryAfter) {}

  private static final String HIT = """
      local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
      local time = redis.call('time')
      local now = time[1] * 1000000 + time[2]
      local hits = redis.call('lrange', KEYS[1], 0, -1)
      local used = #hits
      while used > 0 and hits[used] + window <= now do used = used - 1 end
      if used >= limit then return {-1, hits[limit] + window - now} end
      redis.call('lpush', KEYS[1], string.format('%.0f', now))
      redis.call('ltrim', KEYS[1], 0, limit - 1)
      redis.call('pexpire', KEYS[1], math.floor(window / 1000) + 1)
      return {limit - used - 1, 0}
      """;

  private final RedissonClient redisson;
  private final int limit;
  private final Duration window;

  public RateLimiter(String host, int port, int limit, Duration window, InstantSource clock) {
    var config = new Config();
    config.setThreads(2);
    config.setNettyThreads(2);
    config.setCodec(StringCodec.INSTANCE);
    config.useSingleServer().setAddress("redis://" + host + ":" + port).setConnectionPoolSize(4)
        .setConnectionMinimumIdleSize(1).setSubscriptionConnectionMinimumIdleSize(1).setSubscriptionConnectionPoolSize(2)
        .setRetryAttempts(0);
    redisson = Redisson.create(config);
    this.limit = limit;
    this.window = window;
  }

  public Decision hit(String client) {
    List<Long> reply = redisson.getScript(StringCodec.INSTANCE)
        .eval(Mode.READ_WRITE, HIT, ReturnType.LIST, List.of("hits:" + client), limit, window.toNanos() / 1000);
    return new Decision(reply.get(0) >= 0, Math.max(0, reply.get(0)), Duration.ofNanos(reply.get(1) * 1000));
  }

  @Override
  public void close() {
    redisson.shutdown();
  }
}
