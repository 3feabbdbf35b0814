package task1;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;

/** Pages of a sorted set by rank: who leaves moves all others up, over the edge of the page. */
public final class Followers implements AutoCloseable {

  private static final ScanParams BATCH = new ScanParams().count(500);

  private final RedisClient redis;

  public Followers(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void follow(String follower, String followed) {
    try (var transaction = redis.multi()) {
      transaction.sadd(following(follower), followed);
      transaction.zadd(followers(followed), System.currentTimeMillis(), follower);
      transaction.exec();
    }
  }

  public void unfollow(String follower, String followed) {
    try (var transaction = redis.multi()) {
      transaction.srem(following(follower), followed);
      transaction.zrem(followers(followed), follower);
      transaction.exec();
    }
  }

  public boolean follows(String follower, String followed) {
    return redis.sismember(following(follower), followed);
  }

  public long countFollowers(String followed) {
    return redis.zcard(followers(followed));
  }

  public Set<String> bothFollow(String one, String other) {
    return redis.sinter(following(one), following(other));
  }

  public List<String> suggestions(String user, int most) {
    var mine = redis.smembers(following(user));
    List<Response<Set<String>>> theirs;
    try (var pipeline = redis.pipelined()) {
      theirs = mine.stream().map(friend -> pipeline.smembers(following(friend))).toList();
    }
    var votes = new HashMap<String, Integer>();
    for (var followed : theirs) {
      followed.get().forEach(person -> votes.merge(person, 1, Integer::sum));
    }
    votes.remove(user);
    votes.keySet().removeAll(mine);
    return votes.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()).thenComparing(Map.Entry.comparingByKey()))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  public void forEachFollower(String followed, Consumer<String> visitor) {
    for (int i = 0; ; i += 500) {
      var page = redis.zrange(followers(followed), i, i + 499);
      page.forEach(visitor);
      if (page.size() < 500) return;
    }
  }

  public void forget(String user) {
    for (var p : redis.smembers(following(user))) redis.zrem(followers(p), user);
    for (var p : redis.zrange(followers(user), 0, -1)) redis.srem(following(p), user);
    redis.unlink(following(user), followers(user));
  }

  private void removeFrom(List<String> people, boolean fromFollowers, String user) {
    try (var pipeline = redis.pipelined()) {
      people.forEach(person -> pipeline.srem(fromFollowers ? followers(person) : following(person), user));
    }
  }

  private void scan(String key, Consumer<List<String>> visitor) {
    var cursor = ScanParams.SCAN_POINTER_START;
    do {
      var reply = redis.sscan(key, cursor, BATCH);
      visitor.accept(reply.getResult());
      cursor = reply.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
  }

  private static String following(String user) {
    return "following:" + user;
  }

  private static String followers(String user) {
    return "followers:" + user;
  }

  @Override
  public void close() {
    redis.close();
  }
}
