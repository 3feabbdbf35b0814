package task1;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.BatchOptions.ExecutionMode;
import org.redisson.api.RSet;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** Redisson's sets, changed two at a time in atomic batches. */
public final class Followers implements AutoCloseable {

  private final RedissonClient redisson;

  public Followers(String host, int port) {
    var config = new Config();
    config.setThreads(2);
    config.setNettyThreads(2);
    config.setCodec(StringCodec.INSTANCE);
    config.useSingleServer().setAddress("redis://" + host + ":" + port).setConnectionPoolSize(2)
        .setConnectionMinimumIdleSize(1).setSubscriptionConnectionMinimumIdleSize(0).setSubscriptionConnectionPoolSize(1);
    redisson = Redisson.create(config);
  }

  public void follow(String follower, String followed) {
    var batch = redisson.createBatch(BatchOptions.defaults().executionMode(ExecutionMode.REDIS_WRITE_ATOMIC));
    batch.getSet("out:" + follower).addAsync(followed);
    batch.getSet("in:" + followed).addAsync(follower);
    batch.execute();
  }

  public void unfollow(String follower, String followed) {
    var batch = redisson.createBatch(BatchOptions.defaults().executionMode(ExecutionMode.REDIS_WRITE_ATOMIC));
    batch.getSet("out:" + follower).removeAsync(followed);
    batch.getSet("in:" + followed).removeAsync(follower);
    batch.execute();
  }

  public boolean follows(String follower, String followed) {
    return out(follower).contains(followed);
  }

  public long countFollowers(String followed) {
    return in(followed).size();
  }

  public Set<String> bothFollow(String one, String other) {
    return out(one).readIntersection("out:" + other);
  }

  public List<String> suggestions(String user, int most) {
    var mine = out(user).readAll();
    var votes = new HashMap<String, Integer>();
    var batch = redisson.createBatch();
    List<CompletionStage<Set<Object>>> replies = mine.stream()
        .<CompletionStage<Set<Object>>>map(friend -> batch.getSet("out:" + friend).readAllAsync()).toList();
    batch.execute();
    replies.forEach(reply -> reply.toCompletableFuture().join()
        .forEach(person -> votes.merge((String) person, 1, Integer::sum)));
    votes.keySet().removeAll(mine);
    votes.remove(user);
    return votes.keySet().stream()
        .sorted(Comparator.<String>comparingInt(person -> -votes.get(person)).thenComparing(Comparator.naturalOrder()))
        .limit(most).toList();
  }

  public void forEachFollower(String followed, Consumer<String> visitor) {
    var seen = new HashSet<String>();
    in(followed).iterator(300).forEachRemaining(person -> {
      if (seen.add(person)) {
        visitor.accept(person);
      }
    });
  }

  public void forget(String user) {
    var batch = redisson.createBatch();
    out(user).readAll().forEach(person -> batch.getSet("in:" + person).removeAsync(user));
    in(user).readAll().forEach(person -> batch.getSet("out:" + person).removeAsync(user));
    batch.getKeys().deleteAsync("out:" + user, "in:" + user);
    batch.execute();
  }

  private RSet<String> out(String user) {
    return redisson.getSet("out:" + user);
  }

  private RSet<String> in(String user) {
    return redisson.getSet("in:" + user);
  }

  @Override
  public void close() {
    redisson.shutdown();
  }
}
