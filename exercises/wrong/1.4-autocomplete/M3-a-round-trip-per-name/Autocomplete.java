package task1;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ZRangeParams;

/** Asks for the time of each name in a round trip of its own. */
public final class Autocomplete implements AutoCloseable {

  private static final String NAMES = "autocomplete:{names}:by-name";
  private static final String CHOSEN = "autocomplete:{names}:chosen";

  private final RedisClient redis;

  public Autocomplete(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void choose(String name, long epochNanos) {
    try (var transaction = redis.multi()) {
      transaction.zadd(NAMES, 0, name);
      transaction.hset(CHOSEN, name, Long.toString(epochNanos));
      transaction.exec();
    }
  }

  public void remove(String name) {
    try (var transaction = redis.multi()) {
      transaction.zrem(NAMES, name);
      transaction.hdel(CHOSEN, name);
      transaction.exec();
    }
  }

  public List<String> byName(String prefix, int most) {
    return range(prefix, most);
  }

  public List<String> latest(String prefix, int most) {
    var names = range(prefix, Integer.MAX_VALUE);
    if (names.isEmpty()) {
      return names;
    }
    record Chosen(String name, long time) {}
    var chosen = new ArrayList<Chosen>();
    for (var name : names) {
      var time = redis.hget(CHOSEN, name);
      if (time != null) { // else removed meanwhile
        chosen.add(new Chosen(name, Long.parseLong(time)));
      }
    }
    // The sort is stable, so names of one nanosecond keep the order of their bytes.
    return chosen.stream().sorted(Comparator.comparingLong(Chosen::time).reversed()).limit(most).map(Chosen::name).toList();
  }

  /** No byte of UTF-8 is 0xFF, so the prefix followed by that byte lies behind every name with the prefix. */
  private List<String> range(String prefix, int most) {
    var from = ("[" + prefix).getBytes(UTF_8);
    var to = new byte[from.length + 1];
    System.arraycopy(from, 0, to, 0, from.length);
    to[0] = '(';
    to[from.length] = (byte) 0xFF;
    return redis.zrange(NAMES.getBytes(UTF_8), ZRangeParams.zrangeByLexParams(from, to).limit(0, most)).stream()
        .map(name -> new String(name, UTF_8))
        .toList();
  }

  @Override
  public void close() {
    redis.close();
  }
}
