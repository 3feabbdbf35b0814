package task3;

import java.time.Duration;
import java.time.InstantSource;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 3.2: a limit for each client of a service, kept by all servers of the service together, over a sliding window: in any
 * span of time as long as the window, wherever it begins, at most {@code limit} hits of one client are allowed. And none is refused
 * without need: a hit is allowed if fewer than {@code limit} hits of that client were allowed in the window that ends with it.
 * Only hits that were allowed count.
 *
 * <p>A hit happens at the moment at which Redis decides about it, by the clock of Redis, however long it was on its way. Times are
 * measured to the millisecond; five milliseconds more or less make no difference.
 *
 * <p>How hits are laid out in Redis is up to you. Two windows after the last hit of a client, no key holds anything about that client
 * any more, even if a server has died at the worst moment, and even if other clients keep coming; and two windows after the last hit
 * of all there is no key.
 */
public final class RateLimiter implements AutoCloseable {

  /**
   * What came of a hit.
   *
   * @param allowed whether the client may do it
   * @param remaining how many more hits would be allowed at this moment, this one counted already; 0 if it was refused
   * @param retryAfter zero if the hit was allowed; else how long it takes until a hit of this client will be allowed, if none comes in
   *     between; more than zero then, and never more than the window
   */
  public record Decision(boolean allowed, long remaining, Duration retryAfter) {}

  private final RedisClient redis;
  private final int limit;
  private final Duration window;
  private final InstantSource clock;

  /**
   * Connects to the Redis server at {@code host} and {@code port}.
   *
   * @param limit how many hits are allowed in a window, 1 to 1000
   * @param window how long the window is, 100 ms to a day; the same for all servers, as is the limit
   * @param clock this server's clock. Other servers have other clocks, which may be minutes ahead or behind
   */
  public RateLimiter(String host, int port, int limit, Duration window, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.limit = limit;
    this.window = window;
    this.clock = clock;
  }

  /**
   * A client wants to do something: decides whether it may. That takes one round trip, whatever the decision is (besides those that
   * connect, or make a script known to Redis for the first time), and it happens as a whole or not at all, whatever other servers are
   * doing. Any number of threads may call this.
   *
   * @param client any text of 1 to 100 characters; each client has a limit of its own
   */
  public Decision hit(String client) {
    throw new UnsupportedOperationException("RateLimiter.hit is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
