package task1;

import java.time.Duration;
import java.util.Map;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 1.1: a customer's shopping cart in Redis.
 *
 * <p>Any number of servers change carts at the same time, and all that they do is kept. Each change gives the cart its full
 * time to live again, and reading does not.
 *
 * <p>All keys of a customer's cart begin with {@code cart:} and the customer's name, as in {@code cart:ann}, and live as long
 * as the cart. Otherwise the layout in Redis is up to you. A customer's name is of letters and digits, a product's is any text.
 */
public final class Cart implements AutoCloseable {

  private final RedisClient redis;
  private final Duration idle;

  /**
   * Connects to the Redis server at {@code host} and {@code port}.
   *
   * @param idle how long a cart lives after its last change, in whole seconds and at least one
   */
  public Cart(String host, int port, Duration idle) {
    redis = RedisClient.create(host, port);
    this.idle = idle;
  }

  /**
   * Puts more of a product into the cart.
   *
   * @param quantity how many more, at least 1
   * @return how many there are with these, and without those that another server adds afterwards
   */
  public long add(String customer, String product, int quantity) {
    throw new UnsupportedOperationException("Cart.add is yours to write.");
  }

  /** Takes a product out of the cart, however many there are. */
  public void remove(String customer, String product) {
    throw new UnsupportedOperationException("Cart.remove is yours to write.");
  }

  /**
   * How many of one product there are; 0 when it is not in the cart. What this costs, on the wire and in Redis, does not grow
   * with the cart.
   */
  public long quantity(String customer, String product) {
    throw new UnsupportedOperationException("Cart.quantity is yours to write.");
  }

  /** All products with their quantities. */
  public Map<String, Long> contents(String customer) {
    throw new UnsupportedOperationException("Cart.contents is yours to write.");
  }

  /**
   * What the cart costs, in cents; 0 if it is empty. The hash "prices" has the price of each product of the shop, in cents.
   * Takes three round trips at the most, however many products are in the cart, and reads the prices of no others.
   */
  public long total(String customer) {
    throw new UnsupportedOperationException("Cart.total is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
