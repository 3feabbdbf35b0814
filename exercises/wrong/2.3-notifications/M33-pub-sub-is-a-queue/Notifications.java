package task2;

import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/** Publishes, and trusts Redis to keep what nobody was there to hear. */
public final class Notifications implements AutoCloseable {

  public static final int KEPT = 100;

  public record Notification(String id, String text) {}

  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  private final String host;
  private final int port;
  private final RedisClient redis;

  public Notifications(String host, int port) {
    this.host = host;
    this.port = port;
    redis = RedisClient.create(host, port);
  }

  public String send(String user, String text) {
    var id = Long.toString(redis.incr("last-id"));
    redis.publish("bell:" + user, id + " " + text);
    return id;
  }

  public Subscription listen(String user, String lastSeen, Consumer<Notification> handler) {
    var subscribed = new CountDownLatch(1);
    var listener = new JedisPubSub() {
      @Override
      public void onSubscribe(String channel, int channels) {
        subscribed.countDown();
      }

      @Override
      public void onMessage(String channel, String message) {
        var parts = message.split(" ", 2);
        handler.accept(new Notification(parts[0], parts[1]));
      }
    };
    var thread = new Thread(() -> {
      try (var connection = new Jedis(host, port)) {
        connection.subscribe(listener, "bell:" + user);
      } catch (JedisException broken) {
        // The connection is gone, and with it the subscription.
      }
    });
    thread.setDaemon(true);
    thread.start();
    try {
      subscribed.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return () -> {
      if (listener.isSubscribed()) {
        listener.unsubscribe();
      }
    };
  }

  @Override
  public void close() {
    redis.close();
  }
}
