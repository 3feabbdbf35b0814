package task3;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ZRangeParams;

/** Days are those of the server's own time zone. */
public final class Analytics implements AutoCloseable {

  public record View(String id, String page, String visitor, Instant at) {}

  public record PageViews(String page, long views) {}

  private static final String REPORT = """
      if not redis.call('SET', KEYS[1], '', 'NX', 'PX', ARGV[1]) then return 0 end
      redis.call('PFADD', KEYS[2], ARGV[2])
      redis.call('ZINCRBY', KEYS[3], 1, ARGV[3])
      redis.call('HINCRBY', KEYS[4], ARGV[4], 1)
      return 1
      """;

  private final RedisClient redis;
  private final ZoneId zone;
  private final Duration memory;

  public Analytics(String host, int port, ZoneId zone, Duration memory) {
    redis = RedisClient.create(host, port);
    this.zone = ZoneId.systemDefault();
    this.memory = memory;
  }

  public boolean report(View view) {
    var day = LocalDate.ofInstant(view.at(), zone);
    long minute = ChronoUnit.MINUTES.between(start(day), view.at());
    return redis.eval(REPORT, List.of("seen:" + view.id(), visitors(day), "pages:" + day, "minutes:" + day),
        List.of(Long.toString(memory.toMillis()), view.visitor(), view.page(), Long.toString(minute))).equals(1L);
  }

  public long visitors(LocalDate from, LocalDate to) {
    return redis.pfcount(from.datesUntil(to.plusDays(1)).map(Analytics::visitors).toArray(String[]::new));
  }

  public List<PageViews> topPages(LocalDate day, int count) {
    return redis.zrangeWithScores("pages:" + day, ZRangeParams.zrangeParams(0, count - 1).rev()).stream()
        .map(page -> new PageViews(page.getElement(), (long) page.getScore())).limit(count).toList();
  }

  public List<Long> minutes(LocalDate day) {
    var counted = redis.hgetAll("minutes:" + day);
    return LongStream.range(0, ChronoUnit.MINUTES.between(start(day), start(day.plusDays(1))))
        .mapToObj(minute -> Long.valueOf(counted.getOrDefault(Long.toString(minute), "0"))).toList();
  }

  private Instant start(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }

  private static String visitors(LocalDate day) {
    return "visitors:" + day;
  }

  @Override
  public void close() {
    redis.close();
  }
}
