package task5;

import beyondcache.sale.Orders;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import redis.clients.jedis.HostAndPort;

/**
 * Exercise 5.4: the failover drill. Tickets are sold from a Redis primary with replicas that sentinels watch, and in the middle of the
 * sale the primary is killed. What was confirmed to a customer must be true afterwards.
 *
 * <p>The layout in Redis is up to you. Tickets are sold in any order.
 *
 * <p>Your class must survive:
 * <ul>
 *   <li>a primary that is killed, paused or replaced, and a sentinel that has gone;
 *   <li>a lost reply, and a caller that sends the same order again, to this object or to another server's;
 *   <li>replicas that do not acknowledge: nothing is confirmed then, on Redis 7.0 and on later versions. Since 7.2, {@code WAIT} covers only
 *       what its own connection has written;
 *   <li>several threads that call at once, each with its own patience.
 * </ul>
 */
public final class DurableOrders implements Orders {

  private final Set<HostAndPort> sentinels;
  private final String masterName;
  private final Duration patience;

  /**
   * @param sentinels the addresses of the sentinels, who know the primary
   * @param masterName what they call it
   * @param patience how long a call tries to succeed before it throws {@link Orders.Uncertain}, 1 to 10 seconds; a call that has
   *     connections to open, or waits for a reply, may take 3 seconds more
   */
  public DurableOrders(Set<HostAndPort> sentinels, String masterName, Duration patience) {
    this.sentinels = sentinels;
    this.masterName = masterName;
    this.patience = patience;
  }

  /** Puts tickets 1 to {@code tickets} on sale, unless that has been done, and returns when at least one replica has it as well. */
  @Override
  public void open(int tickets) {
    throw new UnsupportedOperationException("DurableOrders.open is yours to write.");
  }

  /**
   * Sells a ticket to an order, and returns its number when at least one replica has the sale as well. Asked again for the same order it
   * returns the same ticket, and that too only when a replica has it. An order is any string.
   *
   * <p>While there is no primary this tries again, with the new one once there is one.
   *
   * @return empty if all tickets are sold to other orders, or none have been put on sale
   * @throws Orders.Uncertain if within the patience no primary answered, or no replica had it; the order may have a ticket or not
   */
  @Override
  public OptionalInt sell(String order) {
    throw new UnsupportedOperationException("DurableOrders.sell is yours to write.");
  }

  /**
   * The tickets that were sold, by order, as the primary knows them.
   *
   * @throws Orders.Uncertain if within the patience no primary answered
   */
  @Override
  public Map<String, Integer> sold() {
    throw new UnsupportedOperationException("DurableOrders.sold is yours to write.");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("DurableOrders.close is yours to write.");
  }
}
