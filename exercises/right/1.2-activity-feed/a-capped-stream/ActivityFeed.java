package task1;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

/** Feeds as streams, which Redis trims to their exact length. */
public final class ActivityFeed implements AutoCloseable {

  public static final int CAPACITY = 100;
  public static final long SECONDS_TO_LIVE = 30L * 24 * 60 * 60;

  private final RedisClient redis;

  public ActivityFeed(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void add(String user, String entry) {
    publish(List.of(user), entry);
  }

  public void publish(Collection<String> users, String entry) {
    try (var pipeline = redis.pipelined()) {
      for (var user : users) {
        pipeline.xadd(key(user), XAddParams.xAddParams().maxLen(CAPACITY), Map.of("entry", entry));
        pipeline.expire(key(user), SECONDS_TO_LIVE);
      }
    }
  }

  public List<String> page(String user, int page, int size) {
    long first = (long) page * size;
    int end = (int) Math.min(CAPACITY, first + size);
    return redis.xrevrange(key(user), (StreamEntryID) null, (StreamEntryID) null, end).stream()
        .skip(first)
        .map(entry -> entry.getFields().get("entry"))
        .toList();
  }

  private static String key(String user) {
    return "activities:" + user;
  }

  @Override
  public void close() {
    redis.close();
  }
}
