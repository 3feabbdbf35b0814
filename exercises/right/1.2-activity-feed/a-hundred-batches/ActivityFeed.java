package task1;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import redis.clients.jedis.RedisClient;

/** Lists, written ten feeds at a time: a thousand feeds take a hundred round trips. */
public final class ActivityFeed implements AutoCloseable {

  public static final int CAPACITY = 100;
  public static final long SECONDS_TO_LIVE = 30L * 24 * 60 * 60;

  private static final int BATCH = 10;

  private final RedisClient redis;

  public ActivityFeed(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void add(String user, String entry) {
    publish(List.of(user), entry);
  }

  public void publish(Collection<String> users, String entry) {
    var all = new ArrayList<>(users);
    for (int first = 0; first < all.size(); first += BATCH) {
      try (var pipeline = redis.pipelined()) {
        for (var user : all.subList(first, Math.min(first + BATCH, all.size()))) {
          pipeline.lpush("feed:" + user, entry);
          pipeline.ltrim("feed:" + user, 0, CAPACITY - 1);
          pipeline.expire("feed:" + user, SECONDS_TO_LIVE);
        }
      }
    }
  }

  public List<String> page(String user, int page, int size) {
    long first = (long) page * size;
    return redis.lrange("feed:" + user, first, first + size - 1);
  }

  @Override
  public void close() {
    redis.close();
  }
}
