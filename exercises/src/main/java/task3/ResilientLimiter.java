package task3;

import java.time.Duration;

/**
 * Exercise 3.3: a rate limiter that reaches a decision in time, whatever Redis does. While Redis replies, it counts the hits of
 * all application servers together. When Redis is paused, gone, or at the end of a slow line, the limiter does not pass the problem
 * on to the service: it decides by a fallback that its user has chosen, and goes back to Redis by itself.
 *
 * <p>Redis decides on a hit if its reply has arrived within the patience. It does not if the reply is late or never comes,
 * if there is no connection, or if Redis replies with an error. Such a hit may count in Redis all the same: its command can still
 * be on the way.
 *
 * <p>How the count is stored in Redis is up to you. Your class must survive:
 * <ul>
 *   <li>a Redis that is away at the start, paused, killed, restarted, or slow to the last byte
 *   <li>an outage of any length, of seconds or of hours
 *   <li>hundreds of callers at once while Redis does not reply: they hold up neither each other nor the program, whose common pool
 *       ({@code ForkJoinPool.commonPool()}) stays free
 *   <li>several threads that count hits of the same client: no hit is lost
 *   <li>a million clients while Redis is away: this object forgets those whose window has ended
 *   <li>a thread that is interrupted: {@code hit} returns a decision, and the thread stays interrupted
 *   <li>an application server that dies at any moment: no key stays in Redis without a TTL
 * </ul>
 */
public final class ResilientLimiter implements AutoCloseable {

  /** Decides on a hit when Redis does not. */
  public sealed interface Fallback {

    /** Fail open: every such hit is let in. */
    record Open() implements Fallback {}

    /** Fail closed: no such hit is let in. */
    record Closed() implements Fallback {}

    /**
     * Of such hits, {@code limit} are let in for each client in a window. This limiter counts them in its own memory; other
     * application servers count theirs. The window is as long as the one in Redis, to the millisecond.
     */
    record Local(int limit) implements Fallback {}
  }

  /**
   * A decision.
   *
   * @param allowed whether the hit is let in
   * @param byRedis whether Redis has decided; otherwise the fallback has
   */
  public record Decision(boolean allowed, boolean byRedis) {}

  /**
   * A limiter that uses the Redis server at {@code host} and {@code port}. Redis need not be there yet: this throws no exception and
   * takes no longer than {@code patience}.
   *
   * @param limit how many hits of one client are let in, in one window; all limiters at one server count together
   * @param window how long a window lasts, to the millisecond. It begins with the first hit of a client, not at a full minute or second, and
   *     ends by itself, whatever comes in between
   * @param patience the longest that a decision takes, 10 ms or more
   */
  public ResilientLimiter(String host, int port, int limit, Duration window, Duration patience, Fallback fallback) {
    // Keep what you need.
  }

  /**
   * Decides on a hit. It returns within the patience, everything included: a connection that has to be made first, several commands,
   * a reply that arrives bit by bit, a thousand callers at once. (The tests allow two seconds more, for a busy machine.) It never
   * throws.
   *
   * <p>As long as Redis replies in time it decides on every hit, also on those of a hundred callers at once. After it has failed to,
   * hits may go to the fallback without asking Redis, but no later than five seconds after Redis is back, it decides again.
   *
   * @param client the name of the client; any text
   */
  public Decision hit(String client) {
    throw new UnsupportedOperationException("ResilientLimiter.hit is yours to write.");
  }

  @Override
  public void close() {
    // Close what you have opened.
  }
}
