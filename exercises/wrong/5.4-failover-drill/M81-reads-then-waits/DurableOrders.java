package task5;

import beyondcache.sale.Orders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Believes that WAIT covers everything the primary has. An order that is there already is only read, so on a new connection WAIT has no write
 * to wait for and any connected replica counts (Redis 7.2 and newer).
 */
public final class DurableOrders implements Orders {

  private static final String SOLD = "{orders}:sold";
  private static final String TICKETS = "{orders}:tickets";

  private static final String SELL = """
      local ticket = redis.call('HGET', KEYS[1], ARGV[1])
      if ticket then return tonumber(ticket) end
      ticket = redis.call('HLEN', KEYS[1]) + 1
      if ticket > tonumber(redis.call('GET', KEYS[2]) or 0) then return false end
      redis.call('HSET', KEYS[1], ARGV[1], ticket)
      return ticket
      """;

  private static final JedisClientConfig CONFIG =
      DefaultJedisClientConfig.builder().connectionTimeoutMillis(300).socketTimeoutMillis(1_000).build();
  private static final long PAUSE_MILLIS = 50;
  private static final long WAIT_MILLIS = 300;

  private final Set<HostAndPort> sentinels;
  private final String masterName;
  private final Duration patience;
  private Jedis primary;

  public DurableOrders(Set<HostAndPort> sentinels, String masterName, Duration patience) {
    this.sentinels = sentinels;
    this.masterName = masterName;
    this.patience = patience;
  }

  @Override
  public void open(int tickets) {
    trying(jedis -> {
      jedis.setnx(TICKETS, Integer.toString(tickets));
      awaitReplica(jedis);
      return true;
    });
  }

  @Override
  public OptionalInt sell(String order) {
    return trying(jedis -> {
      var ticket = (Long) jedis.eval(SELL, List.of(SOLD, TICKETS), List.of(order));
      if (ticket == null) {
        return OptionalInt.empty();
      }
      awaitReplica(jedis);
      return OptionalInt.of(ticket.intValue());
    });
  }

  private static void awaitReplica(Jedis jedis) {
    if (jedis.waitReplicas(1, WAIT_MILLIS) < 1) {
      throw new Uncertain("No replica has it yet.");
    }
  }

  @Override
  public Map<String, Integer> sold() {
    return trying(jedis -> {
      var sold = new TreeMap<String, Integer>();
      jedis.hgetAll(SOLD).forEach((order, ticket) -> sold.put(order, Integer.parseInt(ticket)));
      return sold;
    });
  }

  /** Tries again, each time with whoever is the primary then, until the patience is over. All that is done here may be done twice. */
  private synchronized <R> R trying(Function<Jedis, R> work) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return work.apply(primary());
      } catch (JedisException | Uncertain e) {
        close();
        if (System.nanoTime() > deadline) {
          throw new Uncertain("Not certain within " + patience + ": " + e.getMessage(), e);
        }
        pause();
      }
    }
  }

  private Jedis primary() {
    if (primary == null) {
      primary = new Jedis(address(), CONFIG);
    }
    return primary;
  }

  private HostAndPort address() {
    for (var sentinel : sentinels) {
      try (var jedis = new Jedis(sentinel, CONFIG)) {
        var address = jedis.sentinelGetMasterAddrByName(masterName);
        if (address != null) {
          return new HostAndPort(address.get(0), Integer.parseInt(address.get(1)));
        }
      } catch (JedisException e) {
        // Another sentinel may know.
      }
    }
    throw new Uncertain("No sentinel names a primary.");
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Uncertain("Interrupted.", e);
    }
  }

  @Override
  public synchronized void close() {
    if (primary != null) {
      try {
        primary.close();
      } catch (JedisException e) {
        // It was broken already.
      }
      primary = null;
    }
  }
}
