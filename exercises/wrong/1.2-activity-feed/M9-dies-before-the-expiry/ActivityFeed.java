package task1;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import redis.clients.jedis.RedisClient;

/** M9: add sends its three commands one after the other. A server that dies after LPUSH leaves a feed without an end. */
public final class ActivityFeed implements AutoCloseable {

  public static final int CAPACITY = 100;
  public static final long SECONDS_TO_LIVE = 30L * 24 * 60 * 60;

  /** Feeds in one transaction: large enough to save round trips, small enough that nobody waits long for its end. */
  private static final int BATCH = 100;

  private final RedisClient redis;

  public ActivityFeed(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void add(String user, String entry) {
    redis.lpush(key(user), entry);
    redis.ltrim(key(user), 0, CAPACITY - 1);
    redis.expire(key(user), SECONDS_TO_LIVE);
  }

  public void publish(Collection<String> users, String entry) {
    var all = new ArrayList<>(users);
    for (int from = 0; from < all.size(); from += BATCH) {
      try (var transaction = redis.multi()) {
        for (var user : all.subList(from, Math.min(from + BATCH, all.size()))) {
          transaction.lpush(key(user), entry);
          transaction.ltrim(key(user), 0, CAPACITY - 1);
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
