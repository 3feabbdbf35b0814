package task1;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 1.3: who follows whom.
 *
 * <p>The same Redis holds a great many keys of other parts of the application, so nothing here may walk through the
 * keyspace, and some people have so many followers that nobody may fetch them all in one reply. Nobody follows more than a
 * thousand, and those may be fetched together.
 *
 * <p>How the relation is laid out in Redis is up to you. A name is any text of 1 to 100 characters, but none of them is NUL.
 */
public final class Followers implements AutoCloseable {

  private final RedisClient redis;

  /** Connects to the Redis server at {@code host} and {@code port}. */
  public Followers(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  /** From now on {@code follower} follows {@code followed}. Following twice is the same as following once. */
  public void follow(String follower, String followed) {
    throw new UnsupportedOperationException("Followers.follow is yours to write.");
  }

  /** From now on {@code follower} does not follow {@code followed}. */
  public void unfollow(String follower, String followed) {
    throw new UnsupportedOperationException("Followers.unfollow is yours to write.");
  }

  /** Whether {@code follower} follows {@code followed}. */
  public boolean follows(String follower, String followed) {
    throw new UnsupportedOperationException("Followers.follows is yours to write.");
  }

  /** How many follow {@code followed}. */
  public long countFollowers(String followed) {
    throw new UnsupportedOperationException("Followers.countFollowers is yours to write.");
  }

  /** The people whom both {@code one} and {@code other} follow. */
  public Set<String> bothFollow(String one, String other) {
    throw new UnsupportedOperationException("Followers.bothFollow is yours to write.");
  }

  /**
   * Whom {@code user} might like to follow: people followed by those whom {@code user} follows, other than {@code user} and
   * those whom {@code user} follows already. First comes whoever is followed by most of them; among equals the order is that
   * of {@link String#compareTo}.
   *
   * <p>Takes six round trips at the most, however many people {@code user} follows.
   *
   * @param most how many suggestions to give at the most
   */
  public List<String> suggestions(String user, int most) {
    throw new UnsupportedOperationException("Followers.suggestions is yours to write.");
  }

  /**
   * Calls {@code visitor} for the followers of {@code followed}, who may be a million: in replies of about
   * a thousand followers at the most, but not one reply for each. While this runs, people go on following and unfollowing. Whoever follows all the while is visited
   * once; whoever comes or goes meanwhile is visited once or not at all. Nobody is visited twice, not even who leaves and comes
   * back. The visitor may use this object. What is remembered meanwhile may grow with the number of followers.
   */
  public void forEachFollower(String followed, Consumer<String> visitor) {
    throw new UnsupportedOperationException("Followers.forEachFollower is yours to write.");
  }

  /**
   * Removes a user who leaves: afterwards nobody follows {@code user}, {@code user} follows nobody, and Redis holds nothing
   * about {@code user} any more.
   */
  public void forget(String user) {
    throw new UnsupportedOperationException("Followers.forget is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
