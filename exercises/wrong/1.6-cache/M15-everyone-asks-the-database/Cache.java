package task1;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** The textbook's cache-aside: whoever misses asks the database. */
public final class Cache implements AutoCloseable {

  private final RedisClient redis;
  private final Duration timeToLive;

  public Cache(String host, int port, Duration timeToLive) {
    redis = RedisClient.create(host, port);
    this.timeToLive = timeToLive;
  }

  public Optional<String> get(String key, Function<String, Optional<String>> load) {
    var entry = redis.get("cache:" + key);
    if (entry != null) {
      return entry.equals("-") ? Optional.empty() : Optional.of(entry.substring(1));
    }
    var value = load.apply(key);
    long longest = timeToLive.toMillis();
    redis.set("cache:" + key, value.map("="::concat).orElse("-"),
        SetParams.setParams().px(ThreadLocalRandom.current().nextLong(longest * 8 / 10, longest)));
    return value;
  }

  public void changed(String key) {
    redis.del("cache:" + key);
  }

  @Override
  public void close() {
    redis.close();
  }
}
