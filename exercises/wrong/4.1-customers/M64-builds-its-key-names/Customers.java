package task4;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;

/** Declares the basket, and builds the name of the other key in the script. */
public final class Customers implements AutoCloseable {

  private static final String NAME = "name:{";

  private static final String MOVE = """
      local products = redis.call('LRANGE', KEYS[1], 0, -1)
      for _, product in ipairs(products) do
        redis.call('RPUSH', 'ordered:{' .. ARGV[1] .. '}', product)
      end
      redis.call('DEL', KEYS[1])
      return #products
      """;

  private final RedisClusterClient redis;

  public Customers(String host, int port) {
    redis = RedisClusterClient.create(new HostAndPort(host, port));
  }

  public void register(String customer, String name) {
    redis.set(NAME + customer + "}", name);
  }

  public Map<String, String> names(Collection<String> customers) {
    var replies = new HashMap<String, Response<String>>();
    try (var pipeline = redis.pipelined()) {
      customers.forEach(customer -> replies.put(customer, pipeline.get(NAME + customer + "}")));
    }
    var names = new HashMap<String, String>();
    replies.forEach((customer, reply) -> {
      if (reply.get() != null) {
        names.put(customer, reply.get());
      }
    });
    return names;
  }

  public Set<String> registered() {
    var customers = new HashSet<String>();
    for (var pool : redis.getClusterNodes().values()) {
      try (var node = new Jedis(pool.getResource())) {
        if (node.role().get(0).equals("master")) {
          scan(node, customers);
        }
      }
    }
    return customers;
  }

  private static void scan(Jedis node, Set<String> customers) {
    var pattern = new ScanParams().match(NAME + "*").count(500);
    var cursor = ScanParams.SCAN_POINTER_START;
    do {
      var page = node.scan(cursor, pattern);
      page.getResult().forEach(key -> customers.add(key.substring(NAME.length(), key.length() - 1)));
      cursor = page.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
  }

  public void add(String customer, String product) {
    redis.rpush(basketKey(customer), product);
  }

  public int order(String customer) {
    return ((Long) redis.eval(MOVE, List.of(basketKey(customer)), List.of(customer))).intValue();
  }

  public List<String> basket(String customer) {
    return redis.lrange(basketKey(customer), 0, -1);
  }

  public List<String> ordered(String customer) {
    return redis.lrange(orderedKey(customer), 0, -1);
  }

  private static String basketKey(String customer) {
    return "basket:{" + customer + "}";
  }

  private static String orderedKey(String customer) {
    return "ordered:{" + customer + "}";
  }

  @Override
  public void close() {
    redis.close();
  }
}
