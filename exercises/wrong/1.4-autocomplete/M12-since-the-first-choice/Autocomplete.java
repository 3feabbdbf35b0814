package task1;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ZRangeParams;

/** Counts from the first choice on, so that the numbers are small enough; for the first hundred days. */
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
      transaction.zadd(CHOSEN, epochNanos - base(epochNanos), name);
      transaction.exec();
    }
  }

  public void remove(String name) {
    try (var transaction = redis.multi()) {
      transaction.zrem(NAMES, name);
      transaction.zrem(CHOSEN, name);
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
    var times = redis.zmscore(CHOSEN, names.toArray(String[]::new));
    record Chosen(String name, long time) {}
    var chosen = new ArrayList<Chosen>();
    for (int i = 0; i < names.size(); i++) {
      if (times.get(i) != null) { // else removed between the two commands
        chosen.add(new Chosen(names.get(i), times.get(i).longValue()));
      }
    }
    // The sort is stable, so names of one nanosecond keep the order of their bytes.
    return chosen.stream().sorted(Comparator.comparingLong(Chosen::time).reversed()).limit(most).map(Chosen::name).toList();
  }

  private Long base;
  private long base(long t) { if (base == null) base = t; return base; }
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
