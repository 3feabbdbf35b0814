package task1;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.RedisClient;

/** M2: keeps the cart as one text of JSON. Scripts keep every change, and read the whole text for one quantity. */
public final class Cart implements AutoCloseable {

  private static final String READ = """
      local cart = cjson.decode(redis.call('GET', KEYS[1]) or '{}')
      """;

  private static final String ADD = READ + """
      cart[ARGV[1]] = (cart[ARGV[1]] or 0) + tonumber(ARGV[2])
      redis.call('SET', KEYS[1], cjson.encode(cart), 'EX', ARGV[3])
      return cart[ARGV[1]]
      """;

  private static final String REMOVE = READ + """
      cart[ARGV[1]] = nil
      redis.call('SET', KEYS[1], cjson.encode(cart), 'EX', ARGV[2])
      """;

  private static final String QUANTITY = READ + """
      return cart[ARGV[1]] or 0
      """;

  private static final String CONTENTS = READ + """
      local contents = {}
      for product, quantity in pairs(cart) do
        table.insert(contents, product)
        table.insert(contents, quantity)
      end
      return contents
      """;

  private final RedisClient redis;
  private final String idle;

  public Cart(String host, int port, Duration idle) {
    redis = RedisClient.create(host, port);
    this.idle = Long.toString(idle.toSeconds());
  }

  public long add(String customer, String product, int quantity) {
    return (Long) redis.eval(ADD, List.of(key(customer)), List.of(product, Integer.toString(quantity), idle));
  }

  public void remove(String customer, String product) {
    redis.eval(REMOVE, List.of(key(customer)), List.of(product, idle));
  }

  public long quantity(String customer, String product) {
    return (Long) redis.eval(QUANTITY, List.of(key(customer)), List.of(product));
  }

  public Map<String, Long> contents(String customer) {
    var list = (List<?>) redis.eval(CONTENTS, List.of(key(customer)), List.of());
    var contents = new HashMap<String, Long>();
    for (int i = 0; i < list.size(); i += 2) {
      contents.put((String) list.get(i), (Long) list.get(i + 1));
    }
    return contents;
  }

  public long total(String customer) {
    var contents = contents(customer);
    if (contents.isEmpty()) {
      return 0;
    }
    var products = contents.keySet().toArray(String[]::new);
    var prices = redis.hmget("prices", products);
    var total = 0L;
    for (var i = 0; i < products.length; i++) {
      total += contents.get(products[i]) * Long.parseLong(prices.get(i));
    }
    return total;
  }

  private static String key(String customer) {
    return "cart:" + customer;
  }

  @Override
  public void close() {
    redis.close();
  }
}
