package task3;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/**
 * The caller waits for a result and not for Redis: a few threads of the limiter's own talk to it, and each caller leaves when
 * its time is over. A time-out of the socket alone would not do, since it bounds each read and not the whole; but it is needed
 * as well, to give those threads back. Hits that nobody waits for any more are taken out of the queue before they reach Redis.
 *
 * <p>It guarantees a decision within the patience, memory that is bounded ({@value #WAITING} waiting hits, {@value #THREADS}
 * connections), and, while Redis decides, at most {@code limit} hits in each window.
 *
 * <p>It does not guarantee the limit while Redis is away: with {@code Local(n)}, s servers let in up to s times n, and those
 * hits are not in Redis's count. It does not spare callers the wait: each asks Redis first. A circuit breaker would, and would
 * in turn leave more hits to the fallback. And an answer that arrives bit by bit holds one of the threads until it has ended.
 */
public final class ResilientLimiter implements AutoCloseable {

  public sealed interface Fallback {

    record Open() implements Fallback {}

    record Closed() implements Fallback {}

    record Local(int limit) implements Fallback {}
  }

  public record Decision(boolean allowed, boolean byRedis) {}

  /** Hits in a local window that ends at {@code end}, as {@link System#nanoTime()} counts. */
  private record Window(long end, int hits) {}

  private static final int THREADS = 8;
  private static final int WAITING = 1000;

  private static final String COUNT = """
      local hits = redis.call('INCR', KEYS[1])
      if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
      return hits
      """;

  private final int limit;
  private final Duration window;
  private final Duration patience;
  private final Fallback fallback;
  private final RedisClient redis;
  private final ThreadPoolExecutor threads;
  private final ConcurrentHashMap<String, Window> windows = new ConcurrentHashMap<>();
  private volatile long nextSweep = System.nanoTime();

  public ResilientLimiter(String host, int port, int limit, Duration window, Duration patience, Fallback fallback) {
    this.limit = limit;
    this.window = window;
    this.patience = patience;
    this.fallback = fallback;
    threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
      var thread = new Thread(task, "limiter");
      thread.setDaemon(true);
      return thread;
    });
    threads.allowCoreThreadTimeOut(true);
    var pool = new ConnectionPoolConfig();
    pool.setMaxTotal(THREADS);
    // With its protocol named, the client does not connect before the first hit; else it would, here, to find out.
    var config = DefaultJedisClientConfig.builder().resp3().timeoutMillis((int) patience.toMillis()).build();
    redis = RedisClient.builder().hostAndPort(host, port).poolConfig(pool).clientConfig(config).build();
  }

  public Decision hit(String client) {
    FutureTask<Long> count = new FutureTask<>(() -> count(client));
    try {
      threads.execute(count);
      return new Decision(count.get(patience.toNanos(), TimeUnit.NANOSECONDS) <= limit, true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
      // Redis has not decided.
    }
    count.cancel(false);
    return new Decision(withoutRedis(client), false);
  }

  private boolean withoutRedis(String client) {
    if (fallback instanceof Fallback.Local local) {
      return hitHere(client) <= local.limit();
    }
    return fallback instanceof Fallback.Open;
  }

  private int hitHere(String client) {
    long now = System.nanoTime();
    if (now - nextSweep > 0) {
      nextSweep = now + window.toNanos();
      windows.values().removeIf(each -> now - each.end() >= 0);
    }
    return windows.compute(client, (key, before) -> before == null || now - before.end() >= 0
        ? new Window(now + window.toNanos(), 1) : new Window(before.end(), before.hits() + 1)).hits();
  }

  private long count(String client) {
    return (long) redis.eval(COUNT, List.of("hits:{" + client + "}"), List.of(Long.toString(window.toMillis())));
  }

  @Override
  public void close() {
    threads.shutdownNow();
    redis.close();
  }
}
