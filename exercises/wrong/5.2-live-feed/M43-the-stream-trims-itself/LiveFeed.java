package task5;

import beyondcache.sale.Live;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.ZAddParams;

/** Never trims the stream. */
public final class LiveFeed implements Live {

  private static final String EVENTS = "{live}:events";
  private static final String TIMES = "{live}:times";
  private static final Pattern ID = Pattern.compile("\\d{1,18}-\\d{1,18}");
  private static final String COUNT = """
      redis.call('INCR', KEYS[1])
      return redis.call('EXPIRE', KEYS[1], 300)
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
    return redis.xadd(EVENTS, Map.of("kind", kind, "name", name), XAddParams.xAddParams()).toString();
  }

  @Override
  public List<Event> after(String id, int limit) {
    // An opening bracket excludes the entry itself.
    var from = ID.matcher(id).matches() ? "(" + id : "-";
    return redis.xrange(EVENTS, from, "+", limit).stream()
        .map(e -> new Event(e.getID().toString(), e.getFields().get("kind"), e.getFields().get("name"))).toList();
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
    redis.eval(COUNT, List.of(second(clock.millis() / 1000)), List.of());
  }

  @Override
  public List<Long> perSecond(int seconds) {
    long now = clock.millis() / 1000;
    var keys = LongStream.range(now - seconds, now).mapToObj(LiveFeed::second).toArray(String[]::new);
    return redis.mget(keys).stream().map(count -> count == null ? 0L : Long.parseLong(count)).toList();
  }

  private static String second(long number) {
    return "{live}:second:" + number;
  }

  @Override
  public void close() {
    redis.close();
  }
}
