package task5;

import beyondcache.sale.Orders;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import redis.clients.jedis.HostAndPort;

/** Lettuce asks the sentinels itself, each time it connects. Free tickets are a set; a new connection after each failure. */
public final class DurableOrders implements Orders {

  private final RedisClient client;
  private final Duration patience;

  public DurableOrders(Set<HostAndPort> sentinels, String masterName, Duration patience) {
    var uri = RedisURI.builder().withSentinelMasterId(masterName).withTimeout(Duration.ofMillis(800));
    sentinels.forEach(s -> uri.withSentinel(s.getHost(), s.getPort()));
    client = RedisClient.create(uri.build());
    this.patience = patience;
  }

  @Override
  public void open(int tickets) {
    trying(redis -> {
      redis.eval("""
          if redis.call('SETNX', KEYS[1], ARGV[1]) == 1 then
            for n = 1, ARGV[1] do redis.call('SADD', KEYS[2], n) end
          else
            redis.call('SET', KEYS[1], redis.call('GET', KEYS[1]))
          end
          return 1
          """, ScriptOutputType.INTEGER, new String[] {"{s}opened", "{s}free"}, "" + tickets);
      return copied(redis);
    });
  }

  private static boolean copied(RedisCommands<String, String> redis) {
    if (redis.waitForReplication(1, 250) == 0) {
      throw new RedisException("no replica has it");
    }
    return true;
  }

  @Override
  public OptionalInt sell(String order) {
    return trying(redis -> {
      String ticket = redis.eval("""
          local ticket = redis.call('HGET', KEYS[1], ARGV[1]) or redis.call('SPOP', KEYS[2])
          if ticket then redis.call('HSET', KEYS[1], ARGV[1], ticket) end
          return ticket
          """, ScriptOutputType.VALUE, new String[] {"{s}sold", "{s}free"}, order);
      copied(redis);
      return ticket == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(ticket));
    });
  }

  @Override
  public Map<String, Integer> sold() {
    return trying(redis -> {
      var sold = new TreeMap<String, Integer>();
      redis.hgetall("{s}sold").forEach((order, ticket) -> sold.put(order, Integer.parseInt(ticket)));
      return sold;
    });
  }

  private <R> R trying(Function<RedisCommands<String, String>, R> work) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try (var connection = client.connect()) {
        return work.apply(connection.sync());
      } catch (RuntimeException e) {
        if (System.nanoTime() > deadline) {
          throw new Uncertain("not certain", e);
        }
      }
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
