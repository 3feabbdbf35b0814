package task4;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.exceptions.JedisException;

/** Looks whether the payment is counted, and then marks and adds in one transaction, which knows nothing of the look. */
public final class Wallet implements AutoCloseable {

  private final RedisSentinelClient redis;
  private final Duration patience;

  public Wallet(List<String> sentinels, String masterName, Duration patience) {
    var pool = new ConnectionPoolConfig();
    pool.setMaxWait(patience);
    var timeouts = DefaultJedisClientConfig.builder().connectionTimeoutMillis(500).socketTimeoutMillis(500).build();
    redis = RedisSentinelClient.builder().masterName(masterName)
        .sentinels(sentinels.stream().map(HostAndPort::from).collect(Collectors.toSet()))
        .sentinelClientConfig(timeouts).clientConfig(timeouts).poolConfig(pool).build();
    this.patience = patience;
  }

  public long deposit(String account, String paymentId, long amount) {
    var balance = "balance:{" + account + "}";
    var payment = "payment:{" + account + "}:" + paymentId;
    return trying(() -> {
      if (redis.exists(payment)) {
        return Long.parseLong(redis.get(balance));
      }
      try (var transaction = redis.multi()) {
        transaction.set(payment, "");
        var added = transaction.incrBy(balance, amount);
        transaction.exec();
        return added.get();
      }
    });
  }

  public long balance(String account) {
    return trying(() -> {
      var balance = redis.get("balance:{" + account + "}");
      return balance == null ? 0L : Long.parseLong(balance);
    });
  }

  private long trying(Supplier<Long> attempt) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return attempt.get();
      } catch (JedisException e) {
        // No connection, no answer, or READONLY from one that is a replica now.
        if (System.nanoTime() >= end) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(20, 80));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a primary.", e);
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}
