package task4;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/** Asks the sentinels for the primary at the start, and keeps to that address. */
public final class Wallet implements AutoCloseable {

  private static final String DEPOSIT = """
      if redis.call('SET', KEYS[2], '', 'NX', 'EX', 86400) then
        return redis.call('INCRBY', KEYS[1], ARGV[1])
      end
      return tonumber(redis.call('GET', KEYS[1]))
      """;

  private final RedisClient redis;
  private final Duration patience;

  public Wallet(List<String> sentinels, String masterName, Duration patience) {
    var pool = new ConnectionPoolConfig();
    pool.setMaxWait(patience);
    var timeouts = DefaultJedisClientConfig.builder().connectionTimeoutMillis(500).socketTimeoutMillis(500).build();
    try (var sentinel = new Jedis(HostAndPort.from(sentinels.get(0)), timeouts)) {
      var address = sentinel.sentinelGetMasterAddrByName(masterName);
      redis = RedisClient.builder().hostAndPort(address.get(0), Integer.parseInt(address.get(1))).clientConfig(timeouts)
          .poolConfig(pool).build();
    }
    this.patience = patience;
  }

  public long deposit(String account, String paymentId, long amount) {
    var keys = List.of("balance:{" + account + "}", "payment:{" + account + "}:" + paymentId);
    return trying(() -> (Long) redis.eval(DEPOSIT, keys, List.of(Long.toString(amount))));
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
