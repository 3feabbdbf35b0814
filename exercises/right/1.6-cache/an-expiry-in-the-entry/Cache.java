package task1;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import redis.clients.jedis.RedisClient;

/**
 * The entry carries its own expiry, by the clock of Redis, and its key lives a minute longer. An entry is stored as
 * {@code MILLIS=VALUE}, the absence of a value as {@code MILLIS-}.
 */
public final class Cache implements AutoCloseable {

  /** Longer than the database may take, shorter than anybody should wait for a server that has crashed. */
  private static final Duration LEASE = Duration.ofSeconds(4);

  /** The entry, which begins with = or -; or "lease" to whoever has the lease now; or "wait" to everybody else. */
  private static final String ENTRY_OR_LEASE = """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local entry = redis.call('GET', KEYS[1])
      if entry then
        local expiry, value = string.match(entry, '^(%d+)(.*)$')
        if tonumber(expiry) > now then return value end
      end
      if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return 'lease' end
      return 'wait'
      """;

  private static final String STORE = """
      if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
      local time = redis.call('TIME')
      local expiry = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[3]
      redis.call('SET', KEYS[1], string.format('%.0f', expiry) .. ARGV[2], 'PX', ARGV[3] + 60000)
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
      var answer = (String) redis.eval(ENTRY_OR_LEASE, List.of(entry(key), lease(key)),
          List.of(token, Long.toString(LEASE.toMillis())));
      if (answer.startsWith("=")) {
        return Optional.of(answer.substring(1));
      } else if (answer.equals("-")) {
        return Optional.empty();
      } else if (answer.equals("lease")) {
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
