package task2;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadParams;

/** No Pub/Sub at all: XREAD waits at the stream, from the last id on. */
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
    return redis.xadd("bell:" + user, XAddParams.xAddParams().maxLen(KEPT).approximateTrimming(), Map.of("text", text)).toString();
  }

  public Subscription listen(String user, String lastSeen, Consumer<Notification> handler) {
    var listener = new Listener("bell:" + user, lastSeen == null ? new StreamEntryID("0-0") : new StreamEntryID(lastSeen), handler);
    var thread = new Thread(listener, "bell");
    thread.setDaemon(true);
    thread.start();
    return listener;
  }

  @Override
  public void close() {
    redis.close();
  }

  private final class Listener implements Runnable, Subscription {

    private final String stream;
    private final Consumer<Notification> handler;
    private StreamEntryID last;
    private volatile boolean closed;

    Listener(String stream, StreamEntryID last, Consumer<Notification> handler) {
      this.stream = stream;
      this.last = last;
      this.handler = handler;
    }

    @Override
    public void run() {
      while (!closed) {
        try (var connection = new Jedis(host, port)) {
          while (!closed) {
            var reply = connection.xread(XReadParams.xReadParams().block(100), Map.of(stream, last));
            (reply == null ? List.<redis.clients.jedis.resps.StreamEntry>of() : reply.get(0).getValue()).forEach(entry -> {
              if (!closed) {
                handler.accept(new Notification(entry.getID().toString(), entry.getFields().get("text")));
                last = entry.getID();
              }
            });
          }
        } catch (JedisException broken) {
          Thread.yield();
        }
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
