package task4;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/** Reads the text, and then the version, which may be that of a later text. */
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
    var text = redis.hget("profile:" + user, "text");
    var version = redis.hget("profile:" + user, "version");
    return new Versioned(version == null ? 0 : Long.parseLong(version), text);
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
