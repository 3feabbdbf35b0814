package task1;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ZRangeParams;

/** Sorted sets of equal scores: their order by name lets a reader go on behind the last name it saw, whatever has changed. */
public final class Followers implements AutoCloseable {

  private static final int BATCH = 1000;

  private static final String SUGGEST = """
      local votes, mine = {}, {}
      local friends = redis.call('ZRANGE', KEYS[1], 0, -1)
      for _, friend in ipairs(friends) do mine[friend] = true end
      for _, friend in ipairs(friends) do
        for _, person in ipairs(redis.call('ZRANGE', 'out:' .. friend, 0, -1)) do
          if person ~= ARGV[1] and not mine[person] then votes[person] = (votes[person] or 0) + 1 end
        end
      end
      local names = {}
      for person in pairs(votes) do names[#names + 1] = person end
      local counted = {}
      for _, name in ipairs(names) do
        counted[#counted + 1] = name
        counted[#counted + 1] = tostring(votes[name])
      end
      return counted
      """;

  private final RedisClient redis;

  public Followers(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void follow(String follower, String followed) {
    try (var transaction = redis.multi()) {
      transaction.zadd("out:" + follower, 0, followed);
      transaction.zadd("in:" + followed, 0, follower);
      transaction.exec();
    }
  }

  public void unfollow(String follower, String followed) {
    try (var transaction = redis.multi()) {
      transaction.zrem("out:" + follower, followed);
      transaction.zrem("in:" + followed, follower);
      transaction.exec();
    }
  }

  public boolean follows(String follower, String followed) {
    return redis.zscore("in:" + followed, follower) != null;
  }

  public long countFollowers(String followed) {
    return redis.zcard("in:" + followed);
  }

  public Set<String> bothFollow(String one, String other) {
    var common = new TreeSet<>(redis.zrange("out:" + one, 0, -1));
    common.retainAll(redis.zrange("out:" + other, 0, -1));
    return common;
  }

  /** The script counts; the names are put in order here, because Lua does not compare strings as Java does. */
  @SuppressWarnings("unchecked")
  public List<String> suggestions(String user, int most) {
    var counted = (List<String>) redis.eval(SUGGEST, List.of("out:" + user), List.of(user));
    var votes = new HashMap<String, Integer>();
    for (int i = 0; i < counted.size(); i += 2) {
      votes.put(counted.get(i), Integer.valueOf(counted.get(i + 1)));
    }
    return votes.keySet().stream()
        .sorted(Comparator.<String>comparingInt(name -> -votes.get(name)).thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .toList();
  }

  public void forEachFollower(String followed, Consumer<String> visitor) {
    var after = "-";
    while (true) {
      var batch = redis.zrange("in:" + followed, ZRangeParams.zrangeByLexParams(after, "+").limit(0, BATCH));
      batch.forEach(visitor);
      if (batch.size() < BATCH) {
        return;
      }
      after = "(" + batch.get(batch.size() - 1);
    }
  }

  public void forget(String user) {
    var followed = redis.zrange("out:" + user, 0, -1);
    var followers = redis.zrange("in:" + user, 0, -1);
    try (var pipeline = redis.pipelined()) {
      followed.forEach(person -> pipeline.zrem("in:" + person, user));
      followers.forEach(person -> pipeline.zrem("out:" + person, user));
      pipeline.del("out:" + user, "in:" + user);
    }
  }

  @Override
  public void close() {
    redis.close();
  }
}
