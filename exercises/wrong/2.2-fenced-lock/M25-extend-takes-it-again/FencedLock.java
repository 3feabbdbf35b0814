package task2;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import redis.clients.jedis.RedisClient;

/** Nobody else has the lock: then extend takes it again, though the lease had ended, and others may have had it meanwhile. */
public final class FencedLock implements AutoCloseable {

  public record Lease(String owner, long fencingToken) {}

  private static final String TAKE = """
      if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
        return redis.call('INCR', KEYS[2])
      end
      return false
      """;

  private static final String EXTEND = """
      local holder = redis.call('GET', KEYS[1])
      if holder and holder ~= ARGV[1] then return 0 end
      redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
      return 1
      """;

  private static final String UNLOCK = """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      return redis.call('DEL', KEYS[1])
      """;

  private static final String WRITE = """
      if tonumber(redis.call('GET', KEYS[2]) or 0) > tonumber(ARGV[1]) then return 0 end
      redis.call('SET', KEYS[2], ARGV[1])
      redis.call('SET', KEYS[1], ARGV[2])
      return 1
      """;

  private final RedisClient redis;
  private final String name;
  private final Duration duration;

  public FencedLock(String host, int port, String name, Duration duration) {
    redis = RedisClient.create(host, port);
    this.name = name;
    this.duration = duration;
  }

  public Optional<Lease> tryLock() {
    var owner = UUID.randomUUID().toString();
    var token = redis.eval(TAKE, List.of(key(), key() + ":tokens"), List.of(owner, millis()));
    return token == null ? Optional.empty() : Optional.of(new Lease(owner, (long) token));
  }

  public Optional<Lease> lock(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      var lease = tryLock();
      long left = deadline - System.nanoTime();
      if (lease.isPresent() || left <= 0) {
        return lease;
      }
      sleep(Math.min(ThreadLocalRandom.current().nextLong(20, 60), Duration.ofNanos(left).toMillis() + 1));
    }
  }

  public boolean extend(Lease lease) {
    return redis.eval(EXTEND, List.of(key()), List.of(lease.owner(), millis())).equals(1L);
  }

  public boolean unlock(Lease lease) {
    return redis.eval(UNLOCK, List.of(key()), List.of(lease.owner())).equals(1L);
  }

  public boolean write(Lease lease, String text) {
    return redis.eval(WRITE, List.of("protected:{" + name + "}", "protected:{" + name + "}:token"),
        List.of(Long.toString(lease.fencingToken()), text)).equals(1L);
  }

  public Optional<String> read() {
    return Optional.ofNullable(redis.get("protected:{" + name + "}"));
  }

  private String key() {
    return "lock:{" + name + "}";
  }

  private String millis() {
    return Long.toString(duration.toMillis());
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the lock.", e);
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}
