package beyondcache.sale;

import java.util.List;

/**
 * What a live page shows: the events of the sale, in order and without a gap for a browser that was away for a moment; who was
 * fastest; how much is going on. Exercise 5.2 is to write one; {@code task5/LiveFeed.java} says exactly what each method has to do.
 */
public interface Live extends AutoCloseable {

  /**
   * Something that has happened.
   *
   * @param id its place among all events; opaque, of printable ASCII characters without spaces
   * @param kind what, such as {@code bought}
   * @param name who
   */
  record Event(String id, String kind, String name) {}

  /**
   * A line of the leaderboard.
   *
   * @param place from 1
   * @param millis the buyer's best time, in milliseconds
   */
  record Place(int place, String name, long millis) {}

  /** Adds an event behind all others, and returns its id. */
  String publish(String kind, String name);

  /** The events that follow the one with this id, oldest first, at most {@code limit}. An empty id stands for the beginning. */
  List<Event> after(String id, int limit);

  /** Somebody was done in so many milliseconds; the best time of each one counts. */
  void finished(String name, long millis);

  /** The fastest, at most {@code limit}, the very fastest first. */
  List<Place> fastest(int limit);

  /** Counts one request, now. */
  void count();

  /** How many requests there were in each of the last {@code seconds} seconds that are over, oldest first. */
  List<Long> perSecond(int seconds);

  @Override
  void close();
}
