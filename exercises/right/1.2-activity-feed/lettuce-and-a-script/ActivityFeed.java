package task1;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Lettuce sends the commands of all feeds without waiting for their replies; a script keeps each feed's three together. */
public final class ActivityFeed implements AutoCloseable {

  public static final int CAPACITY = 100;
  public static final long SECONDS_TO_LIVE = 30L * 24 * 60 * 60;

  private static final String PUSH = """
      redis.call('LPUSH', KEYS[1], ARGV[1])
      redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
      return redis.call('EXPIRE', KEYS[1], ARGV[3])
      """;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;

  public ActivityFeed(String host, int port) {
    client = RedisClient.create(RedisURI.create(host, port));
    connection = client.connect();
  }

  public void add(String user, String entry) {
    publish(List.of(user), entry);
  }

  public void publish(Collection<String> users, String entry) {
    // By hand, or else every command is flushed to the network on its own.
    connection.setAutoFlushCommands(false);
    var replies = users.stream().map(user -> push(user, entry)).toArray(RedisFuture[]::new);
    connection.flushCommands();
    connection.setAutoFlushCommands(true);
    LettuceFutures.awaitAll(Duration.ofSeconds(10), replies);
  }

  private RedisFuture<Long> push(String user, String entry) {
    return connection.async().eval(PUSH, ScriptOutputType.INTEGER, new String[] {"feed/" + user}, entry,
        Integer.toString(CAPACITY), Long.toString(SECONDS_TO_LIVE));
  }

  public List<String> page(String user, int page, int size) {
    return connection.sync().lrange("feed/" + user, (long) page * size, (page + 1L) * size - 1);
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
