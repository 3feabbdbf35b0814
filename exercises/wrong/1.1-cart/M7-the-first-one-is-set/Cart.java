package task1;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.RedisClient;

/**
 * A customer's shopping cart: one hash {@code cart:<customer>} from product to quantity.
 *
 * <p>Changes are atomic, and together with them the key gets its full time to live: {@code MULTI HINCRBY EXPIRE EXEC}. Whoever
 * crashes in between has changed nothing. Two servers that change one cart, or even one product, at the same moment both
 * have their way, because Redis adds and not they. {@code total} reads the cart and the prices one after the other: a price
 * that changes in between is the new one, and a product put in meanwhile is not counted.
 */
public final class Cart implements AutoCloseable {

  private final RedisClient redis;
  private final Duration idle;

  /**
   * Connects to the Redis server at {@code host} and {@code port}.
   *
   * @param idle how long a cart lives after its last change
   */
  public Cart(String host, int port, Duration idle) {
    redis = RedisClient.create(host, port);
    this.idle = idle;
  }

  /** Puts more of a product into the cart, and returns how many there are now: {@code HINCRBY}. */
  public long add(String customer, String product, int quantity) {
    long now = quantity;
    if (redis.hexists(key(customer), product)) now = redis.hincrBy(key(customer), product, quantity);
    else redis.hset(key(customer), product, Integer.toString(quantity));
    redis.pexpire(key(customer), idle.toMillis());
    return now;
  }

  /** Takes a product out of the cart: {@code HDEL}. Redis removes a hash with its last field. */
  public void remove(String customer, String product) {
    try (var tx = redis.multi()) {
      tx.hdel(key(customer), product);
      tx.pexpire(key(customer), idle.toMillis());
      tx.exec();
    }
  }

  /** How many of one product there are; 0 when it is not in the cart: {@code HGET}. */
  public long quantity(String customer, String product) {
    var quantity = redis.hget(key(customer), product);
    return quantity == null ? 0 : Long.parseLong(quantity);
  }

  /** All products with their quantities: {@code HGETALL}, which takes longer the more there are. */
  public Map<String, Long> contents(String customer) {
    var contents = new HashMap<String, Long>();
    redis.hgetAll(key(customer)).forEach((product, quantity) -> contents.put(product, Long.valueOf(quantity)));
    return contents;
  }

  /** What the cart costs, in cents, in two round trips: {@code HGETALL}, then {@code HMGET} for all prices at once. */
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
