package task3;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.stream.LongStream;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ZRangeParams;

/** WATCH and MULTI; the visitors are plain sets, the minutes a sorted set. */
public final class Analytics implements AutoCloseable {

  public record View(String id, String page, String visitor, Instant at) {}

  public record PageViews(String page, long views) {}

  private final RedisClient redis;
  private final ZoneId zone;
  private final Duration memory;

  public Analytics(String host, int port, ZoneId zone, Duration memory) {
    redis = RedisClient.create(host, port);
    this.zone = zone;
    this.memory = memory;
  }

  public boolean report(View view) {
    var day = LocalDate.ofInstant(view.at(), zone);
    long minute = ChronoUnit.MINUTES.between(start(day), view.at());
    try (var transaction = redis.transaction(false)) {
      transaction.watch("seen:" + view.id());
      if (redis.exists("seen:" + view.id())) {
        return false;
      }
      transaction.multi();
      transaction.psetex("seen:" + view.id(), memory.toMillis(), "");
      transaction.sadd(visitors(day), view.visitor());
      transaction.zincrby("pages:" + day, 1, view.page());
      transaction.zincrby("minutes:" + day, 1, Long.toString(minute));
      return transaction.exec() != null;
    }
  }

  public long visitors(LocalDate from, LocalDate to) {
    return redis.sunion(from.datesUntil(to.plusDays(1)).map(Analytics::visitors).toArray(String[]::new)).size();
  }

  public List<PageViews> topPages(LocalDate day, int count) {
    return redis.zrangeWithScores("pages:" + day, ZRangeParams.zrangeParams(0, count - 1).rev()).stream()
        .map(page -> new PageViews(page.getElement(), (long) page.getScore())).limit(count).toList();
  }

  public List<Long> minutes(LocalDate day) {
    var counted = new HashMap<String, Long>();
    redis.zrangeWithScores("minutes:" + day, 0, -1).forEach(each -> counted.put(each.getElement(), (long) each.getScore()));
    return LongStream.range(0, ChronoUnit.MINUTES.between(start(day), start(day.plusDays(1))))
        .mapToObj(minute -> counted.getOrDefault(Long.toString(minute), 0L)).toList();
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
