package task1;

import java.util.Collection;
import java.util.List;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 1.2: what happened lately, for each user: "Ben liked your photo", "Eva joined the group".
 *
 * <p>A feed shows its newest {@value #CAPACITY} entries, newest first, a page at a time. There are as many feeds as there
 * are users, so a feed must stay small, and the feed of a user who has gone away must not stay for ever. Several servers may
 * add to one feed. An entry is any text, and two entries with the same words are two entries.
 *
 * <p>How the feed is laid out in Redis is up to you. What belongs to a feed expires; what belongs to all feeds together may
 * stay, if it does not grow with their number.
 */
public final class ActivityFeed implements AutoCloseable {

  /** How many entries a feed keeps. */
  public static final int CAPACITY = 100;

  /** How long a feed lives after the last entry was added to it, in seconds: 30 days. */
  public static final long SECONDS_TO_LIVE = 30L * 24 * 60 * 60;

  private final RedisClient redis;

  /** Connects to the Redis server at {@code host} and {@code port}. */
  public ActivityFeed(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  /**
   * Puts an entry on top of one user's feed. Entries beyond the {@value #CAPACITY} newest are gone afterwards, and the feed
   * has {@value #SECONDS_TO_LIVE} seconds to live from now on.
   */
  public void add(String user, String entry) {
    throw new UnsupportedOperationException("ActivityFeed.add is yours to write.");
  }

  /**
   * Puts the same entry on top of the feed of every one of {@code users}, as {@link #add} would. A post by somebody with a
   * thousand followers must not cost a thousand round trips, but a hundred at the most.
   *
   * @param users no name twice; may be empty
   */
  public void publish(Collection<String> users, String entry) {
    throw new UnsupportedOperationException("ActivityFeed.publish is yours to write.");
  }

  /**
   * One page of a user's feed, newest entry first. Takes three round trips at the most, whatever the size.
   *
   * @param page the number of the page, from 0
   * @param size how many entries a page has, at least 1
   * @return at most {@code size} entries; an empty list past the end, or for a user without a feed
   */
  public List<String> page(String user, int page, int size) {
    throw new UnsupportedOperationException("ActivityFeed.page is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
