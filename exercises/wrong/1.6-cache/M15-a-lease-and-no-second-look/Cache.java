package task1;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** Gets the lease after it has missed, and asks without another look. */
public final class Cache implements AutoCloseable {

  /** Longer than the database may take, shorter than anybody should wait for a server that has crashed. */
  private static final Duration LEASE = Duration.ofSeconds(4);

  private static final String STORE = """
      if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
      redis.call('DEL', KEYS[2])
      return 1
      """;

  private static final String GIVE_UP = """
      if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
      """;

  private final RedisClient redis;
  private final Duration timeToLive;

  public Cache(String host, int port, Duration timeToLive) {
    redis = RedisClient.create(host, port);
    this.timeToLive = timeToLive;
  }

  public Optional<String> get(String key, Function<String, Optional<String>> load) {
    var token = UUID.randomUUID().toString();
    while (true) {
      var entry = redis.get(entry(key));
      if (entry != null) {
        return entry.equals("-") ? Optional.empty() : Optional.of(entry.substring(1));
      } else if (redis.set(lease(key), token, SetParams.setParams().nx().px(LEASE.toMillis())) != null) {
        return loadWithLease(key, token, load);
      }
      pause();
    }
  }

  private Optional<String> loadWithLease(String key, String token, Function<String, Optional<String>> load) {
    Optional<String> value;
    try {
      value = load.apply(key);
    } catch (RuntimeException | Error e) {
      redis.eval(GIVE_UP, List.of(lease(key)), List.of(token));
      throw e;
    }
    redis.eval(STORE, List.of(entry(key), lease(key)),
        List.of(token, value.map("="::concat).orElse("-"), Long.toString(lifeOfAnEntry())));
    return value;
  }

  public void changed(String key) {
    redis.del(entry(key), lease(key));
  }

  private long lifeOfAnEntry() {
    long longest = timeToLive.toMillis();
    return ThreadLocalRandom.current().nextLong(longest * 8 / 10, longest + 1);
  }

  /** Every waiter at a moment of its own, so that they do not all come at once. */
  private static void pause() {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(20, 50));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while another server was asking the database.", e);
    }
  }

  private static String entry(String key) {
    return "cache:{" + key + "}";
  }

  private static String lease(String key) {
    return "cache:{" + key + "}:lease";
  }

  @Override
  public void close() {
    redis.close();
  }
}
