package task5;

import beyondcache.sale.Orders;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The sales are a hash, {@code {orders}:sold}, from order to ticket, and one script sells. An order that is in it already is written again with
 * the same ticket: since Redis 7.2 {@code WAIT} covers only what its own connection has written, so a retry on a new connection that
 * only reads would wait for nothing. Each attempt asks the sentinels for the primary and sends the script and {@code WAIT 1} on one connection.
 *
 * <p>What {@link #sell} returns is on the primary and on one replica. That does not make it safe whatever happens: WAIT is no consensus. Sentinels
 * prefer the replica that has received most; if that one is unreachable too, another is promoted and the sale is lost. Waiting for all
 * replicas makes that less likely, and then each replica that fails stops the sale.
 */
public final class DurableOrders implements Orders {

  private static final String SOLD = "{orders}:sold";
  private static final String TICKETS = "{orders}:tickets";

  private static final String SELL = """
      local ticket = redis.call('HGET', KEYS[1], ARGV[1])
      if not ticket then
        ticket = redis.call('HLEN', KEYS[1]) + 1
        if ticket > tonumber(redis.call('GET', KEYS[2]) or 0) then return false end
      end
      redis.call('HSET', KEYS[1], ARGV[1], ticket)
      return tonumber(ticket)
      """;

  private static final String OPEN = "return redis.call('SET', KEYS[1], redis.call('GET', KEYS[1]) or ARGV[1])";

  private static final JedisClientConfig CONFIG =
      DefaultJedisClientConfig.builder().connectionTimeoutMillis(300).socketTimeoutMillis(1_000).build();
  private static final long PAUSE_MILLIS = 50;
  private static final long WAIT_MILLIS = 300;

  private final Set<HostAndPort> sentinels;
  private final String masterName;
  private final Duration patience;
  /** Connections to the primary that no call uses at present. */
  private final Deque<Jedis> idle = new ConcurrentLinkedDeque<>();

  public DurableOrders(Set<HostAndPort> sentinels, String masterName, Duration patience) {
    this.sentinels = sentinels;
    this.masterName = masterName;
    this.patience = patience;
  }

  @Override
  public void open(int tickets) {
    trying(jedis -> {
      jedis.eval(OPEN, List.of(TICKETS), List.of(Integer.toString(tickets)));
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

  /** Tries again, each time with the current primary, until the patience is over. All work done here may be done twice. */
  private <R> R trying(Function<Jedis, R> work) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Jedis jedis = null;
      try {
        jedis = connection();
        var result = work.apply(jedis);
        idle.push(jedis);
        return result;
      } catch (JedisException | Uncertain e) {
        // The idle connections lead to the same server, which may not be the primary any more.
        quietly(jedis);
        close();
        if (System.nanoTime() > deadline) {
          throw new Uncertain("Not certain within " + patience + ": " + e.getMessage(), e);
        }
        pause();
      }
    }
  }

  private Jedis connection() {
    var known = idle.poll();
    return known != null ? known : new Jedis(address(), CONFIG);
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
  public void close() {
    for (var jedis = idle.poll(); jedis != null; jedis = idle.poll()) {
      quietly(jedis);
    }
  }

  private static void quietly(Jedis jedis) {
    try {
      if (jedis != null) {
        jedis.close();
      }
    } catch (JedisException e) {
      // It was broken already.
    }
  }
}
