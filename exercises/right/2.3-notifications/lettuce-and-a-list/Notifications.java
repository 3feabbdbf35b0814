package task2;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Numbered entries in a capped list; Lettuce's Pub/Sub, which subscribes again by itself, says when to look. */
public final class Notifications implements AutoCloseable {

  public static final int KEPT = 100;

  public record Notification(String id, String text) {}

  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  private static final String SEND = """
      local id = redis.call('INCR', KEYS[1])
      redis.call('LPUSH', KEYS[2], id .. ' ' .. ARGV[1])
      redis.call('LTRIM', KEYS[2], 0, 149)
      redis.call('PUBLISH', KEYS[3], id)
      return id
      """;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;

  public Notifications(String host, int port) {
    client = RedisClient.create(RedisURI.create(host, port));
    connection = client.connect();
  }

  public String send(String user, String text) {
    Long id = connection.sync().eval(SEND, ScriptOutputType.INTEGER,
        new String[] {"count:" + user, "notes:" + user, "news:" + user}, text);
    return id.toString();
  }

  public Subscription listen(String user, String lastSeen, Consumer<Notification> handler) {
    var one = Executors.newSingleThreadExecutor();
    var reader = new Reader(user, lastSeen == null ? 0 : Long.parseLong(lastSeen), handler, one);
    var subscription = client.connectPubSub();
    subscription.addListener(new RedisPubSubAdapter<String, String>() {
      @Override
      public void subscribed(String channel, long count) {
        reader.look();
      }

      @Override
      public void message(String channel, String message) {
        reader.look();
      }
    });
    subscription.sync().subscribe("news:" + user);
    return () -> {
      reader.closed = true;
      subscription.close();
      one.shutdownNow();
    };
  }

  private final class Reader {

    private final String user;
    private final Consumer<Notification> handler;
    private final ExecutorService one;
    private long last;
    private volatile boolean closed;

    Reader(String user, long last, Consumer<Notification> handler, ExecutorService one) {
      this.user = user;
      this.last = last;
      this.handler = handler;
      this.one = one;
    }

    void look() {
      try {
        one.execute(this::read);
      } catch (RejectedExecutionException e) {
        // Closed in this very moment.
      }
    }

    private void read() {
      List<String> notes = connection.sync().lrange("notes:" + user, 0, -1);
      for (int i = notes.size() - 1; i >= 0 && !closed; i--) {
        var parts = notes.get(i).split(" ", 2);
        if (Long.parseLong(parts[0]) > last) {
          last = Long.parseLong(parts[0]);
          handler.accept(new Notification(parts[0], parts[1]));
        }
      }
    }
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
