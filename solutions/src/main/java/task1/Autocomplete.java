package task1;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ZRangeParams;

/**
 * A sorted set in which every score is 0, which Redis therefore keeps in the order of the members' bytes, and a hash with the
 * time of each name. The times cannot be the scores: a score is a double, exact for integers up to 2<sup>53</sup> only, and
 * nanoseconds since 1970 are 200 times that.
 *
 * <p>Limits: {@link #latest} reads all names with the prefix, so a short prefix costs as much as the catalogue is long. Past
 * some ten thousand names, keep the few latest of every short prefix in a list of its own.
 */
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
    var times = redis.hmget(CHOSEN, names.toArray(String[]::new));
    record Chosen(String name, long time) {}
    var chosen = new ArrayList<Chosen>();
    for (int i = 0; i < names.size(); i++) {
      if (times.get(i) != null) { // else removed between the two commands
        chosen.add(new Chosen(names.get(i), Long.parseLong(times.get(i))));
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
