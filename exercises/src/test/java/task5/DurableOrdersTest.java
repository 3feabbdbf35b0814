package task5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Misconception;
import beyondcache.check.OwnRedis;
import beyondcache.sale.Orders;
import beyondcache.sandbox.Node;
import beyondcache.sandbox.Replicated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

@ExerciseTest
class DurableOrdersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int BUYERS = 8;

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
      other.open(3);
      assertEquals(OptionalInt.empty(), orders.sell("4"), "an order when all tickets are sold, and another server opens the sale again");
      assertEquals(first, orders.sell("Ann: O'Neill | 1"), "the ticket of an order that is sent again when all are sold");
      var sold = orders.sold();
      assertEquals(Map.of("1", 1, "2", 1, "3", 1), sold.values().stream().collect(Collectors.toMap(String::valueOf, n -> 1)),
          "tickets 1 to 3 are sold, each once: " + sold);
      assertEquals(first.getAsInt(), sold.get("Ann: O'Neill | 1"));
    }
  }

  @Test
  @Timeout(30)
  @Misconception({"M68", "M69", "M76"})
  void nothingIsConfirmedThatNoReplicaHas(Replicated redis) {
    redis.awaitAgreed();
    try (var orders = orders(redis)) {
      orders.open(10);
      var before = orders.sell("before").orElseThrow();
      var replicas = redis.replicas();
      replicas.forEach(Node::pause);
      try {
        assertUncertain(() -> orders.sell("meanwhile"), "No replica answers",
            "No replica answers. If the primary died now, the sale would be gone, and it was confirmed");
        assertUncertain(() -> orders.sell("meanwhile"), "No replica answers",
            "No replica answers still. That the order is there when it is sent again does not make it safer");
        assertEquals(before, orders.sold().get("before"), "what the primary knows, when no replica answers");
        try {
          assertEquals(before, orders.sell("before").orElseThrow(), "the ticket of an order that had been confirmed");
        } catch (Orders.Uncertain e) {
          // It may not know that a replica has had it for long.
        }
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
  @Timeout(30)
  @Misconception("M81")
  void aRetryOnAnotherConnectionWritesBeforeItWaits(Replicated redis) {
    redis.awaitAgreed();
    try (var orders = orders(redis)) {
      orders.open(10);
      orders.sell("order").orElseThrow();
    }
    waitsForAWrite(redis, orders -> orders.sell("order").orElseThrow(), "an order that had its ticket already was sent again");
    waitsForAWrite(redis, orders -> orders.open(10), "a sale that was open already was opened again");
  }

  /** Another server's call, which may do without WAIT, but must not send it when its connection has written nothing. */
  private static void waitsForAWrite(Replicated redis, Consumer<Orders> call, String what) {
    var primary = redis.primary().jedis();
    var waits = count(primary, "commandstats", "cmdstat_wait:calls=(\\d+)");
    var changes = count(primary, "persistence", "rdb_changes_since_last_save:(\\d+)");
    try (var orders = orders(redis)) {
      call.accept(orders);
    }
    if (count(primary, "commandstats", "cmdstat_wait:calls=(\\d+)") > waits) {
      assertTrue(count(primary, "persistence", "rdb_changes_since_last_save:(\\d+)") > changes, "On another server, " + what
          + ". It sent WAIT and had written nothing. Since Redis 7.2 such a WAIT counts every connected replica, also one that lacks the order.");
    }
  }

  private static long count(RedisClient redis, String section, String pattern) {
    var found = Pattern.compile(pattern).matcher(redis.info(section));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
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
        var order = "order " + i;
        confirmed.put(order,
            eventually(orders, order).orElseThrow(() -> new AssertionError(order + " gets no ticket, and not all are sold")));
      }
      assertEquals(OptionalInt.empty(), orders.sell("order 21"), "all 20 tickets are sold");
      assertEquals(confirmed, new TreeMap<>(orders.sold()), "what was confirmed, and what the new primary knows");
      assertEquals(20, new HashSet<>(confirmed.values()).size(), "different tickets of 20: " + confirmed);
    }
    var sentinels = addresses(redis);
    var first = sentinels.iterator().next();
    redis.sentinels().stream().filter(sentinel -> sentinel.port() == first.getPort()).forEach(Node::kill);
    try (var orders = new DurableOrders(sentinels, redis.masterName(), PATIENCE)) {
      assertEquals(OptionalInt.of(confirmed.get("order 1")), eventually(orders, "order 1"),
          "the ticket of an order that is sent again, when the first of the sentinels has gone");
    }
  }

  @Test
  @Timeout(30)
  @Misconception("M77")
  void atOnceNoTicketIsSoldTwiceEither(Replicated redis) throws Exception {
    redis.awaitAgreed();
    var threads = Executors.newFixedThreadPool(BUYERS);
    var opened = new ArrayList<DurableOrders>();
    try {
      var sales = new ArrayList<Callable<Map<String, Integer>>>();
      for (int i = 0; i < BUYERS; i++) {
        var buyer = "buyer " + i;
        var orders = orders(redis);
        opened.add(orders);
        orders.open(BUYERS * 25);
        sales.add(() -> {
          var bought = new TreeMap<String, Integer>();
          for (int n = 1; n <= 30; n++) {
            var order = buyer + ", order " + n;
            eventually(orders, order).ifPresent(ticket -> bought.put(order, ticket));
          }
          return bought;
        });
      }
      var confirmed = new TreeMap<String, Integer>();
      for (var sale : threads.invokeAll(sales)) {
        confirmed.putAll(sale.get());
      }
      assertEquals(BUYERS * 25, new HashSet<>(confirmed.values()).size(), "different tickets, of " + BUYERS * 25 + " on sale and "
          + BUYERS * 30 + " orders from " + BUYERS + " servers at once");
      assertEquals(confirmed, new TreeMap<>(opened.get(0).sold()), "what was confirmed, and what the primary knows");
    } finally {
      threads.shutdownNow();
      opened.forEach(DurableOrders::close);
    }
  }

  @Test
  @Timeout(30)
  @Misconception("M76")
  @OwnRedis
  void noCallOutlastsItsPatience(Replicated redis) {
    redis.awaitAgreed();
    var orders = orders(redis);
    orders.open(10);
    orders.sell("before").orElseThrow();
    var primary = redis.primary();
    primary.pause();
    try {
      inTime(() -> orders.sell("meanwhile"), "The primary accepts connections and answers nothing");
    } catch (Orders.Uncertain e) {
      // Or else another primary was there in time.
    } finally {
      primary.resume();
    }
    redis.sentinels().forEach(Node::kill);
    redis.nodes().forEach(Node::kill);
    sixAtOnce(() -> assertUncertain(() -> orders.sell("later"), "No server or sentinel answers, and six threads call at once",
        "A sale was confirmed, and no server or sentinel answers"));
    assertUncertain(orders::sold, "No server answers, and no sentinel",
        "It was told what is sold, and no server answers, and no sentinel");
    orders.close(); // not if a call has not come back: it may hold whatever close waits for
  }

  /** On threads that are no pool's: a thread of CompletableFuture's pool that waits for a call would run it itself. */
  private static void sixAtOnce(Runnable call) {
    var calls = IntStream.range(0, 6).mapToObj(i -> new FutureTask<>(call, null)).toList();
    calls.forEach(each -> new Thread(each, "caller").start());
    for (var each : calls) {
      try {
        each.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error failed) {
          throw failed;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void assertUncertain(Supplier<?> call, String when, String otherwise) {
    long start = System.nanoTime();
    try {
      inTime(call, when);
    } catch (Orders.Uncertain e) {
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= PATIENCE.toMillis() / 2, when + ", and a call with " + PATIENCE.toSeconds() + " s of patience gave up after "
          + millis + " ms; a primary that is lost is replaced within seconds, not within that");
      return;
    }
    fail(otherwise);
  }

  private static <R> R inTime(Supplier<R> call, String when) {
    try {
      return CompletableFuture.supplyAsync(call).orTimeout(PATIENCE.toMillis() + 4_000, TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Orders.Uncertain uncertain) {
        throw uncertain;
      }
      if (e.getCause() instanceof TimeoutException) {
        throw new AssertionError(when + ", and a call with " + PATIENCE.toSeconds() + " s of patience has not come back after "
            + (PATIENCE.toSeconds() + 4) + " s; 3 s more are allowed", e);
      }
      throw e;
    }
  }

  /** There is a primary, and all sentinels know it; so a few calls must do. */
  private static OptionalInt eventually(Orders orders, String order) {
    for (int attempt = 1; ; attempt++) {
      try {
        return orders.sell(order);
      } catch (Orders.Uncertain e) {
        if (attempt == 5) {
          throw new AssertionError("There is a primary, all sentinels name it, and after five attempts an order still does not get "
              + "through: " + e.getMessage(), e);
        }
      }
    }
  }

  private static DurableOrders orders(Replicated redis) {
    return new DurableOrders(addresses(redis), redis.masterName(), PATIENCE);
  }

  private static Set<HostAndPort> addresses(Replicated redis) {
    return redis.sentinels().stream().map(n -> new HostAndPort(n.host(), n.port())).collect(Collectors.toSet());
  }
}
