package task4;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Each profile is a hash with its text and a version, which every write increments. The version is the bookmark: a replica whose
 * version is no smaller has what was written, and the question costs nothing, because it comes with the answer.
 *
 * <p>It guarantees that a read with a bookmark is as new as the write that returned it, while the primary stays the primary. It
 * does not guarantee so after a failover that has lost writes: the version may have been given to another text since.
 */
public final class Profiles implements AutoCloseable {

  private static final String WRITE = """
      redis.call('HSET', KEYS[1], 'text', ARGV[1])
      return redis.call('HINCRBY', KEYS[1], 'version', 1)
      """;

  private record Versioned(long version, String text) {}

  private final RedisClient primary;
  private final List<RedisClient> replicas;
  private final AtomicInteger turn = new AtomicInteger();

  public Profiles(String primary, List<String> replicas) {
    this.primary = RedisClient.create(HostAndPort.from(primary));
    this.replicas = replicas.stream().map(replica -> RedisClient.create(HostAndPort.from(replica))).toList();
  }

  public String write(String user, String text) {
    return primary.eval(WRITE, List.of("profile:" + user), List.of(text)).toString();
  }

  public Optional<String> read(String user) {
    return read(user, "0");
  }

  public Optional<String> read(String user, String bookmark) {
    long wanted = Long.parseLong(bookmark);
    for (var replica : inTurn()) {
      try {
        var profile = profile(replica, user);
        if (profile.version() >= wanted) {
          return Optional.ofNullable(profile.text());
        }
      } catch (JedisException gone) {
        continue; // The next one may be there.
      }
    }
    return Optional.ofNullable(profile(primary, user).text());
  }

  private static Versioned profile(RedisClient redis, String user) {
    var fields = redis.hmget("profile:" + user, "version", "text");
    return new Versioned(fields.get(0) == null ? 0 : Long.parseLong(fields.get(0)), fields.get(1));
  }

  /** All replicas, beginning with another one each time. */
  private List<RedisClient> inTurn() {
    var all = new ArrayList<>(replicas);
    Collections.rotate(all, turn.getAndIncrement());
    return all;
  }

  @Override
  public void close() {
    primary.close();
    replicas.forEach(RedisClient::close);
  }
}
