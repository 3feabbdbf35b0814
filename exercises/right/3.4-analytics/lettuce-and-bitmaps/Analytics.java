package task3;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Visitors are numbered as they come, and a day is a bitmap of those numbers. Ids are in one sorted set by the time of their report;
 * what is too old is taken out before each. The minutes of a day are numbered from the epoch.
 */
public final class Analytics implements AutoCloseable {

  public record View(String id, String page, String visitor, Instant at) {}

  public record PageViews(String page, long views) {}

  private static final String REPORT = """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
      if redis.call('ZADD', KEYS[1], 'NX', now, ARGV[2]) == 0 then return 0 end
      redis.call('PEXPIRE', KEYS[1], ARGV[1])
      local number = redis.call('HGET', KEYS[2], ARGV[3])
      if not number then
        number = redis.call('HLEN', KEYS[2])
        redis.call('HSET', KEYS[2], ARGV[3], number)
      end
      redis.call('SETBIT', KEYS[3], number, 1)
      redis.call('ZINCRBY', KEYS[4], 1, ARGV[4])
      redis.call('HINCRBY', KEYS[5], ARGV[5], 1)
      return 1
      """;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisCommands<String, String> redis;
  private final ZoneId zone;
  private final Duration memory;

  public Analytics(String host, int port, ZoneId zone, Duration memory) {
    client = RedisClient.create(RedisURI.create(host, port));
    connection = client.connect();
    redis = connection.sync();
    this.zone = zone;
    this.memory = memory;
  }

  public boolean report(View view) {
    var day = view.at().atZone(zone).toLocalDate();
    long counted = redis.<Long>eval(REPORT, ScriptOutputType.INTEGER,
        new String[] {"ids", "visitors", "visitors:" + day, "pages:" + day, "minutes:" + day}, "" + memory.toMillis(),
        view.id(), view.visitor(), view.page(), "" + view.at().getEpochSecond() / 60);
    return counted == 1;
  }

  public long visitors(LocalDate from, LocalDate to) {
    var union = "union:" + UUID.randomUUID();
    redis.bitopOr(union, from.datesUntil(to.plusDays(1)).map(day -> "visitors:" + day).toArray(String[]::new));
    long visitors = redis.bitcount(union);
    redis.del(union);
    return visitors;
  }

  public List<PageViews> topPages(LocalDate day, int count) {
    return count == 0 ? List.of() : redis.zrevrangeWithScores("pages:" + day, 0, count - 1).stream()
        .map(page -> new PageViews(page.getValue(), (long) page.getScore())).toList();
  }

  public List<Long> minutes(LocalDate day) {
    var counted = redis.hgetall("minutes:" + day);
    var minutes = new ArrayList<Long>();
    long end = day.plusDays(1).atStartOfDay(zone).toEpochSecond() / 60;
    for (long minute = day.atStartOfDay(zone).toEpochSecond() / 60; minute < end; minute++) {
      minutes.add(Long.valueOf(counted.getOrDefault("" + minute, "0")));
    }
    return minutes;
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
