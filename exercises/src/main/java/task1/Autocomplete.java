package task1;

import java.util.List;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 1.4: the box that completes what a user types, from names of places, say, or of films.
 *
 * <p>A name is any text of 1 to 100 characters, in any script, and is kept as it is; letters are upper or lower case and that
 * makes a difference. How the names are laid out in Redis is up to you. {@link #byName} and {@link #latest} take four round
 * trips at the most, however many names they give.
 */
public final class Autocomplete implements AutoCloseable {

  private final RedisClient redis;

  /** Connects to the Redis server at {@code host} and {@code port}. */
  public Autocomplete(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  /**
   * Somebody chose a name: it is known from now on, and it was last chosen at the time given, even if an earlier call gave
   * another time.
   *
   * @param epochNanos nanoseconds since 1970-01-01T00:00Z, from 0 to {@link Long#MAX_VALUE}; today that is about 1.8e18, and
   *     every nanosecond counts
   */
  public void choose(String name, long epochNanos) {
    throw new UnsupportedOperationException("Autocomplete.choose is yours to write.");
  }

  /** Makes a name unknown again. */
  public void remove(String name) {
    throw new UnsupportedOperationException("Autocomplete.remove is yours to write.");
  }

  /**
   * Names that begin with {@code prefix}, in the order of their UTF-8 bytes (which for plain English letters of one case is
   * the alphabet's).
   *
   * @param prefix what was typed so far; all names begin with the empty prefix
   * @param most how many names to give at the most
   */
  public List<String> byName(String prefix, int most) {
    throw new UnsupportedOperationException("Autocomplete.byName is yours to write.");
  }

  /**
   * Names that begin with {@code prefix}, the one that was chosen last of all first. Names chosen in the same nanosecond
   * come in the order of {@link #byName}.
   *
   * @param prefix what was typed so far; all names begin with the empty prefix
   * @param most how many names to give at the most
   */
  public List<String> latest(String prefix, int most) {
    throw new UnsupportedOperationException("Autocomplete.latest is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
