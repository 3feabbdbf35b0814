package task1;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/**
 * A lock named after the version of a key: whoever has it loads, and stores under the name of that version. A change makes a
 * new version, and nobody looks for an entry of the old one any more.
 */
public final class Cache implements AutoCloseable {

  private static final String VERSION = """
      redis.call('SET', KEYS[1], 0, 'NX', 'PX', ARGV[1])
      return redis.call('GET', KEYS[1])
      """;

  private final RedisClient redis;
  private final Duration timeToLive;

  public Cache(String host, int port, Duration timeToLive) {
    redis = RedisClient.create(host, port);
    this.timeToLive = timeToLive;
  }

  public Optional<String> get(String key, Function<String, Optional<String>> load) {
    while (true) {
      var version = redis.eval(VERSION, List.of("version:" + key), List.of(lifeOfAVersion()));
      var name = "entry:" + key + ":" + version;
      var entry = redis.get(name);
      if (entry != null && !entry.equals("loading")) {
        return entry.equals("none") ? Optional.empty() : Optional.of(entry.substring(1));
      }
      if (entry == null && redis.set(name, "loading", SetParams.setParams().nx().px(4000)) != null) {
        return load(key, name, load);
      }
      sleep();
    }
  }

  private Optional<String> load(String key, String name, Function<String, Optional<String>> load) {
    try {
      var value = load.apply(key);
      var life = Math.round(timeToLive.toMillis() * ThreadLocalRandom.current().nextDouble(0.8, 1.0));
      redis.set(name, value.map(text -> "+" + text).orElse("none"), SetParams.setParams().px(life));
      return value;
    } catch (RuntimeException | Error e) {
      redis.del(name);
      throw e;
    }
  }

  public void changed(String key) {
    redis.eval("redis.call('INCR', KEYS[1]) redis.call('PEXPIRE', KEYS[1], ARGV[1])", List.of("version:" + key),
        List.of(lifeOfAVersion()));
  }

  /** The version must outlive every entry, or an old one could come back. */
  private String lifeOfAVersion() {
    return Long.toString(2 * timeToLive.toMillis() + 10_000);
  }

  private static void sleep() {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(5, 40));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}
