package task5;

import beyondcache.sale.Live;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ZAddParams;

/** Events are a sorted set by a number that a script draws; seconds are fields of one hash, whose old ones are removed. */
public final class LiveFeed implements Live {

  private static final String EVENTS = "{live}:events";
  private static final String TIMES = "{live}:times";
  private static final Pattern ID = Pattern.compile("\\d{1,15}");
  private static final String COUNT = """
      if redis.call('HINCRBY', KEYS[1], ARGV[1], 1) > 1 then return 1 end
      for _, second in ipairs(redis.call('HKEYS', KEYS[1])) do
        if tonumber(second) < ARGV[1] - 90 then redis.call('HDEL', KEYS[1], second) end
      end
      return 1
      """;

  private final RedisClient redis;
  private final int kept;
  private final InstantSource clock;

  public LiveFeed(String host, int port, int kept, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.kept = kept;
    this.clock = clock;
  }

  @Override
  public String publish(String kind, String name) {
    return redis.eval("""
        local id = redis.call('INCR', KEYS[1])
        redis.call('ZADD', KEYS[2], id, id .. '\\n' .. ARGV[1] .. '\\n' .. ARGV[2])
        redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - ARGV[3])
        return id
        """, List.of("{live}:ids", EVENTS), List.of(kind, name, Integer.toString(kept))).toString();
  }

  @Override
  public List<Event> after(String id, int limit) {
    var from = ID.matcher(id).matches() ? "(" + id : "-inf";
    return redis.zrangeByScore(EVENTS, from, "+inf", 0, limit).stream().map(text -> text.split("\n", 3))
        .map(words -> new Event(words[0], words[1], words[2])).toList();
  }

  @Override
  public void finished(String name, long millis) {
    redis.zadd(TIMES, millis, name, ZAddParams.zAddParams().lt());
  }

  @Override
  public List<Place> fastest(int limit) {
    var places = new ArrayList<Place>();
    for (var row : redis.zrangeWithScores(TIMES, 0, limit - 1)) {
      places.add(new Place(places.size() + 1, row.getElement(), (long) row.getScore()));
    }
    return places;
  }

  @Override
  public void count() {
    redis.eval(COUNT, List.of("{live}:seconds"), List.of(Long.toString(clock.millis() / 1000)));
  }

  @Override
  public List<Long> perSecond(int seconds) {
    long now = clock.millis() / 1000;
    var fields = LongStream.range(now - seconds, now).mapToObj(Long::toString).toArray(String[]::new);
    return redis.hmget("{live}:seconds", fields).stream().map(count -> count == null ? 0L : Long.parseLong(count)).toList();
  }

  @Override
  public void close() {
    redis.close();
  }
}
