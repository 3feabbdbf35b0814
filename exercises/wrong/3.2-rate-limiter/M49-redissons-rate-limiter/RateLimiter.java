package task3;

import java.time.Duration;
import java.time.InstantSource;
import org.redisson.Redisson;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * Redisson's limiter. It keeps a log of the permits it gave, so the window slides; but their times are those of the machines that asked,
 * and what remains and when to come back are questions of their own.
 */
public final class RateLimiter implements AutoCloseable {

  public record Decision(boolean allowed, long remaining, Duration retryAfter) {}

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
        .setRetryAttempts(0).setTimeout(5_000);
    redisson = Redisson.create(config);
    this.limit = limit;
    this.window = window;
  }

  public Decision hit(String client) {
    var limiter = redisson.getRateLimiter("limit:" + client);
    boolean allowed;
    try {
      allowed = limiter.tryAcquire();
    } catch (RedisException notKnownYet) {
      limiter.trySetRate(RateType.OVERALL, limit, window, window.multipliedBy(2));
      allowed = limiter.tryAcquire();
    }
    return new Decision(allowed, limiter.availablePermits(), allowed ? Duration.ZERO : window);
  }

  @Override
  public void close() {
    redisson.shutdown();
  }
}
