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

/** Lets everybody in when Redis is away, whatever was chosen. */
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
  private final Duration patience;

  public ResilientLimiter(String host, int port, int limit, Duration window, Duration patience, Fallback fallback) {
    this.limit = limit;
    this.window = window;
    this.patience = patience;
    redis = RedisClient.builder().hostAndPort(host, port).clientConfig(DefaultJedisClientConfig.builder().resp3()
        .timeoutMillis((int) patience.toMillis()).build()).build();
  }

  public Decision hit(String client) {
    var count = threads.submit(() -> count(client));
    try {
      return new Decision(count.get(patience.toNanos(), TimeUnit.NANOSECONDS) <= limit, true);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      count.cancel(false);
      return new Decision(true, false);
    }
  }

  private long count(String client) {
    return (long) redis.eval(COUNT, List.of("hits:" + client), List.of("" + window.toMillis()));
  }

  @Override
  public void close() {
    threads.shutdownNow();
    redis.close();
  }
}
