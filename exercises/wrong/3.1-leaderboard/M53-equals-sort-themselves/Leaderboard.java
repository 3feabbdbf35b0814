package task3;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.Tuple;

/** ZADD GT with the player as the member: among equal scores the order is that of the ids. */
public final class Leaderboard implements AutoCloseable {

  public record Row(long place, String player, String name, long score) {}

  private static final String BOARD = "{board}";
  private static final String NAMES = "{board}:names";

  private static final String AROUND = """
      local rank = redis.call('ZREVRANK', KEYS[1], ARGV[1])
      if not rank then return false end
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
    return redis.zadd(BOARD, score, player, ZAddParams.zAddParams().gt().ch()) == 1;
  }

  public OptionalLong place(String player) {
    var rank = redis.zrevrank(BOARD, player);
    return rank == null ? OptionalLong.empty() : OptionalLong.of(rank + 1);
  }

  public List<Row> top(int rows) {
    return named(1, redis.zrangeWithScores(BOARD, ZRangeParams.zrangeParams(0, rows - 1).rev()));
  }

  public List<Row> around(String player, int each) {
    var reply = (List<?>) redis.eval(AROUND, List.of(BOARD), List.of(player, Integer.toString(each)));
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
    var players = found.stream().map(Tuple::getElement).toList();
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
