package task2;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/** Connects again, and does not ask for what was sent meanwhile. */
public final class Notifications implements AutoCloseable {

  public static final int KEPT = 100;

  public record Notification(String id, String text) {}

  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  private static final String SEND = """
      local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'text', ARGV[1])
      redis.call('PUBLISH', KEYS[2], id)
      return id
      """;

  private final String host;
  private final int port;
  private final RedisClient redis;

  public Notifications(String host, int port) {
    this.host = host;
    this.port = port;
    redis = RedisClient.create(host, port);
  }

  public String send(String user, String text) {
    return (String) redis.eval(SEND, List.of(stream(user), channel(user)), List.of(text, Integer.toString(KEPT)));
  }

  public Subscription listen(String user, String lastSeen, Consumer<Notification> handler) {
    var listener = new Listener(user, lastSeen, handler);
    listener.begin();
    return listener;
  }

  private static String stream(String user) {
    return "notifications:{" + user + "}";
  }

  private static String channel(String user) {
    return "notifications:{" + user + "}:bell";
  }

  @Override
  public void close() {
    redis.close();
  }

  private final class Listener extends JedisPubSub implements Subscription {

    private final String user;
    private final Consumer<Notification> handler;
    private final CountDownLatch inForce = new CountDownLatch(1);
    private final Thread thread = new Thread(this::listen, "notifications");
    private String lastSeen;
    private volatile boolean closed;

    Listener(String user, String lastSeen, Consumer<Notification> handler) {
      this.user = user;
      this.lastSeen = lastSeen;
      this.handler = handler;
      thread.setDaemon(true);
    }

    void begin() {
      thread.start();
      try {
        inForce.await();
      } catch (InterruptedException e) {
        close();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while subscribing.", e);
      }
    }

    private void listen() {
      while (!closed) {
        // A connection of its own: one that is subscribed is good for nothing else.
        try (var connection = new Jedis(host, port)) {
          connection.subscribe(this, channel(user));
        } catch (JedisException e) {
          pause();
        }
      }
    }

    @Override
    public void onSubscribe(String channel, int channels) {
      if (inForce.getCount() > 0) deliver();
      inForce.countDown();
    }

    @Override
    public void onMessage(String channel, String id) {
      redis.xrange(stream(user), id, id).forEach(entry -> {
        handler.accept(new Notification(id, entry.getFields().get("text")));
        lastSeen = id;
      });
    }

    private void deliver() {
      var from = lastSeen == null ? "-" : "(" + lastSeen;
      for (var entry : redis.xrange(stream(user), from, "+")) {
        if (closed) {
          return;
        }
        handler.accept(new Notification(entry.getID().toString(), entry.getFields().get("text")));
        lastSeen = entry.getID().toString();
      }
    }

    private void pause() {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        closed = true;
      }
    }

    @Override
    public void close() {
      closed = true;
      try {
        if (isSubscribed()) {
          unsubscribe();
        }
      } catch (JedisException broken) {
        // The connection has ended, and the thread is about to find out.
      }
      if (Thread.currentThread() != thread) {
        try {
          thread.join(2000);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
