package task1;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 1.6: a cache beside a slow database (cache-aside), shared by any number of servers.
 *
 * <p>It must neither bury the database under questions nor go on telling what was true once, on any of the servers. Nothing that
 * it puts into Redis stays for ever.
 */
public final class Cache implements AutoCloseable {

  private final RedisClient redis;
  private final Duration timeToLive;

  /**
   * Connects to the Redis server at {@code host} and {@code port}.
   *
   * @param timeToLive how long an entry lives, at least a second. So that entries which were stored together do not all end
   *     together, each lives for a time of its own, chosen by chance between 80% and 100% of this. So does an absence.
   */
  public Cache(String host, int port, Duration timeToLive) {
    redis = RedisClient.create(host, port);
    this.timeToLive = timeToLive;
  }

  /**
   * The value of a key: from the cache, or else from the database and into the cache.
   *
   * <p>However many threads of however many servers ask for a key that is not in the cache, the database is asked once, and
   * everyone gets that answer; only if the answer does not come (its server has crashed) does somebody else ask, five seconds
   * later at the latest. While nobody is asking, nobody waits. That the database has no value for a key is an answer too, and is
   * remembered like one.
   *
   * @param load asks the database, within two seconds; empty if it has no value for the key. What it throws is thrown to the
   *     caller, is not remembered, and the next {@code get} asks again at once.
   */
  public Optional<String> get(String key, Function<String, Optional<String>> load) {
    throw new UnsupportedOperationException("Cache.get is yours to write.");
  }

  /**
   * Is called after the database's value of a key has changed. A {@link #get} that begins afterwards does not return the
   * value from before the change, not even if another {@code get} had asked the database before it and is about to store that.
   */
  public void changed(String key) {
    throw new UnsupportedOperationException("Cache.changed is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
