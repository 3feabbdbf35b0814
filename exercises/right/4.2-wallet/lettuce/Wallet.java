package task4;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Lettuce, and a new connection after each failure: making one asks the sentinels. The balance is a hash with a field for each
 * payment, next to one for the sum.
 */
public final class Wallet implements AutoCloseable {

  private static final String DEPOSIT = """
      if redis.call('HSETNX', KEYS[1], 'payment ' .. ARGV[1], ARGV[2]) == 1 then
        redis.call('HINCRBY', KEYS[1], 'sum', ARGV[2])
      end
      return tonumber(redis.call('HGET', KEYS[1], 'sum'))
      """;

  private static final Duration REPLY = Duration.ofMillis(400);

  private final RedisClient client = RedisClient.create();
  private final RedisURI uri;
  private final Duration patience;
  private RedisCommands<String, String> redis;

  public Wallet(List<String> sentinels, String masterName, Duration patience) {
    var builder = RedisURI.builder().withSentinelMasterId(masterName).withTimeout(REPLY);
    sentinels.stream().map(address -> address.split(":"))
        .forEach(address -> builder.withSentinel(address[0], Integer.parseInt(address[1])));
    uri = builder.build();
    uri.getSentinels().forEach(sentinel -> sentinel.setTimeout(REPLY));
    client.setOptions(ClientOptions.builder().autoReconnect(false)
        .socketOptions(SocketOptions.builder().connectTimeout(REPLY).build()).build());
    this.patience = patience;
  }

  public long deposit(String account, String paymentId, long amount) {
    return trying(commands -> commands.eval(DEPOSIT, ScriptOutputType.INTEGER, new String[] {"account:" + account}, paymentId,
        Long.toString(amount)));
  }

  public long balance(String account) {
    return trying(commands -> {
      var sum = commands.hget("account:" + account, "sum");
      return sum == null ? 0 : Long.parseLong(sum);
    });
  }

  private synchronized long trying(Function<RedisCommands<String, String>, Long> attempt) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        if (redis == null) {
          redis = client.connect(uri).sync();
        }
        return attempt.apply(redis);
      } catch (RedisException e) {
        forget();
        if (System.nanoTime() >= end) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  private void forget() {
    if (redis != null) {
      redis.getStatefulConnection().closeAsync();
      redis = null;
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
