package beyondcache.sale;

import beyondcache.sandbox.Replicated;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A failover in the middle of a sale. A crowd wants tickets, and each of them asks until there is an answer. When a third of
 * the tickets are confirmed, everybody stops for as long as it takes to cut the replicas off. People go on buying; when
 * another third is confirmed, or after 200 ms in which that is not so, the primary is killed. Afterwards what people were
 * told is compared with what the new primary knows.
 *
 * @param tickets how many there were
 * @param confirmed buyers who were told that they have a ticket
 * @param lost those of them of whom the new primary does not know it
 * @param soldTwice tickets of which two buyers were told, or the new primary says, that they are theirs
 * @param untold buyers who have a ticket on the new primary, and were not told
 * @param unsold tickets that nobody has on the new primary, although there were more buyers than tickets
 * @param gap the longest time without a confirmation before the last ticket went, in seconds
 */
public record Drill(int tickets, int confirmed, int lost, int soldTwice, int untold, int unsold, double gap) {

  private static final int THREADS = 8;
  private static final long CUT_OFF_MILLIS = 200;
  private static final long LONGEST_SECONDS = 60;

  /** With orders as exercise 5.4 has them. */
  public static Drill of(Replicated servers, Answers answers, Crowd crowd, int tickets) throws InterruptedException {
    Set<HostAndPort> sentinels = servers.sentinels().stream().map(n -> new HostAndPort(n.host(), n.port()))
        .collect(Collectors.toSet());
    var feature = answers.feature("5.4", "Failover drill", Orders.class, () -> true, sentinels, servers.masterName(),
        Duration.ofSeconds(2));
    if (feature.code() == null) {
      throw new IllegalStateException(feature.message());
    }
    return hold(servers, feature.code(), crowd, tickets);
  }

  /** With orders that are confirmed when the primary has them, and no replica is waited for. */
  public static Drill withoutWaiting(Replicated servers, Crowd crowd, int tickets) throws InterruptedException {
    return hold(servers, new Hasty(servers.jedis(), tickets), crowd, tickets);
  }

  /** Whether all tickets are sold, each to one buyer, who knows. */
  public boolean balances() {
    return lost + soldTwice + untold + unsold == 0;
  }

  private static Drill hold(Replicated servers, Orders orders, Crowd crowd, int tickets) throws InterruptedException {
    try (orders) {
      orders.open(tickets);
      var rush = new Rush(orders, crowd);
      rush.start();
      rush.go(tickets / 3, TimeUnit.SECONDS.toMillis(LONGEST_SECONDS));
      var primary = servers.primary();
      var links = servers.replicas().stream().map(servers::replicationLink).toList();
      links.forEach(link -> link.cut());
      rush.go(2 * tickets / 3, CUT_OFF_MILLIS); // What the primary takes in now no replica has.
      primary.kill();
      rush.go(Integer.MAX_VALUE, 0);
      links.forEach(link -> link.heal());
      servers.awaitFailover(primary);
      rush.awaitEnd();
      return audit(tickets, rush.confirmed, orders.sold(), rush.gap / 1e9);
    }
  }

  private static Drill audit(int tickets, Map<String, Integer> confirmed, Map<String, Integer> sold, double gap) {
    var lost = confirmed.entrySet().stream().filter(e -> !e.getValue().equals(sold.get(e.getKey()))).count();
    var owners = Stream.of(confirmed, sold).flatMap(m -> m.entrySet().stream())
        .collect(Collectors.groupingBy(Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.toSet())));
    var twice = owners.values().stream().filter(buyers -> buyers.size() > 1).count();
    var untold = sold.keySet().stream().filter(buyer -> !confirmed.containsKey(buyer)).count();
    var unsold = tickets - sold.values().stream().distinct().count();
    return new Drill(tickets, confirmed.size(), (int) lost, (int) twice, (int) untold, (int) unsold, gap);
  }

  /** Everybody at once, a few requests at a time. */
  private static final class Rush {

    private final Orders orders;
    private final Queue<String> buyers;
    private final Map<String, Integer> confirmed = new ConcurrentHashMap<>();
    private final CountDownLatch working = new CountDownLatch(THREADS);
    private final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    private long last = System.nanoTime();
    private volatile long gap;
    private int stopAt;
    private volatile Throwable problem;

    Rush(Orders orders, Crowd crowd) {
      this.orders = orders;
      buyers = crowd.buyers().stream().sorted(Comparator.comparing(Buyer::arrivesAt)).map(Buyer::name)
          .collect(Collectors.toCollection(ConcurrentLinkedQueue::new));
    }

    void start() {
      IntStream.range(0, THREADS).mapToObj(i -> new Thread(this::sell, "drill-" + i)).forEach(thread -> {
        thread.setDaemon(true);
        thread.start();
      });
    }

    private void sell() {
      try {
        for (var buyer = buyers.poll(); buyer != null && problem == null && System.nanoTime() < end; buyer = buyers.poll()) {
          stop();
          answer(buyer);
        }
      } catch (RuntimeException | Error e) {
        fail(e);
      } finally {
        working.countDown();
      }
    }

    private synchronized void fail(Throwable e) {
      problem = e;
      notifyAll();
    }

    private void throwProblem() {
      if (problem != null) {
        throw new IllegalStateException("An order failed in a way that says nothing of its outcome: " + problem, problem);
      }
    }

    private void answer(String buyer) {
      while (problem == null && System.nanoTime() < end) {
        try {
          orders.sell(buyer).ifPresent(ticket -> confirm(buyer, ticket));
          return;
        } catch (Orders.Uncertain e) {
          // Asked again, as the same order.
        }
      }
    }

    private synchronized void confirm(String buyer, int ticket) {
      confirmed.put(buyer, ticket);
      var now = System.nanoTime();
      gap = Math.max(gap, now - last);
      last = now;
      notifyAll();
    }

    private synchronized void stop() {
      try {
        while (problem == null && confirmed.size() >= stopAt) {
          wait();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("Nobody interrupts these threads.", e);
      }
    }

    /** Goes on until so many are confirmed; returns when they are, or that many milliseconds have passed. */
    synchronized void go(int until, long millis) throws InterruptedException {
      stopAt = until;
      notifyAll();
      var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      var left = millis;
      while (problem == null && confirmed.size() < until && left > 0) {
        wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      }
      throwProblem();
    }

    void awaitEnd() throws InterruptedException {
      var ended = working.await(LONGEST_SECONDS + 10, TimeUnit.SECONDS);
      throwProblem();
      if (!ended || !buyers.isEmpty()) {
        throw new IllegalStateException("After a minute " + buyers.size() + " buyers still wait for a reply.");
      }
    }
  }

  /** Confirms at the primary's OK. */
  private record Hasty(RedisSentinelClient redis, int tickets) implements Orders {

    @Override
    public void open(int tickets) {}

    @Override
    public OptionalInt sell(String order) {
      try {
        var ticket = (Long) redis.eval("""
            local ticket = redis.call('HGET', KEYS[1], ARGV[1])
            if ticket then return tonumber(ticket) end
            ticket = redis.call('HLEN', KEYS[1]) + 1
            if ticket > tonumber(ARGV[2]) then return false end
            redis.call('HSET', KEYS[1], ARGV[1], ticket)
            return ticket
            """, List.of("{drill}:sold"), List.of(order, Integer.toString(tickets)));
        return ticket == null ? OptionalInt.empty() : OptionalInt.of(ticket.intValue());
      } catch (JedisException e) {
        throw new Uncertain("The primary did not answer.", e);
      }
    }

    @Override
    public Map<String, Integer> sold() {
      return redis.hgetAll("{drill}:sold").entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, e -> Integer.valueOf(e.getValue())));
    }

    /** The client belongs to the sandbox. */
    @Override
    public void close() {}
  }
}
