package task5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Misconception;
import beyondcache.check.OwnRedis;
import beyondcache.sale.Orders;
import beyondcache.sandbox.Node;
import beyondcache.sandbox.Replicated;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.HostAndPort;

@ExerciseTest
class DurableOrdersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @Test
  @Timeout(30)
  @Misconception("M70")
  void anOrderThatIsSentTwiceGetsOneTicket(Replicated redis) {
    redis.awaitAgreed();
    try (var orders = orders(redis); var other = orders(redis)) {
      assertEquals(OptionalInt.empty(), orders.sell("too early"), "before the sale is open");
      orders.open(3);
      other.open(5);
      var first = orders.sell("Ann: O'Neill | 1");
      assertTrue(first.isPresent(), "there are three tickets, and the first order gets none");
      assertEquals(first, orders.sell("Ann: O'Neill | 1"), "the ticket of the order that was sent again");
      assertEquals(first, other.sell("Ann: O'Neill | 1"), "and on another server");
      assertTrue(orders.sell("2").isPresent(), "one order has taken one ticket of three, however often it was sent");
      assertTrue(other.sell("3").isPresent(), "two orders have taken two tickets of three, however often they were sent");
      assertEquals(OptionalInt.empty(), orders.sell("4"), "an order when all tickets are sold");
      assertEquals(first, orders.sell("Ann: O'Neill | 1"), "the ticket of an order that is sent again when all are sold");
      var sold = orders.sold();
      assertEquals(Map.of("1", 1, "2", 1, "3", 1), sold.values().stream().collect(Collectors.toMap(String::valueOf, n -> 1)),
          "tickets 1 to 3 are sold, each once: " + sold);
      assertEquals(first.getAsInt(), sold.get("Ann: O'Neill | 1"));
    }
  }

  @Test
  @Timeout(30)
  @Misconception({"M68", "M69"})
  void nothingIsConfirmedThatNoReplicaHas(Replicated redis) {
    redis.awaitAgreed();
    try (var orders = orders(redis)) {
      orders.open(10);
      var before = orders.sell("before").orElseThrow();
      var replicas = redis.replicas();
      replicas.forEach(Node::pause);
      try {
        assertThrows(Orders.Uncertain.class, () -> orders.sell("meanwhile"),
            "No replica answers. If the primary died now, the sale would be gone, and it was confirmed");
        assertThrows(Orders.Uncertain.class, () -> orders.sell("meanwhile"),
            "No replica answers still. That the order is there when it is sent again does not make it safer");
      } finally {
        replicas.forEach(Node::resume);
      }
      redis.awaitAgreed();
      var ticket = orders.sell("meanwhile");
      assertTrue(ticket.isPresent() && ticket.getAsInt() != before, "the replicas are back, and the order gets its ticket: " + ticket);
      assertEquals(Map.of("before", before, "meanwhile", ticket.getAsInt()), orders.sold());
    }
  }

  @Test
  @Timeout(60)
  @Misconception("M66")
  @OwnRedis
  void theSaleGoesOnWhenThePrimaryIsKilledAndTheBooksBalance(Replicated redis) {
    redis.awaitAgreed();
    var confirmed = new TreeMap<String, Integer>();
    try (var orders = orders(redis)) {
      orders.open(20);
      for (int i = 1; i <= 8; i++) {
        confirmed.put("order " + i, orders.sell("order " + i).orElseThrow());
      }
      var lost = redis.primary();
      lost.kill();
      redis.awaitFailover(lost);
      for (int i = 9; i <= 20; i++) {
        confirmed.put("order " + i, eventually(orders, "order " + i));
      }
      assertEquals(OptionalInt.empty(), orders.sell("order 21"), "all 20 tickets are sold");
      assertEquals(confirmed, new TreeMap<>(orders.sold()), "what was confirmed, and what the new primary knows");
      assertEquals(20, new HashSet<>(confirmed.values()).size(), "different tickets of 20: " + confirmed);
    }
  }

  /** There is a new primary, and all sentinels know it; so a few calls must do. */
  private static int eventually(Orders orders, String order) {
    for (int attempt = 1; ; attempt++) {
      try {
        return orders.sell(order).orElseThrow(() -> new AssertionError(order + " gets no ticket, and not all are sold"));
      } catch (Orders.Uncertain e) {
        if (attempt == 5) {
          throw new AssertionError("Another primary was promoted, all sentinels name it, and after five more attempts an order still "
              + "does not get through: " + e.getMessage(), e);
        }
      }
    }
  }

  private static DurableOrders orders(Replicated redis) {
    var sentinels = redis.sentinels().stream().map(n -> new HostAndPort(n.host(), n.port())).collect(Collectors.toSet());
    return new DurableOrders(sentinels, redis.masterName(), PATIENCE);
  }
}
