package task1;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import redis.clients.jedis.RedisClient;

/** Trims in add, and not in publish. */
public final class ActivityFeed implements AutoCloseable {

  public static final int CAPACITY = 100;
  public static final long SECONDS_TO_LIVE = 30L * 24 * 60 * 60;

  private static final int BATCH = 100;

  private final RedisClient redis;

  public ActivityFeed(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void add(String user, String entry) {
    try (var t = redis.multi()) {
      t.lpush(key(user), entry);
      t.ltrim(key(user), 0, CAPACITY - 1);
      t.expire(key(user), SECONDS_TO_LIVE);
      t.exec();
    }
  }

  public void publish(Collection<String> users, String entry) {
    var all = new ArrayList<>(users);
    for (int from = 0; from < all.size(); from += BATCH) {
      try (var transaction = redis.multi()) {
        for (var user : all.subList(from, Math.min(from + BATCH, all.size()))) {
          transaction.lpush(key(user), entry);
          transaction.expire(key(user), SECONDS_TO_LIVE);
        }
        transaction.exec();
      }
    }
  }

  public List<String> page(String user, int page, int size) {
    long first = (long) page * size;
    return redis.lrange(key(user), first, first + size - 1);
  }

  private static String key(String user) {
    return "feed:" + user;
  }

  @Override
  public void close() {
    redis.close();
  }
}
