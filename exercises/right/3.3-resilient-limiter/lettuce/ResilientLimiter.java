package task3;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lettuce waits for nothing: one connection for all callers, which is made again as long as it takes. */
public final class ResilientLimiter implements AutoCloseable {

  public sealed interface Fallback {

    record Open() implements Fallback {}

    record Closed() implements Fallback {}

    record Local(int limit) implements Fallback {}
  }

  public record Decision(boolean allowed, boolean byRedis) {}

  private static final String COUNT = """
      if redis.call('SET', KEYS[1], 1, 'NX', 'PX', ARGV[1]) then return 1 end
      return redis.call('INCR', KEYS[1])
      """;

  private final ClientResources resources;
  private final RedisClient client;
  private final RedisURI address;
  private final int limit;
  private final Duration window;
  private final Duration patience;
  private final Fallback fallback;
  /** The hits of a client in its window. */
  private record Hits(long end, int count) {}

  private final Map<String, Hits> hits = new HashMap<>();
  private long nextSweep = System.nanoTime();
  private CompletableFuture<StatefulRedisConnection<String, String>> connection;

  public ResilientLimiter(String host, int port, int limit, Duration window, Duration patience, Fallback fallback) {
    this.limit = limit;
    this.window = window;
    this.patience = patience;
    this.fallback = fallback;
    address = RedisURI.builder().withHost(host).withPort(port).withTimeout(patience).build();
    // By default the pauses between attempts to connect again grow to 30 seconds.
    resources = ClientResources.builder().reconnectDelay(Delay.constant(Duration.ofMillis(500))).build();
    client = RedisClient.create(resources);
    client.setOptions(ClientOptions.builder().disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(10_000).socketOptions(SocketOptions.builder().connectTimeout(patience).build()).build());
  }

  private synchronized CompletableFuture<StatefulRedisConnection<String, String>> connection() {
    if (connection == null || connection.isCompletedExceptionally()) {
      connection = client.connectAsync(StringCodec.UTF8, address).toCompletableFuture();
    }
    return connection;
  }

  public Decision hit(String name) {
    try {
      CompletionStage<Long> count = connection().thenCompose(open -> open.async()
          .<Long>eval(COUNT, ScriptOutputType.INTEGER, new String[] {"limit:" + name}, "" + window.toMillis()));
      return new Decision(count.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS) <= limit, true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Redis has not decided.
    }
    return new Decision(withoutRedis(name), false);
  }

  private boolean withoutRedis(String name) {
    if (fallback instanceof Fallback.Local local) {
      return hitHere(name) <= local.limit();
    }
    return fallback instanceof Fallback.Open;
  }

  private synchronized int hitHere(String name) {
    long now = System.nanoTime();
    if (now - nextSweep > 0) {
      nextSweep = now + window.toNanos();
      hits.values().removeIf(each -> now - each.end() >= 0);
    }
    return hits.compute(name, (key, before) -> before == null || now - before.end() >= 0
        ? new Hits(now + window.toNanos(), 1) : new Hits(before.end(), before.count() + 1)).count();
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
