package task3;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/** Counts the hits of all clients together when Redis is away. */
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

  private final RedisClient redis;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final int limit;
  private final Duration window;
  private final Fallback fallback;
  private int hits;
  private long windowEnd = System.nanoTime();
  private final Duration patience;

  public ResilientLimiter(String host, int port, int limit, Duration window, Duration patience, Fallback fallback) {
    this.limit = limit;
    this.window = window;
    this.patience = patience;
    this.fallback = fallback;
    redis = RedisClient.builder().hostAndPort(host, port).clientConfig(DefaultJedisClientConfig.builder().resp3()
        .timeoutMillis((int) patience.toMillis()).build()).build();
  }

  public Decision hit(String client) {
    var count = threads.submit(() -> count(client));
    try {
      return new Decision(count.get(patience.toNanos(), TimeUnit.NANOSECONDS) <= limit, true);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      count.cancel(false);
      return new Decision(withoutRedis(), false);
    }
  }

  private long count(String client) {
    return (long) redis.eval(COUNT, List.of("hits:" + client), List.of("" + window.toMillis()));
  }

  private boolean withoutRedis() {
    if (fallback instanceof Fallback.Local local) {
      return hitHere() <= local.limit();
    }
    return fallback instanceof Fallback.Open;
  }

  private synchronized int hitHere() {
    if (System.nanoTime() - windowEnd > 0) {
      windowEnd = System.nanoTime() + window.toNanos();
      hits = 0;
    }
    return ++hits;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    redis.close();
  }
}
