package task4;

import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 4.3: payments on a primary with replicas. What the primary has acknowledged is lost if it dies before a replica has it.
 * So whoever records a payment is told how safe it is, and no more than is known.
 */
public final class Payments implements AutoCloseable {

  /** How safe a payment is. */
  public enum Outcome {

    /** As many replicas as were asked for have said that they have it. */
    DURABLE,

    /** It may be there or not; if it is, fewer replicas may have it, and a failover may lose it. It can be recorded again. */
    UNCERTAIN,

    /** It is certain that this call has changed nothing. */
    FAILED
  }

  private final RedisClient redis;
  private final int copies;
  private final Duration patience;

  /**
   * Connects to the primary at {@code host} and {@code port}.
   *
   * @param copies how many replicas have to have a payment, besides the primary, until it is durable; 1 or more
   * @param patience how long {@link #record} may wait for them, 100 ms or more
   */
  public Payments(String host, int port, int copies, Duration patience) {
    redis = RedisClient.create(host, port);
    this.copies = copies;
    this.patience = patience;
  }

  /**
   * Records a payment: a text in Redis under the key {@code payment:ID}. The same id again replaces the text, be it the same
   * text; an id whose outcome was uncertain is made durable that way, once the replicas are back.
   *
   * <p>The outcome is {@code DURABLE} exactly if the write was acknowledged by enough replicas within the patience, and {@code
   * FAILED} if the server refuses the write (it is a replica, or wants more replicas than there are). When the write was done and
   * too few replicas have it, the outcome is {@code UNCERTAIN}. When no answer comes, the call may try again, and says what it
   * knows in the end. It never throws because of the server's state, and returns within twice the patience and 2 seconds.
   */
  public Outcome record(String id, String text) {
    throw new UnsupportedOperationException("Payments.record is yours to write.");
  }

  /** What the primary has under this id. */
  public Optional<String> read(String id) {
    return Optional.ofNullable(redis.get("payment:" + id));
  }

  @Override
  public void close() {
    redis.close();
  }
}
