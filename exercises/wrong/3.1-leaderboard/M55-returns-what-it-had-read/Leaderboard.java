package task3;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.Tuple;

/** The script keeps the best score, but what submit returns depends on a read before it. */
public final class Leaderboard implements AutoCloseable {

  public record Row(long place, String player, String name, long score) {}

  /** How many digits there are in front of the player's id. */
  private static final int DIGITS = 15;

  private static final String BOARD = "{board}";
  private static final String MEMBERS = "{board}:members";
  private static final String NAMES = "{board}:names";
  private static final String COUNTER = "{board}:counter";

  private static final String SUBMIT = """
      local old = redis.call('HGET', KEYS[2], ARGV[1])
      if old then
        if tonumber(redis.call('ZSCORE', KEYS[1], old)) >= tonumber(ARGV[2]) then return 0 end
        redis.call('ZREM', KEYS[1], old)
      end
      local member = string.format('%015d', 999999999999999 - redis.call('INCR', KEYS[3])) .. ARGV[1]
      redis.call('ZADD', KEYS[1], ARGV[2], member)
      redis.call('HSET', KEYS[2], ARGV[1], member)
      return 1
      """;

  private static final String PLACE = """
      local member = redis.call('HGET', KEYS[2], ARGV[1])
      return member and redis.call('ZREVRANK', KEYS[1], member)
      """;

  private static final String AROUND = """
      local member = redis.call('HGET', KEYS[2], ARGV[1])
      if not member then return false end
      local rank = redis.call('ZREVRANK', KEYS[1], member)
      local from = math.max(0, rank - ARGV[2])
      return {from, redis.call('ZRANGE', KEYS[1], from, rank + ARGV[2], 'REV', 'WITHSCORES')}
      """;

  private final RedisClient redis;

  public Leaderboard(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void rename(String player, String name) {
    redis.hset(NAMES, player, name);
  }

  public boolean submit(String player, long score) {
    var member = redis.hget(MEMBERS, player);
    var before = member == null ? null : redis.zscore(BOARD, member);
    redis.eval(SUBMIT, List.of(BOARD, MEMBERS, COUNTER), List.of(player, Long.toString(score)));
    return before == null || before < score;
  }

  public OptionalLong place(String player) {
    var rank = (Long) redis.eval(PLACE, List.of(BOARD, MEMBERS), List.of(player));
    return rank == null ? OptionalLong.empty() : OptionalLong.of(rank + 1);
  }

  public List<Row> top(int rows) {
    return named(1, redis.zrangeWithScores(BOARD, ZRangeParams.zrangeParams(0, rows - 1).rev()));
  }

  public List<Row> around(String player, int each) {
    var reply = (List<?>) redis.eval(AROUND, List.of(BOARD, MEMBERS), List.of(player, Integer.toString(each)));
    if (reply == null) {
      return List.of();
    }
    var range = (List<?>) reply.get(1);
    var found = new ArrayList<Tuple>();
    for (int i = 0; i < range.size(); i += 2) {
      found.add(new Tuple((String) range.get(i), Double.valueOf((String) range.get(i + 1))));
    }
    return named((long) reply.get(0) + 1, found);
  }

  private List<Row> named(long firstPlace, List<Tuple> found) {
    if (found.isEmpty()) {
      return List.of();
    }
    var players = found.stream().map(tuple -> tuple.getElement().substring(DIGITS)).toList();
    var names = redis.hmget(NAMES, players.toArray(String[]::new));
    var rows = new ArrayList<Row>();
    for (int i = 0; i < players.size(); i++) {
      var name = names.get(i) == null ? players.get(i) : names.get(i);
      rows.add(new Row(firstPlace + i, players.get(i), name, (long) found.get(i).getScore()));
    }
    return rows;
  }

  @Override
  public void close() {
    redis.close();
  }
}
