package beyondcache.sale;

import beyondcache.sandbox.Replicated;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A failover in the middle of a sale. Orders come one after the other; the replicas are cut off, and while orders go on the primary is
 * killed. Afterwards what was confirmed is compared with what the new primary knows.
 *
 * @param confirmed orders that were told they have a ticket
 * @param lost those of them that the new primary does not know, or knows with another ticket
 * @param soldTwice tickets that are two orders' on the new primary
 * @param gap the longest time without a confirmation, in seconds
 */
public record Drill(int confirmed, int lost, int soldTwice, double gap) {

  private static final int BEFORE = 100;
  private static final int AFTER = 50;
  private static final long CUT_OFF_MILLIS = 200;

  /** With orders as exercise 5.4 has them. */
  public static Drill of(Replicated servers, Answers answers) throws InterruptedException {
    Set<HostAndPort> sentinels = servers.sentinels().stream().map(n -> new HostAndPort(n.host(), n.port())).collect(Collectors.toSet());
    var feature = answers.feature("5.4", "Failover drill", Orders.class, () -> true, sentinels, servers.masterName(),
        Duration.ofSeconds(2));
    if (feature.code() == null) {
      throw new IllegalStateException(feature.message());
    }
    return hold(servers, feature.code());
  }

  /** With orders that are confirmed when the primary has them, and no replica is waited for. */
  public static Drill withoutWaiting(Replicated servers) throws InterruptedException {
    return hold(servers, new Hasty(servers.jedis()));
  }

  private static Drill hold(Replicated servers, Orders orders) throws InterruptedException {
    var confirmed = new ConcurrentHashMap<String, Integer>();
    var over = new AtomicBoolean();
    var gap = new AtomicLong();
    try (orders) {
      orders.open(100_000);
      var shop = new Thread(() -> sell(orders, confirmed, over, gap), "drill");
      shop.setDaemon(true);
      shop.start();
      await(confirmed, BEFORE);
      var primary = servers.primary();
      var links = servers.replicas().stream().map(servers::replicationLink).toList();
      links.forEach(link -> link.cut());
      Thread.sleep(CUT_OFF_MILLIS); // What the primary takes in now no replica has.
      primary.kill();
      links.forEach(link -> link.heal());
      servers.awaitFailover(primary);
      await(confirmed, confirmed.size() + AFTER);
      over.set(true);
      shop.join();
      return audit(confirmed, orders.sold(), gap.get() / 1e9);
    } finally {
      over.set(true);
    }
  }

  private static void sell(Orders orders, Map<String, Integer> confirmed, AtomicBoolean over, AtomicLong gap) {
    var last = System.nanoTime();
    for (int n = 0; !over.get();) {
      try {
        var ticket = orders.sell("order " + n);
        if (ticket.isPresent()) {
          confirmed.put("order " + n++, ticket.getAsInt());
          var now = System.nanoTime();
          gap.accumulateAndGet(now - last, Math::max);
          last = now;
        }
      } catch (Orders.Uncertain e) {
        // Asked again, as the same order.
      }
    }
  }

  private static void await(Map<String, Integer> confirmed, int number) throws InterruptedException {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (confirmed.size() < number) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("Only " + confirmed.size() + " orders were confirmed within a minute, and not " + number + ".");
      }
      Thread.sleep(5);
    }
  }

  private static Drill audit(Map<String, Integer> confirmed, Map<String, Integer> sold, double gap) {
    var lost = confirmed.entrySet().stream().filter(e -> !e.getValue().equals(sold.get(e.getKey()))).count();
    var twice = sold.size() - sold.values().stream().distinct().count();
    return new Drill(confirmed.size(), (int) lost, (int) twice, gap);
  }

  /** Confirms at the primary's OK. */
  private record Hasty(RedisSentinelClient redis) implements Orders {

    @Override
    public void open(int tickets) {}

    @Override
    public OptionalInt sell(String order) {
      try {
        var ticket = redis.eval("""
            local ticket = redis.call('HGET', KEYS[1], ARGV[1])
            if ticket then return tonumber(ticket) end
            ticket = redis.call('HLEN', KEYS[1]) + 1
            redis.call('HSET', KEYS[1], ARGV[1], ticket)
            return ticket
            """, List.of("{drill}:sold"), List.of(order));
        return OptionalInt.of(((Long) ticket).intValue());
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
