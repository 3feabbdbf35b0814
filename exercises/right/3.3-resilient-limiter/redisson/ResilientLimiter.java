package task3;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.redisson.Redisson;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Redisson connects when it is first used, does not try again by itself, and the caller leaves when its time is over. */
public final class ResilientLimiter implements AutoCloseable {

  public sealed interface Fallback {

    record Open() implements Fallback {}

    record Closed() implements Fallback {}

    record Local(int limit) implements Fallback {}
  }

  public record Decision(boolean allowed, boolean byRedis) {}

  private static final String COUNT = """
      local hits = redis.call('INCR', KEYS[1])
      if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
      return hits
      """;

  private final RedissonClient redisson;
  private final int limit;
  private final Duration window;
  private final Duration patience;
  private final Fallback fallback;
  /** The hits of a client in its window. */
  private record Hits(long end, int count) {}

  private final Map<String, Hits> hits = new HashMap<>();
  private long nextSweep = System.nanoTime();

  public ResilientLimiter(String host, int port, int limit, Duration window, Duration patience, Fallback fallback) {
    this.limit = limit;
    this.window = window;
    this.patience = patience;
    this.fallback = fallback;
    var config = new Config();
    config.setThreads(4);
    config.setNettyThreads(2);
    config.setLazyInitialization(true);
    config.useSingleServer().setAddress("redis://" + host + ":" + port).setConnectionPoolSize(16)
        .setConnectionMinimumIdleSize(1).setSubscriptionConnectionMinimumIdleSize(1).setSubscriptionConnectionPoolSize(2)
        .setTimeout((int) patience.toMillis()).setConnectTimeout((int) patience.toMillis()).setRetryAttempts(0);
    redisson = Redisson.create(config);
  }

  public Decision hit(String client) {
    boolean interrupted = Thread.currentThread().isInterrupted();
    try {
      return new Decision(askRedis(client) <= limit, true);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (RuntimeException | ExecutionException | TimeoutException e) {
      // Redis has not decided.
    } finally {
      if (interrupted) { // When Redisson connects, it may throw an exception of its own and clear the flag.
        Thread.currentThread().interrupt();
      }
    }
    return new Decision(withoutRedis(client), false);
  }

  private long askRedis(String client) throws InterruptedException, ExecutionException, TimeoutException {
    return redisson.getScript(StringCodec.INSTANCE).<Long>evalAsync(Mode.READ_WRITE, COUNT, ReturnType.LONG,
        List.of("hits:" + client), window.toMillis()).toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean withoutRedis(String client) {
    if (fallback instanceof Fallback.Local local) {
      return hitHere(client) <= local.limit();
    }
    return fallback instanceof Fallback.Open;
  }

  private synchronized int hitHere(String client) {
    long now = System.nanoTime();
    if (now - nextSweep > 0) {
      nextSweep = now + window.toNanos();
      hits.values().removeIf(each -> now - each.end() >= 0);
    }
    return hits.compute(client, (key, before) -> before == null || now - before.end() >= 0
        ? new Hits(now + window.toNanos(), 1) : new Hits(before.end(), before.count() + 1)).count();
  }

  @Override
  public void close() {
    redisson.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
