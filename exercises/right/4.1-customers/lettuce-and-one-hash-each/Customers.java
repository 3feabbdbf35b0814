package task4;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One hash for each customer, so that there is only ever one key, and no tag is needed: name, basket, ordered; the last two are
 * texts with a line for each product.
 */
public final class Customers implements AutoCloseable {

  private static final String KEY = "customer:";

  private static final String ADD = """
      local basket = redis.call('HGET', KEYS[1], 'basket') or ''
      return redis.call('HSET', KEYS[1], 'basket', basket .. ARGV[1] .. '\\n')
      """;

  private static final String MOVE = """
      local basket = redis.call('HGET', KEYS[1], 'basket')
      if not basket then return 0 end
      redis.call('HSET', KEYS[1], 'ordered', (redis.call('HGET', KEYS[1], 'ordered') or '') .. basket)
      redis.call('HDEL', KEYS[1], 'basket')
      local _, lines = string.gsub(basket, '\\n', '')
      return lines
      """;

  private final RedisClusterClient client;
  private final StatefulRedisClusterConnection<String, String> redis;

  public Customers(String host, int port) {
    client = RedisClusterClient.create(RedisURI.builder().withHost(host).withPort(port).withTimeout(Duration.ofSeconds(5)).build());
    redis = client.connect();
  }

  public void register(String customer, String name) {
    redis.sync().hset(KEY + customer, "name", name);
  }

  public Map<String, String> names(Collection<String> customers) {
    var replies = new HashMap<String, RedisFuture<String>>();
    customers.forEach(customer -> replies.put(customer, redis.async().hget(KEY + customer, "name")));
    var names = new HashMap<String, String>();
    replies.forEach((customer, reply) -> {
      var name = reply.toCompletableFuture().join();
      if (name != null) {
        names.put(customer, name);
      }
    });
    return names;
  }

  public Set<String> registered() {
    var keys = ScanIterator.scan(redis.sync(), ScanArgs.Builder.matches(KEY + "*").limit(200)).stream()
        .map(key -> key.substring(KEY.length())).collect(Collectors.toSet());
    return names(keys).keySet();
  }

  public void add(String customer, String product) {
    run(ADD, customer, product);
  }

  public int order(String customer) {
    return run(MOVE, customer).intValue();
  }

  private Long run(String script, String customer, String... arguments) {
    return redis.sync().eval(script, ScriptOutputType.INTEGER, new String[] {KEY + customer}, arguments);
  }

  public List<String> basket(String customer) {
    return lines(customer, "basket");
  }

  public List<String> ordered(String customer) {
    return lines(customer, "ordered");
  }

  private List<String> lines(String customer, String field) {
    var text = redis.sync().hget(KEY + customer, field);
    return text == null ? List.of() : text.lines().toList();
  }

  @Override
  public void close() {
    redis.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
