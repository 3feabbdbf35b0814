package task2;

import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 2.3: what a web page shows at its bell. Whoever is online sees a notification at once; whoever was offline, or whose
 * connection broke, gets what they have missed; and nobody gets anything twice.
 *
 * <p>A user is known by any text; each has notifications of their own. How notifications are laid out in Redis is up to you.
 */
public final class Notifications implements AutoCloseable {

  /** So many of a user's latest notifications are kept at least; three times as many at the most. */
  public static final int KEPT = 100;

  /**
   * A notification.
   *
   * @param id its number: unlike that of any other notification of the same user
   * @param text any text; the same one may be sent again
   */
  public record Notification(String id, String text) {}

  /** Somebody who listens, until it is closed. */
  public interface Subscription extends AutoCloseable {

    /** After this the handler is not called any more. */
    @Override
    void close();
  }

  private final String host;
  private final int port;
  private final RedisClient redis;

  /** Connects to the Redis server at {@code host} and {@code port}. */
  public Notifications(String host, int port) {
    this.host = host;
    this.port = port;
    redis = RedisClient.create(host, port);
  }

  /** Sends a notification to a user, online or not, and returns its id. */
  public String send(String user, String text) {
    throw new UnsupportedOperationException("Notifications.send is yours to write.");
  }

  /**
   * Calls the handler with every notification of the user that is kept and came after {@code lastSeen}, and from then on with each
   * one that is sent, in the order of sending, each once. What is sent arrives within a second. Should the connection break, it
   * connects again by itself, within a second after the server can be reached, and nothing is missed.
   *
   * @param lastSeen the id of the last notification that this user has seen, which need not be kept any more; null for none
   * @param handler is called by one thread at a time, not necessarily yours; it may use this object
   * @return when the subscription is in force: what is sent after that, by whomever, arrives
   */
  public Subscription listen(String user, String lastSeen, Consumer<Notification> handler) {
    throw new UnsupportedOperationException("Notifications.listen is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
