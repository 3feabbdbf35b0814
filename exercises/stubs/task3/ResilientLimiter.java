package task3;

import java.time.Duration;

/**
 * Exercise 3.3: a limiter that comes to a decision in time, whatever Redis does. While Redis answers, it counts the hits of
 * all servers together. When it is paused, gone, or at the end of a slow line, the limiter does not pass its trouble on to
 * the service: it decides by a fallback that its user has chosen, and goes back to Redis by itself.
 *
 * <p>Redis decides on a hit if its answer has arrived within the patience. It does not if the answer is late or never comes,
 * if there is no connection, or if Redis answers with an error. Such a hit may count in Redis all the same: its command can be on
 * the way.
 *
 * <p>How the count is laid out in Redis is up to you.
 */
public final class ResilientLimiter implements AutoCloseable {

  /** What decides on a hit on which Redis does not. */
  public sealed interface Fallback {

    /** Fail open: all such hits are let in. */
    record Open() implements Fallback {}

    /** Fail closed: none is. */
    record Closed() implements Fallback {}

    /**
     * Of such hits, {@code limit} are let in for each client in a window. This limiter counts them in its own memory; other
     * servers count theirs. The window is as long as the one in Redis.
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
   * takes no longer than {@code patience} either.
   *
   * @param limit how many hits of one client are let in, in one window; all limiters at one server count together
   * @param window how long a window lasts. It begins with the first hit of a client, and ends by itself, whatever comes in between
   * @param patience how long a decision takes at the most, 10 ms or more
   */
  public ResilientLimiter(String host, int port, int limit, Duration window, Duration patience, Fallback fallback) {
    // Keep what you need.
  }

  /**
   * Decides on a hit. It returns within the patience, everything included: a connection that has to be made first, an answer that
   * arrives bit by bit, a thousand callers at once. (The tests allow two seconds more, for a machine that is busy.) It never throws.
   *
   * <p>As long as Redis answers in time it decides on every hit, also on those of a hundred callers at once. After it has failed to,
   * hits may go to the fallback without asking it; but five seconds after it is back, at the latest, it decides again.
   *
   * @param client who wants in; any text
   */
  public Decision hit(String client) {
    throw new UnsupportedOperationException("ResilientLimiter.hit is yours to write.");
  }

  @Override
  public void close() {
    // Close what you have opened.
  }
}
