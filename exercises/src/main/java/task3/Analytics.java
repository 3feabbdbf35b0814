package task3;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 3.4: what happens in a shop, counted while it happens. The application servers of the shop report each view of a page, and
 * may report one again when they do not know whether the report arrived: it counts once. Days are those of the shop, whatever zone
 * a server's own clock is in, so a day may have 23 or 25 hours.
 *
 * <p>How the numbers are stored in Redis is up to you. Your class must survive:
 * <ul>
 *   <li>an application server that dies halfway through a report: the report takes effect as a whole or not at all, and when the view
 *       is reported again it counts once in every number
 *   <li>a reply that is lost, and a view that two servers report at the same time: it counts once
 *   <li>ids, pages and visitors that are any text, and differ in any way
 *   <li>a memory of months: what is to be known again after 60 days has to be
 *   <li>views that never stop: ids expire while new ones arrive
 *   <li>two callers that ask for different days at the same time: each gets the numbers of their own days
 * </ul>
 */
public final class Analytics implements AutoCloseable {

  /**
   * A visitor has looked at a page.
   *
   * @param id identifies the view when it is reported again; any two views have different ids, also on different days
   * @param page any text
   * @param visitor any text
   * @param at when it was; not always today: some reports come late
   */
  public record View(String id, String page, String visitor, Instant at) {}

  /** A page and the number of its views. */
  public record PageViews(String page, long views) {}

  private final RedisClient redis;
  private final ZoneId zone;
  private final Duration memory;

  /**
   * Connects to the Redis server at {@code host} and {@code port}.
   *
   * @param zone the time zone in which the shop's days begin and end
   * @param memory for how long a view is known again after its first report, 100 ms or more. During that time, reporting it again changes
   *     nothing. After twice that time Redis holds nothing of its id any more, however many views still come in, and the view
   *     counts as a new one
   */
  public Analytics(String host, int port, ZoneId zone, Duration memory) {
    redis = RedisClient.create(host, port);
    this.zone = zone;
    this.memory = memory;
  }

  /**
   * Counts a view, once. When the connection breaks this may throw; then it is unknown whether the view counts, and the caller
   * reports it again.
   *
   * @return false if it was counted before
   */
  public boolean report(View view) {
    throw new UnsupportedOperationException("Analytics.report is yours to write.");
  }

  /** How many different visitors there were, from one day to another, both included; right to three in a hundred. */
  public long visitors(LocalDate from, LocalDate to) {
    throw new UnsupportedOperationException("Analytics.visitors is yours to write.");
  }

  /** The {@code count} pages of a day that were viewed most, most views first; among equals in any order. */
  public List<PageViews> topPages(LocalDate day, int count) {
    throw new UnsupportedOperationException("Analytics.topPages is yours to write.");
  }

  /**
   * The views of a day, minute by minute: the first number is that of the minute in which the day begins, and there are as
   * many numbers as the day has minutes.
   */
  public List<Long> minutes(LocalDate day) {
    throw new UnsupportedOperationException("Analytics.minutes is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
