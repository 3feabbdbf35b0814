package task5;

import beyondcache.sale.Live;
import java.time.InstantSource;
import java.util.List;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 5.2: what a live page shows. Events, which a browser that was away for a moment resumes without a gap, on this server or on
 * another; a leaderboard of best times; and how many requests each second brought.
 *
 * <p>Several servers use it at once, and what one of them writes, the others read. The layout in Redis is up to you; it must not grow
 * with the number of events or with the time that has passed.
 */
public final class LiveFeed implements Live {

  private final RedisClient redis;
  private final int kept;
  private final InstantSource clock;

  /**
   * Connects to the Redis server at {@code host} and {@code port}.
   *
   * @param kept how many events a browser can be behind: the {@code kept} newest are never dropped, and never are there more than
   *     {@code 2 * kept + 200}
   * @param clock what time it is, for {@link #count} and {@link #perSecond}; all servers agree about it
   */
  public LiveFeed(String host, int port, int kept, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.kept = kept;
    this.clock = clock;
  }

  /** Adds an event behind all others, and returns its id: up to 100 printable ASCII characters without spaces. */
  @Override
  public String publish(String kind, String name) {
    throw new UnsupportedOperationException("LiveFeed.publish is yours to write.");
  }

  /**
   * The events that follow the one with this id, in the order in which they were published, at most {@code limit}, which is 1 or more. The
   * event itself may have been dropped; if some that follow it have been dropped as well, this begins with the oldest there is. It returns
   * at once, with an empty list if there is nothing new.
   *
   * @param id what {@link #publish} returned, here or on another server; the empty text stands for the beginning, and so does any text
   *     that cannot be an id, for browsers may send what they like
   */
  @Override
  public List<Event> after(String id, int limit) {
    throw new UnsupportedOperationException("LiveFeed.after is yours to write.");
  }

  /**
   * Somebody was done in so many milliseconds. Of several times of one name the smallest counts, in whatever order they come. Times do
   * not expire.
   */
  @Override
  public void finished(String name, long millis) {
    throw new UnsupportedOperationException("LiveFeed.finished is yours to write.");
  }

  /**
   * The names with the smallest times, at most {@code limit}, which is 1 or more, with their places: 1, 2, 3 and so on. Those with equal
   * times come in any order.
   */
  @Override
  public List<Place> fastest(int limit) {
    throw new UnsupportedOperationException("LiveFeed.fastest is yours to write.");
  }

  /** Counts one request in the second that it is now. Counts of other servers are added, none is lost. */
  @Override
  public void count() {
    throw new UnsupportedOperationException("LiveFeed.count is yours to write.");
  }

  /**
   * The numbers of requests in each of the last {@code seconds} whole seconds, oldest first; the second that it is now is not over and
   * not among them. What is older than five minutes is removed, or expires within ten.
   *
   * @param seconds 1 to 60
   */
  @Override
  public List<Long> perSecond(int seconds) {
    throw new UnsupportedOperationException("LiveFeed.perSecond is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
