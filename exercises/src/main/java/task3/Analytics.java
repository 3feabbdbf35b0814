package task3;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 3.4: what happens in a shop, counted while it happens. The servers of the shop report each view of a page, and may
 * report one again when they do not know whether they got through: it counts once. Days are those of the shop, whatever zone
 * a server's own clock is in, so a day may have 23 or 25 hours.
 *
 * <p>A report takes effect as a whole or not at all: if its server dies halfway and reports the view again, it counts once in
 * every number.
 *
 * <p>How the numbers are laid out in Redis is up to you.
 */
public final class Analytics implements AutoCloseable {

  /**
   * Somebody has looked at a page.
   *
   * @param id what the view is known by, when it is reported again; of any two views it differs, whatever their days
   * @param page any text
   * @param visitor any text
   * @param at when it was; not always today: some reports come late
   */
  public record View(String id, String page, String visitor, Instant at) {}

  /** A page and how often it was viewed. */
  public record PageViews(String page, long views) {}

  private final RedisClient redis;
  private final ZoneId zone;
  private final Duration memory;

  /**
   * Connects to the Redis server at {@code host} and {@code port}.
   *
   * @param zone the time zone in which the shop's days begin and end
   * @param memory for how long a view is known again after it was reported first, 100 ms or more. After twice that time Redis
   *     holds nothing of its id any more, however many views are still coming in; until then a view that is reported again
   *     changes nothing, and after that it counts as a new one
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
