package task1;

import java.util.Collection;
import java.util.List;
import redis.clients.jedis.RedisClient;

/** Publishes to one feed after the other. */
public final class ActivityFeed implements AutoCloseable {

  public static final int CAPACITY = 100;
  public static final long SECONDS_TO_LIVE = 30L * 24 * 60 * 60;

  private final RedisClient redis;

  public ActivityFeed(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void add(String user, String entry) {
    try (var transaction = redis.multi()) {
      transaction.lpush(key(user), entry);
      transaction.ltrim(key(user), 0, CAPACITY - 1);
      transaction.expire(key(user), SECONDS_TO_LIVE);
      transaction.exec();
    }
  }

  public void publish(Collection<String> users, String entry) {
    users.forEach(user -> add(user, entry));
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
