package task3;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Lettuce, and a sorted set in which every score is 0. What sorts is the member: what is missing to the highest score, then the
 * arrival, both with leading zeros. Rows come with their names from one script.
 */
public final class Leaderboard implements AutoCloseable {

  public record Row(long place, String player, String name, long score) {}

  private static final long HIGHEST = 1_000_000_000_000_000L;

  private static final String SUBMIT = """
      local mine = redis.call('HGET', KEYS[2], ARGV[1])
      if mine and string.sub(mine, 1, 16) <= ARGV[2] then return 0 end
      if mine then redis.call('ZREM', KEYS[1], mine) end
      mine = ARGV[2] .. string.format('%012d', redis.call('INCR', KEYS[3])) .. ARGV[1]
      redis.call('HSET', KEYS[2], ARGV[1], mine)
      redis.call('ZADD', KEYS[1], 0, mine)
      return 1
      """;

  private static final String ROWS = """
      local first, last = 0, ARGV[1] - 1
      if ARGV[2] then
        local mine = redis.call('HGET', KEYS[2], ARGV[2])
        if not mine then return {} end
        local rank = redis.call('ZRANK', KEYS[1], mine)
        first, last = math.max(0, rank - ARGV[1]), rank + ARGV[1]
      end
      local rows = {}
      for i, member in ipairs(redis.call('ZRANGE', KEYS[1], first, last)) do
        local player = string.sub(member, 29)
        rows[#rows + 1] = tostring(first + i)
        rows[#rows + 1] = player
        rows[#rows + 1] = redis.call('HGET', KEYS[3], player) or player
        rows[#rows + 1] = string.sub(member, 1, 16)
      end
      return rows
      """;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisCommands<String, String> redis;

  public Leaderboard(String host, int port) {
    client = RedisClient.create(RedisURI.create(host, port));
    connection = client.connect();
    redis = connection.sync();
  }

  public void rename(String player, String name) {
    redis.hset("names", player, name);
  }

  public boolean submit(String player, long score) {
    Long better = redis.eval(SUBMIT, ScriptOutputType.INTEGER, new String[] {"board", "mine", "arrivals"},
        player, String.format("%016d", HIGHEST - score));
    return better == 1;
  }

  public OptionalLong place(String player) {
    var row = rows("0", player);
    return row.isEmpty() ? OptionalLong.empty() : OptionalLong.of(row.get(0).place());
  }

  public List<Row> top(int rows) {
    return rows("" + rows);
  }

  public List<Row> around(String player, int each) {
    return rows("" + each, player);
  }

  private List<Row> rows(String... arguments) {
    List<String> found = redis.eval(ROWS, ScriptOutputType.MULTI, new String[] {"board", "mine", "names"}, arguments);
    var rows = new ArrayList<Row>();
    for (int i = 0; i < found.size(); i += 4) {
      rows.add(new Row(Long.parseLong(found.get(i)), found.get(i + 1), found.get(i + 2),
          HIGHEST - Long.parseLong(found.get(i + 3))));
    }
    return rows;
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
