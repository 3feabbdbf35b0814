package task3;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import org.redisson.Redisson;
import org.redisson.api.RMap;
import org.redisson.api.RScoredSortedSet;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * Redisson's scored sorted set and maps, and two scripts. Scores are negative, so that the best comes first in the set's own order,
 * and among equals the smaller number of arrival.
 */
public final class Leaderboard implements AutoCloseable {

  public record Row(long place, String player, String name, long score) {}

  private static final List<Object> KEYS = List.of("season", "season:entries", "season:arrivals");

  private final RedissonClient redisson;
  private final RScoredSortedSet<String> board;
  private final RMap<String, String> names;

  public Leaderboard(String host, int port) {
    var config = new Config();
    config.setThreads(2);
    config.setNettyThreads(2);
    config.setCodec(StringCodec.INSTANCE);
    config.useSingleServer().setAddress("redis://" + host + ":" + port).setConnectionPoolSize(4)
        .setConnectionMinimumIdleSize(1).setSubscriptionConnectionMinimumIdleSize(1).setSubscriptionConnectionPoolSize(2)
        .setRetryAttempts(0);
    redisson = Redisson.create(config);
    board = redisson.getScoredSortedSet("season");
    names = redisson.getMap("season:names");
  }

  public void rename(String player, String name) {
    names.fastPut(player, name);
  }

  public boolean submit(String player, long score) {
    Long better = redisson.getScript(StringCodec.INSTANCE).eval(Mode.READ_WRITE, """
        local entry = redis.call('hget', KEYS[2], ARGV[1])
        if entry and -redis.call('zscore', KEYS[1], entry) >= tonumber(ARGV[2]) then return 0 end
        if entry then redis.call('zrem', KEYS[1], entry) end
        entry = ('000000000000' .. redis.call('incr', KEYS[3])):sub(-12) .. '/' .. ARGV[1]
        redis.call('hset', KEYS[2], ARGV[1], entry)
        return redis.call('zadd', KEYS[1], '-' .. ARGV[2], entry)
        """, ReturnType.LONG, KEYS, player, score);
    return better == 1;
  }

  public OptionalLong place(String player) {
    Long rank = redisson.getScript(StringCodec.INSTANCE).eval(Mode.READ_ONLY, """
        local entry = redis.call('hget', KEYS[2], ARGV[1])
        return entry and redis.call('zrank', KEYS[1], entry)
        """, ReturnType.LONG, KEYS, player);
    return rank == null ? OptionalLong.empty() : OptionalLong.of(rank + 1);
  }

  public List<Row> top(int rows) {
    var found = new ArrayList<Object>();
    board.entryRange(0, rows - 1).forEach(entry -> {
      found.add(entry.getValue());
      found.add(entry.getScore());
    });
    return rows(1, found);
  }

  public List<Row> around(String player, int each) {
    List<Object> found = redisson.getScript(StringCodec.INSTANCE).eval(Mode.READ_ONLY, """
        local entry = redis.call('hget', KEYS[2], ARGV[1])
        if not entry then return {} end
        local rank = redis.call('zrank', KEYS[1], entry)
        local first = math.max(rank - ARGV[2], 0)
        local found = redis.call('zrange', KEYS[1], first, rank + ARGV[2], 'withscores')
        table.insert(found, 1, tostring(first))
        return found
        """, ReturnType.LIST, KEYS, player, each);
    return found.isEmpty() ? List.of() : rows(1 + Long.parseLong((String) found.get(0)), found.subList(1, found.size()));
  }

  private List<Row> rows(long place, List<Object> found) {
    var players = new ArrayList<String>();
    for (int i = 0; i < found.size(); i += 2) {
      players.add(((String) found.get(i)).substring(13));
    }
    var shown = names.getAll(new LinkedHashSet<>(players));
    var rows = new ArrayList<Row>();
    for (int i = 0; i < players.size(); i++) {
      var score = -Double.parseDouble(found.get(2 * i + 1).toString());
      rows.add(new Row(place + i, players.get(i), shown.getOrDefault(players.get(i), players.get(i)), (long) score));
    }
    return rows;
  }

  @Override
  public void close() {
    redisson.shutdown();
  }
}
