package task1;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** One Redisson lock for each key: loading and forgetting exclude each other, so nothing old is stored after a change. */
public final class Cache implements AutoCloseable {

  private final RedissonClient redisson;
  private final Duration timeToLive;

  public Cache(String host, int port, Duration timeToLive) {
    var config = new Config();
    config.setThreads(2);
    config.setNettyThreads(2);
    config.setCodec(StringCodec.INSTANCE);
    config.useSingleServer().setAddress("redis://" + host + ":" + port).setConnectionPoolSize(8)
        .setConnectionMinimumIdleSize(1).setSubscriptionConnectionMinimumIdleSize(1).setSubscriptionConnectionPoolSize(2);
    redisson = Redisson.create(config);
    this.timeToLive = timeToLive;
  }

  public Optional<String> get(String key, Function<String, Optional<String>> load) {
    var bucket = redisson.<String>getBucket("cache:" + key);
    var entry = bucket.get();
    if (entry == null) {
      var lock = redisson.getLock("lock:" + key);
      lock.lock(4, TimeUnit.SECONDS);
      try {
        entry = bucket.get();
        if (entry == null) {
          entry = load.apply(key).map(value -> "v" + value).orElse("absent");
          var life = timeToLive.toMillis() * ThreadLocalRandom.current().nextLong(80, 100) / 100;
          bucket.set(entry, Duration.ofMillis(life));
        }
      } finally {
        if (lock.isHeldByCurrentThread()) {
          lock.unlock();
        }
      }
    }
    return entry.equals("absent") ? Optional.empty() : Optional.of(entry.substring(1));
  }

  public void changed(String key) {
    var lock = redisson.getLock("lock:" + key);
    lock.lock(4, TimeUnit.SECONDS);
    try {
      redisson.getBucket("cache:" + key).delete();
    } finally {
      if (lock.isHeldByCurrentThread()) {
        lock.unlock();
      }
    }
  }

  @Override
  public void close() {
    redisson.shutdown();
  }
}
