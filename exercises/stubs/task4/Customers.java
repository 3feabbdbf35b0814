package task4;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;

/**
 * Exercise 4.1: the customers of a shop on a Redis Cluster, each with a name, a basket and what they have ordered. What belongs
 * to one customer is changed in one step; what concerns many of them is asked of all nodes. A customer is any text without
 * braces, such as ann@example.org.
 *
 * <p>How it is laid out in Redis is up to you, within this: the data of different customers is spread. With 100 customers, each
 * with a name, a basket and orders, no hash slot holds more than a twentieth of the bytes and no primary less than a tenth. So
 * there is no key that holds something of every customer.
 */
public final class Customers implements AutoCloseable {

  private final RedisClusterClient redis;

  /** Connects to the cluster to which the node at {@code host} and {@code port} belongs, be it primary or replica. */
  public Customers(String host, int port) {
    redis = RedisClusterClient.create(new HostAndPort(host, port));
  }

  /** Gives a customer a name, also one that has a name already. */
  public void register(String customer, String name) {
    throw new UnsupportedOperationException("Customers.register is yours to write.");
  }

  /**
   * The names of these customers; who is not registered is left out. Waits for each node at most ten times, however many
   * customers are asked for (hundreds, each once): what is asked of one node is sent together.
   */
  public Map<String, String> names(Collection<String> customers) {
    throw new UnsupportedOperationException("Customers.names is yours to write.");
  }

  /** All customers that are registered. It may ask each node many times. */
  public Set<String> registered() {
    throw new UnsupportedOperationException("Customers.registered is yours to write.");
  }

  /** Puts one product into a customer's basket, which may hold the same one several times. The customer need not be registered. */
  public void add(String customer, String product) {
    throw new UnsupportedOperationException("Customers.add is yours to write.");
  }

  /**
   * Moves everything from a customer's basket to what the customer has ordered, behind what is there, in the order in which it
   * was put into the basket.
   *
   * <p>In one step: whatever happens in between, a crash or somebody else's {@code add} or {@code order}, each product is in one
   * of the two, once. A script declares in {@code KEYS} each key that it reads or writes.
   *
   * @return how many products were moved; 0 if the basket was empty, and then nothing has changed
   */
  public int order(String customer) {
    throw new UnsupportedOperationException("Customers.order is yours to write.");
  }

  /** What is in a customer's basket, in the order in which it was put there; empty if nothing is. */
  public List<String> basket(String customer) {
    throw new UnsupportedOperationException("Customers.basket is yours to write.");
  }

  /** What a customer has ordered, the oldest first; empty if nothing was. */
  public List<String> ordered(String customer) {
    throw new UnsupportedOperationException("Customers.ordered is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
