package task1;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.RedisClient;

/** M7: reads how many there are, and takes out that many. What is added in between stays, though it was counted to the others. */
public final class Cart implements AutoCloseable {

  private final RedisClient redis;
  private final Duration idle;

  public Cart(String host, int port, Duration idle) {
    redis = RedisClient.create(host, port);
    this.idle = idle;
  }

  public long add(String customer, String product, int quantity) {
    try (var tx = redis.multi()) {
      var now = tx.hincrBy(key(customer), product, quantity);
      tx.pexpire(key(customer), idle.toMillis());
      tx.exec();
      return now.get();
    }
  }

  public void remove(String customer, String product) {
    var many = quantity(customer, product);
    if (redis.hincrBy(key(customer), product, -many) > 0) {
      return;
    }
    try (var tx = redis.multi()) {
      tx.hdel(key(customer), product);
      tx.pexpire(key(customer), idle.toMillis());
      tx.exec();
    }
  }

  public long quantity(String customer, String product) {
    var quantity = redis.hget(key(customer), product);
    return quantity == null ? 0 : Long.parseLong(quantity);
  }

  public Map<String, Long> contents(String customer) {
    var contents = new HashMap<String, Long>();
    redis.hgetAll(key(customer)).forEach((product, quantity) -> contents.put(product, Long.valueOf(quantity)));
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
