package task3;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/**
 * A log of the hits in a sorted set, by Redis's clock. After a failure nobody asks Redis for half a second, so that callers do not
 * wait for what is known to be away.
 */
public final class ResilientLimiter implements AutoCloseable {

  public sealed interface Fallback {

    record Open() implements Fallback {}

    record Closed() implements Fallback {}

    record Local(int limit) implements Fallback {}
  }

  public record Decision(boolean allowed, boolean byRedis) {}

  private static final String HIT = """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
      if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
      redis.call('ZADD', KEYS[1], now, ARGV[3])
      redis.call('PEXPIRE', KEYS[1], ARGV[1])
      return 1
      """;

  private static final long REST = TimeUnit.MILLISECONDS.toNanos(500);

  private final RedisClient redis;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final int limit;
  private final Duration window;
  private final Duration patience;
  private final Fallback fallback;
  private final Map<String, ArrayDeque<Long>> here = new HashMap<>();
  private volatile long restsUntil = System.nanoTime();

  public ResilientLimiter(String host, int port, int limit, Duration window, Duration patience, Fallback fallback) {
    this.limit = limit;
    this.window = window;
    this.patience = patience;
    this.fallback = fallback;
    redis = RedisClient.builder().hostAndPort(host, port).clientConfig(DefaultJedisClientConfig.builder().resp2()
        .timeoutMillis((int) patience.toMillis()).build()).build();
  }

  public Decision hit(String client) {
    if (System.nanoTime() - restsUntil >= 0) {
      try {
        var allowed = CompletableFuture.supplyAsync(() -> allowed(client), threads)
            .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
        return new Decision(allowed, true);
      } catch (CompletionException e) {
        restsUntil = System.nanoTime() + REST;
      }
    }
    return new Decision(fallback instanceof Fallback.Local local ? hitHere(client, local.limit())
        : fallback instanceof Fallback.Open, false);
  }

  private boolean allowed(String client) {
    return redis.eval(HIT, List.of("log:" + client),
        List.of("" + window.toMillis(), "" + limit, UUID.randomUUID().toString())).equals(1L);
  }

  private synchronized boolean hitHere(String client, int most) {
    long now = System.nanoTime();
    here.values().removeIf(log -> now - log.getLast() > window.toNanos());
    var log = here.computeIfAbsent(client, c -> new ArrayDeque<>());
    while (!log.isEmpty() && now - log.getFirst() > window.toNanos()) {
      log.removeFirst();
    }
    if (log.size() >= most) {
      return false;
    }
    log.addLast(now);
    return true;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    redis.close();
  }
}
