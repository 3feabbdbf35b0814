package beyondcache.check;

import java.util.List;
import redis.clients.jedis.RedisClient;

/** For tests of what Redis must not hold any more, whatever the layout. */
public final class Mentions {

  private Mentions() {}

  /**
   * The keys whose name or content contains a text, in order. Sends {@code KEYS}, and for each key {@code TYPE} and the command
   * that reads the whole of it: for small keyspaces.
   */
  public static List<String> of(RedisClient redis, String text) {
    return redis.keys("*").stream().filter(key -> key.contains(text) || content(redis, key).contains(text)).sorted().toList();
  }

  private static String content(RedisClient redis, String key) {
    var content = switch (redis.type(key)) {
      case "string" -> redis.get(key);
      case "hash" -> redis.hgetAll(key).toString();
      case "set" -> redis.smembers(key).toString();
      case "zset" -> redis.zrange(key, 0, -1).toString();
      case "list" -> redis.lrange(key, 0, -1).toString();
      case "stream" -> redis.xrange(key, "-", "+").toString();
      default -> "";
    };
    return content == null ? "" : content; // A string may have expired since TYPE was sent.
  }
}
