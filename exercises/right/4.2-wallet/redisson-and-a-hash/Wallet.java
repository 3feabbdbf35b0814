package task4;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.redisson.Redisson;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;

/** Redisson, which asks the sentinels every 300 ms; each account is a hash of its payments, and the balance is their sum. */
public final class Wallet implements AutoCloseable {

  private static final String DEPOSIT = """
      redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
      local sum = 0
      for _, amount in ipairs(redis.call('HVALS', KEYS[1])) do
        sum = sum + tonumber(amount)
      end
      return sum
      """;

  private final RedissonClient redisson;
  private final Duration patience;

  public Wallet(List<String> sentinels, String masterName, Duration patience) {
    var config = new Config().setThreads(2).setNettyThreads(2).setCodec(StringCodec.INSTANCE);
    config.useSentinelServers().setMasterName(masterName).setScanInterval(300).setReadMode(ReadMode.MASTER)
        .addSentinelAddress(sentinels.stream().map(address -> "redis://" + address).toArray(String[]::new))
        .setConnectTimeout(400).setTimeout(400).setRetryAttempts(0)
        .setMasterConnectionMinimumIdleSize(1).setMasterConnectionPoolSize(4)
        .setSlaveConnectionMinimumIdleSize(1).setSlaveConnectionPoolSize(4)
        .setSubscriptionConnectionMinimumIdleSize(1);
    redisson = Redisson.create(config);
    this.patience = patience;
  }

  public long deposit(String account, String paymentId, long amount) {
    return trying(() -> redisson.getScript(StringCodec.INSTANCE).<Long>eval(Mode.READ_WRITE, DEPOSIT, ReturnType.LONG,
        List.of("payments:" + account), paymentId, amount));
  }

  public long balance(String account) {
    return trying(() -> redisson.<String, String>getMap("payments:" + account).readAllValues().stream()
        .mapToLong(Long::parseLong).sum());
  }

  private long trying(Supplier<Long> attempt) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return attempt.get();
      } catch (RedisException e) {
        if (System.nanoTime() >= end) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  @Override
  public void close() {
    redisson.shutdown();
  }
}
