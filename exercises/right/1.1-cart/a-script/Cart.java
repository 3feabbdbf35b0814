package task1;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.RedisClient;

/** Changes and totals by scripts, with the quantities in a hash. */
public final class Cart implements AutoCloseable {

  private static final String ADD = """
      local now = redis.call('HINCRBY', KEYS[1], ARGV[1], ARGV[2])
      redis.call('PEXPIRE', KEYS[1], ARGV[3])
      return now""";
  private static final String REMOVE = """
      redis.call('HDEL', KEYS[1], ARGV[1])
      redis.call('PEXPIRE', KEYS[1], ARGV[2])""";
  private static final String TOTAL = """
      local total = 0
      local cart = redis.call('HGETALL', KEYS[1])
      for i = 1, #cart, 2 do
        total = total + cart[i + 1] * redis.call('HGET', KEYS[2], cart[i])
      end
      return total""";

  private final RedisClient redis;
  private final Duration idle;

  public Cart(String host, int port, Duration idle) {
    redis = RedisClient.create(host, port);
    this.idle = idle;
  }

  public long add(String customer, String product, int quantity) {
    return (long) redis.eval(ADD, List.of(key(customer)),
        List.of(product, Integer.toString(quantity), Long.toString(idle.toMillis())));
  }

  public void remove(String customer, String product) {
    redis.eval(REMOVE, List.of(key(customer)), List.of(product, Long.toString(idle.toMillis())));
  }

  public long quantity(String customer, String product) {
    var quantity = redis.hmget(key(customer), product).get(0);
    return quantity == null ? 0 : Long.parseLong(quantity);
  }

  public Map<String, Long> contents(String customer) {
    var contents = new HashMap<String, Long>();
    redis.hgetAll(key(customer)).forEach((product, quantity) -> contents.put(product, Long.valueOf(quantity)));
    return contents;
  }

  public long total(String customer) {
    return (long) redis.eval(TOTAL, List.of(key(customer), "prices"), List.of());
  }

  private static String key(String customer) {
    return "cart:" + customer;
  }

  @Override
  public void close() {
    redis.close();
  }
}
