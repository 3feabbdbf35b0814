package task1;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.resps.Tuple;

/** Makes the time fit into a score by throwing away what a score cannot hold. */
public final class Autocomplete implements AutoCloseable {

  private final RedisClient redis;

  public Autocomplete(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void choose(String name, long epochNanos) {
    redis.zadd("names", epochNanos / 1_000_000, name);
  }

  public void remove(String name) {
    redis.zrem("names", name);
  }

  public List<String> byName(String prefix, int most) {
    return redis.zrange("names", 0, -1).stream()
        .filter(name -> name.startsWith(prefix))
        .sorted((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)))
        .limit(most).toList();
  }

  public List<String> latest(String prefix, int most) {
    return redis.zrangeWithScores("names", 0, -1).stream()
        .filter(entry -> entry.getElement().startsWith(prefix))
        .sorted(Comparator.comparingDouble(Tuple::getScore).reversed()
            .thenComparing((a, b) -> Arrays.compareUnsigned(a.getBinaryElement(), b.getBinaryElement())))
        .map(Tuple::getElement).limit(most).toList();
  }

  @Override
  public void close() {
    redis.close();
  }
}
