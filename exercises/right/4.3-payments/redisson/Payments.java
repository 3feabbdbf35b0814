package task4;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.RedisOutOfMemoryException;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Redisson's batch, which sends WAIT behind the commands and tells how many replicas have them. */
public final class Payments implements AutoCloseable {

  public enum Outcome { DURABLE, UNCERTAIN, FAILED }

  private final RedissonClient redisson;
  private final int copies;
  private final Duration patience;

  public Payments(String host, int port, int copies, Duration patience) {
    var config = new Config().setThreads(2).setNettyThreads(2).setCodec(StringCodec.INSTANCE);
    config.useSingleServer().setAddress("redis://" + host + ":" + port).setConnectionPoolSize(4)
        .setConnectionMinimumIdleSize(1).setSubscriptionConnectionMinimumIdleSize(0)
        .setTimeout((int) patience.toMillis() + 300).setRetryAttempts(0);
    redisson = Redisson.create(config);
    this.copies = copies;
    this.patience = patience;
  }

  public Outcome record(String id, String text) {
    var batch = redisson.createBatch(BatchOptions.defaults().sync(copies, patience).retryAttempts(0)
        .responseTimeout(patience.toMillis() + 300, TimeUnit.MILLISECONDS));
    batch.getBucket("payment:" + id).setAsync(text);
    try {
      return batch.execute().getSyncedSlaves() >= copies ? Outcome.DURABLE : Outcome.UNCERTAIN;
    } catch (RedisException e) {
      return refused(e) ? Outcome.FAILED : Outcome.UNCERTAIN;
    }
  }

  private static boolean refused(RedisException e) {
    return e instanceof RedisOutOfMemoryException
        || String.valueOf(e.getMessage()).matches("(?s).*(READONLY|NOREPLICAS|OOM|MISCONF).*");
  }

  public Optional<String> read(String id) {
    return Optional.ofNullable(redisson.<String>getBucket("payment:" + id).get());
  }

  @Override
  public void close() {
    redisson.shutdown();
  }
}
