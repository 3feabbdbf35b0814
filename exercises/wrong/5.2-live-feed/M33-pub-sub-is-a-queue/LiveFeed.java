package task5;

import beyondcache.sale.Live;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ZAddParams;

/** Sends events by Pub/Sub, and remembers those that it has heard. */
public final class LiveFeed implements Live {

  private static final String EVENTS = "{live}:events";
  private static final String TIMES = "{live}:times";
  private static final Pattern ID = Pattern.compile("\\d{1,18}");
  private static final String COUNT = """
      redis.call('INCR', KEYS[1])
      return redis.call('EXPIRE', KEYS[1], 300)
      """;

  private final RedisClient redis;
  private final int kept;
  private final InstantSource clock;
  private final List<Event> heard = new CopyOnWriteArrayList<>();

  public LiveFeed(String host, int port, int kept, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.kept = kept;
    this.clock = clock;
    var subscribed = new CountDownLatch(1);
    var listener = new Thread(() -> {
      try {
        redis.subscribe(new JedisPubSub() {
          @Override
          public void onSubscribe(String channel, int channels) {
            subscribed.countDown();
          }

          @Override
          public void onMessage(String channel, String message) {
            var words = message.split("\n", 3);
            heard.add(new Event(words[0], words[1], words[2]));
            if (heard.size() > kept) {
              heard.remove(0);
            }
          }
        }, EVENTS);
      } catch (RuntimeException e) {
        // The feed was closed.
      }
    });
    listener.setDaemon(true);
    listener.start();
    try {
      subscribed.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String publish(String kind, String name) {
    var id = redis.incr("{live}:ids");
    long listeners = redis.publish(EVENTS, id + "\n" + kind + "\n" + name);
    // A subscriber hears what it has sent itself as well.
    while (listeners > 0 && heard.stream().noneMatch(event -> event.id().equals(Long.toString(id)))) {
      Thread.onSpinWait();
    }
    return Long.toString(id);
  }

  @Override
  public List<Event> after(String id, int limit) {
    int from = ID.matcher(id).matches() ? heard.stream().map(Event::id).toList().indexOf(id) + 1 : 0;
    return heard.stream().skip(from).limit(limit).toList();
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
