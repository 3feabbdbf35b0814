package task3;

import java.time.Duration;
import java.time.InstantSource;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 3.2: a rate limit for each client of a service, shared by all application servers of the service, over a sliding window.
 * In any span of time as long as the window, wherever it begins, at most {@code limit} hits of one client are allowed. No hit is
 * refused without need: it is allowed if fewer than {@code limit} hits of that client were allowed in the window that ends with it.
 * Only allowed hits count.
 *
 * <p>A hit happens at the moment at which Redis decides about it, by the Redis server's clock, however long it was under way. Times
 * are measured to the millisecond; five milliseconds more or less make no difference.
 *
 * <p>How hits are stored in Redis is up to you. Your class must survive:
 * <ul>
 *   <li>client names that are any text, and differ in any way: each client has its own limit, also {@code "Aa"} and {@code "BB"},
 *       whose hash codes are equal
 *   <li>several hits in the same millisecond, from several servers and threads
 *   <li>application servers whose clocks are minutes ahead or behind
 *   <li>a connection that breaks: {@code hit} may throw then, and the hit counts once or not at all, even if you send it again
 *   <li>an application server that dies at any moment. Two windows after the last hit of a client, no key holds anything about that
 *       client, even if other clients keep coming; and two windows after the last hit of all there is no key
 *   <li>a Redis that loses its data: each hit is decided by Redis, and this object remembers nothing about any client
 * </ul>
 */
public final class RateLimiter implements AutoCloseable {

  /**
   * The decision about a hit.
   *
   * @param allowed whether the hit is allowed
   * @param remaining how many more hits would be allowed at this moment, after this one; 0 if this one was refused
   * @param retryAfter zero if the hit was allowed; otherwise the time until a hit of this client will be allowed, provided that none
   *     comes in between: more than zero, and never more than the window
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
   * @param window how long the window is, 100 ms to a day; the same for all application servers, as is the limit
   * @param clock this application server's clock. Other servers have other clocks, which may be minutes ahead or behind
   */
  public RateLimiter(String host, int port, int limit, Duration window, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.limit = limit;
    this.window = window;
    this.clock = clock;
  }

  /**
   * Decides whether a client may do something. That takes one round trip, whatever the decision is (in addition to those that connect,
   * or load a script into Redis for the first time), and it happens as a whole or not at all, whatever other application servers do
   * meanwhile. Any number of threads may call this.
   *
   * @param client any text of 1 to 100 characters; each client has its own limit
   */
  public Decision hit(String client) {
    throw new UnsupportedOperationException("RateLimiter.hit is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
