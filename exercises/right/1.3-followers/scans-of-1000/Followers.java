package task1;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;

/** Two sets for each user, read with SSCAN, a thousand members at a time. */
public final class Followers implements AutoCloseable {

  private static final ScanParams BATCH = new ScanParams().count(1000);

  private final RedisClient redis;

  public Followers(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void follow(String follower, String followed) {
    try (var transaction = redis.multi()) {
      transaction.sadd(following(follower), followed);
      transaction.sadd(followers(followed), follower);
      transaction.exec();
    }
  }

  public void unfollow(String follower, String followed) {
    try (var transaction = redis.multi()) {
      transaction.srem(following(follower), followed);
      transaction.srem(followers(followed), follower);
      transaction.exec();
    }
  }

  public boolean follows(String follower, String followed) {
    return redis.sismember(following(follower), followed);
  }

  public long countFollowers(String followed) {
    return redis.scard(followers(followed));
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

  /** SSCAN promises to give whoever is a member from the scan's start to its end, but may give a member twice. */
  public void forEachFollower(String followed, Consumer<String> visitor) {
    var visited = new HashSet<String>();
    scan(followers(followed), batch -> batch.stream().filter(visited::add).forEach(visitor));
  }

  public void forget(String user) {
    scan(following(user), batch -> removeFrom(batch, true, user));
    scan(followers(user), batch -> removeFrom(batch, false, user));
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
