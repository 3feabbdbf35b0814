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

/**
 * A client that asks the sentinels for the primary and hears from them of a new one; time-outs on everything; and tries until the
 * patience is over, with a random pause in between. A deposit may be tried again, because its id is kept beside the balance and
 * one script looks at the id and adds.
 *
 * <p>It guarantees that of the deposits which the primary has, none was counted twice. It does not guarantee that a deposit which
 * was acknowledged survives a failover: exercise 4.3 is about that.
 */
public final class Wallet implements AutoCloseable {

  private static final String DEPOSIT = """
      if redis.call('SET', KEYS[2], '', 'NX', 'EX', 86400) then
        return redis.call('INCRBY', KEYS[1], ARGV[1])
      end
      return tonumber(redis.call('GET', KEYS[1]))
      """;

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
