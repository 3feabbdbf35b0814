package task1;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.resps.Tuple;

/** Seconds in one sorted set, the nanoseconds within the second in another: both fit into a score. */
public final class Autocomplete implements AutoCloseable {

  private static final long SECOND = 1_000_000_000;

  private final RedisClient redis;

  public Autocomplete(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void choose(String name, long epochNanos) {
    try (var transaction = redis.multi()) {
      transaction.zadd("seconds", epochNanos / SECOND, name);
      transaction.zadd("nanos", epochNanos % SECOND, name);
      transaction.exec();
    }
  }

  public void remove(String name) {
    try (var transaction = redis.multi()) {
      transaction.zrem("seconds", name);
      transaction.zrem("nanos", name);
      transaction.exec();
    }
  }

  public List<String> byName(String prefix, int most) {
    return redis.zrange("seconds", 0, -1).stream()
        .filter(name -> name.startsWith(prefix))
        .sorted((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)))
        .limit(most).toList();
  }

  public List<String> latest(String prefix, int most) {
    var seconds = scores("seconds");
    var nanos = scores("nanos");
    return seconds.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .sorted(Comparator.<String>comparingDouble(name -> -seconds.get(name))
            .thenComparingDouble(name -> -nanos.getOrDefault(name, 0.0))
            .thenComparing((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8))))
        .limit(most).toList();
  }

  private HashMap<String, Double> scores(String key) {
    return redis.zrangeWithScores(key, 0, -1).stream()
        .collect(Collectors.toMap(Tuple::getElement, Tuple::getScore, (a, b) -> b, HashMap::new));
  }

  @Override
  public void close() {
    redis.close();
  }
}
