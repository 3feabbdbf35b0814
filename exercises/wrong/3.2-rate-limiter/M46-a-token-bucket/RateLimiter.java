package task3;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Bucket4j's token bucket: as many tokens as the limit, and as many again in the course of a window. Who takes them all and then each
 * new one gets twice the limit in the first window. It also goes by the clock of the server that asks, and asks twice.
 */
public final class RateLimiter implements AutoCloseable {

  public record Decision(boolean allowed, long remaining, Duration retryAfter) {}

  private final RedisClient client;
  private final StatefulRedisConnection<String, byte[]> connection;
  private final ProxyManager<String> buckets;
  private final BucketConfiguration configuration;

  public RateLimiter(String host, int port, int limit, Duration window, InstantSource clock) {
    client = RedisClient.create(RedisURI.create(host, port));
    connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
    buckets = Bucket4jLettuce.casBasedBuilder(connection)
        .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ZERO))
        .build();
    configuration = BucketConfiguration.builder()
        .addLimit(tokens -> tokens.capacity(limit).refillGreedy(limit, window))
        .build();
  }

  public Decision hit(String client) {
    var probe = buckets.getProxy(client, () -> configuration).tryConsumeAndReturnRemaining(1);
    return new Decision(probe.isConsumed(), probe.getRemainingTokens(),
        probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
