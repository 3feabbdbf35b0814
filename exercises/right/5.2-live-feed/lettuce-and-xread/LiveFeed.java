package task5;

import beyondcache.sale.Live;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Lettuce; a stream that is read by XREAD, best times in a hash that a script compares, seconds by minutes in a hash that expires. */
public final class LiveFeed implements Live {

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisCommands<String, String> redis;
  private final int kept;
  private final InstantSource clock;

  public LiveFeed(String host, int port, int kept, InstantSource clock) {
    client = RedisClient.create(RedisURI.create(host, port));
    connection = client.connect();
    redis = connection.sync();
    this.kept = kept;
    this.clock = clock;
  }

  @Override
  public String publish(String kind, String name) {
    return redis.xadd("feed", XAddArgs.Builder.maxlen(kept), "k", kind, "n", name);
  }

  @Override
  public List<Event> after(String id, int limit) {
    var from = id.matches("\\d{13}-\\d{1,9}") ? id : "0";
    return redis.xread(XReadArgs.Builder.count(limit), StreamOffset.from("feed", from)).stream()
        .map(m -> new Event(m.getId(), m.getBody().get("k"), m.getBody().get("n"))).toList();
  }

  @Override
  public void finished(String name, long millis) {
    redis.eval("""
        local best = redis.call('HGET', KEYS[1], ARGV[1])
        if not best or tonumber(ARGV[2]) < tonumber(best) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
        return 1
        """, ScriptOutputType.INTEGER, new String[] {"best"}, name, "" + millis);
  }

  @Override
  public List<Place> fastest(int limit) {
    var rows = new ArrayList<>(redis.hgetall("best").entrySet());
    rows.sort((a, b) -> Long.compare(Long.parseLong(a.getValue()), Long.parseLong(b.getValue())));
    var places = new ArrayList<Place>();
    for (var row : rows.subList(0, Math.min(limit, rows.size()))) {
      places.add(new Place(places.size() + 1, row.getKey(), Long.parseLong(row.getValue())));
    }
    return places;
  }

  @Override
  public void count() {
    long now = clock.millis() / 1000;
    redis.multi();
    redis.hincrby("minute:" + now / 60, "" + now, 1);
    redis.expire("minute:" + now / 60, 400);
    redis.exec();
  }

  @Override
  public List<Long> perSecond(int seconds) {
    long now = clock.millis() / 1000;
    var counts = new ArrayList<Long>();
    for (long second = now - seconds; second < now; second++) {
      var count = redis.hget("minute:" + second / 60, "" + second);
      counts.add(count == null ? 0 : Long.parseLong(count));
    }
    return counts;
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
