package task4;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The bookmark is a place in the stream of replication, together with the stream's name. Who has come that far has the write; the
 * question and the GET behind it travel together.
 */
public final class Profiles implements AutoCloseable {

  private final RedisClient client = RedisClient.create();
  private final StatefulRedisConnection<String, String> primary;
  private final List<StatefulRedisConnection<String, String>> replicas;
  private int turn;

  public Profiles(String primary, List<String> replicas) {
    client.setOptions(ClientOptions.builder().disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS).build());
    this.primary = connect(primary);
    this.replicas = replicas.stream().map(this::connect).toList();
  }

  private StatefulRedisConnection<String, String> connect(String address) {
    var uri = RedisURI.create("redis://" + address);
    uri.setTimeout(Duration.ofSeconds(2));
    return client.connect(uri);
  }

  public String write(String user, String text) {
    primary.sync().set(key(user), text);
    var info = primary.sync().info("replication");
    return field(info, "master_replid") + "@" + field(info, "master_repl_offset");
  }

  public Optional<String> read(String user) {
    return read(user, "");
  }

  public synchronized Optional<String> read(String user, String bookmark) {
    for (int i = 0; i < replicas.size(); i++) {
      var replica = replicas.get(turn++ % replicas.size());
      try {
        var info = replica.async().info("replication");
        var text = replica.async().get(key(user));
        if (bookmark.isEmpty() || hasCome(info.get(), bookmark)) {
          return Optional.ofNullable(text.get());
        }
      } catch (RedisException | java.util.concurrent.ExecutionException gone) {
        continue;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return Optional.ofNullable(primary.sync().get(key(user)));
  }

  private static boolean hasCome(String info, String bookmark) {
    var place = bookmark.split("@");
    return field(info, "master_replid").equals(place[0])
        && Long.parseLong(field(info, "slave_repl_offset")) >= Long.parseLong(place[1]);
  }

  private static String field(String info, String name) {
    return info.lines().filter(line -> line.startsWith(name + ":")).map(line -> line.substring(name.length() + 1)).findFirst()
        .orElse("0");
  }

  private static String key(String user) {
    return "profile:" + user;
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
