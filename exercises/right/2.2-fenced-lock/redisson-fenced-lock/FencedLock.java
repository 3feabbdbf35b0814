package task2;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.redisson.Redisson;
import org.redisson.RedissonFencedLock;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * Redisson's fenced lock, with a number of its own for each lease in the place of the thread's: Redisson takes a thread that
 * has the lock already for reentrant, and we do not want that.
 */
public final class FencedLock implements AutoCloseable {

  public record Lease(String owner, long fencingToken) {}

  private final RedissonClient redisson;
  private final RedissonFencedLock lock;
  private final String name;
  private final Duration duration;
  private final AtomicLong leases = new AtomicLong();

  public FencedLock(String host, int port, String name, Duration duration) {
    var config = new Config();
    config.setThreads(2);
    config.setNettyThreads(2);
    config.setCodec(StringCodec.INSTANCE);
    config.useSingleServer().setAddress("redis://" + host + ":" + port).setConnectionPoolSize(4)
        .setConnectionMinimumIdleSize(1).setSubscriptionConnectionMinimumIdleSize(1).setSubscriptionConnectionPoolSize(2)
        .setTimeout(1000).setRetryAttempts(0);
    redisson = Redisson.create(config);
    lock = (RedissonFencedLock) redisson.getFencedLock("redisson:" + name);
    this.name = name;
    this.duration = duration;
  }

  public Optional<Lease> tryLock() {
    return lock(Duration.ZERO);
  }

  public Optional<Lease> lock(Duration patience) {
    long lease = leases.incrementAndGet();
    // Lock and token in one script: a token that is asked for afterwards may be that of the next lease already.
    var token = lock.tryLockAndGetTokenAsync(patience.toMillis(), duration.toMillis(), TimeUnit.MILLISECONDS, lease)
        .toCompletableFuture().join();
    return token == null ? Optional.empty() : Optional.of(new Lease(redisson.getId() + ":" + lease, token));
  }

  public boolean extend(Lease lease) {
    return run("if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end "
        + "return redis.call('PEXPIRE', KEYS[1], ARGV[2])", List.of("redisson:" + name), lease.owner(), duration.toMillis());
  }

  public boolean unlock(Lease lease) {
    try {
      var thread = lease.owner().substring(lease.owner().lastIndexOf(':') + 1);
      if (!lease.owner().startsWith(redisson.getId() + ":")) {
        return false;
      }
      lock.unlockAsync(Long.parseLong(thread)).toCompletableFuture().join();
      return true;
    } catch (java.util.concurrent.CompletionException notOurs) {
      return false;
    }
  }

  public boolean write(Lease lease, String text) {
    return run("if tonumber(redis.call('GET', KEYS[2]) or 0) > tonumber(ARGV[1]) then return 0 end "
        + "redis.call('MSET', KEYS[1], ARGV[2], KEYS[2], ARGV[1]) return 1",
        List.of("protected:{" + name + "}", "protected:{" + name + "}:fence"), lease.fencingToken(), text);
  }

  private boolean run(String script, List<Object> keys, Object... arguments) {
    Long reply = redisson.getScript(StringCodec.INSTANCE).eval(Mode.READ_WRITE, script, ReturnType.LONG, keys, arguments);
    return reply == 1;
  }

  public Optional<String> read() {
    return Optional.ofNullable(redisson.<String>getBucket("protected:{" + name + "}").get());
  }

  @Override
  public void close() {
    redisson.shutdown();
  }
}
