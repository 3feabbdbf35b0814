package task1;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import redis.clients.jedis.RedisClient;

/** Reads a page entry by entry. */
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
    publish(List.of(user), entry);
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
    var entries = new ArrayList<String>();
    for (long index = (long) page * size; entries.size() < size; index++) {
      var entry = redis.lindex(key(user), index);
      if (entry == null) {
        break;
      }
      entries.add(entry);
    }
    return entries;
  }

  private static String key(String user) {
    return "feed:" + user;
  }

  @Override
  public void close() {
    redis.close();
  }
}
