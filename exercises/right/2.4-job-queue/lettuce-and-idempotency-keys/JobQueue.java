package task2;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.Consumer;
import io.lettuce.core.Range;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Lettuce and a stream; that a job was credited is remembered for a day, by a key with its id, and acknowledged afterwards. */
public final class JobQueue implements AutoCloseable {

  public static final int ATTEMPTS = 3;

  public record Job(String id, String account, long cents, int attempt) {}

  private static final String CREDIT = """
      if redis.call('SET', KEYS[1], 'yes', 'NX', 'EX', 86400) then
        redis.call('HINCRBY', KEYS[2], ARGV[1], ARGV[2])
      end
      return 1
      """;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisCommands<String, String> redis;
  private final Duration patience;

  public JobQueue(String host, int port, Duration patience) {
    client = RedisClient.create(RedisURI.create(host, port));
    client.setOptions(ClientOptions.builder().autoReconnect(false).build());
    connection = client.connect();
    redis = connection.sync();
    this.patience = patience;
    try {
      redis.xgroupCreate(StreamOffset.from("todo", "0"), "all", XGroupCreateArgs.Builder.mkstream());
    } catch (RedisBusyException there) {
      // Somebody else has made the group.
    }
  }

  public String submit(String account, long cents) {
    return redis.xadd("todo", Map.of("account", account, "cents", "" + cents));
  }

  public boolean work(String worker, java.util.function.Consumer<Job> handler) {
    var me = Consumer.from("all", worker);
    while (true) {
      var claimed = redis.xautoclaim("todo", new XAutoClaimArgs<String>().consumer(me).minIdleTime(patience).startId("0").count(1));
      if (claimed.getMessages().isEmpty()) {
        break;
      }
      var message = claimed.getMessages().get(0);
      var pending = redis.xpending("todo", "all", Range.create(message.getId(), message.getId()), io.lettuce.core.Limit.from(1));
      if (pending.isEmpty()) {
        continue;
      }
      if (pending.get(0).getRedeliveryCount() <= ATTEMPTS) {
        handle(message, (int) pending.get(0).getRedeliveryCount(), handler);
        return true;
      }
      redis.rpush("given-up", message.getId());
      remove(message.getId());
    }
    var fresh = redis.xreadgroup(me, XReadArgs.Builder.count(1), StreamOffset.lastConsumed("todo"));
    if (fresh.isEmpty()) {
      return false;
    }
    handle(fresh.get(0), 1, handler);
    return true;
  }

  private void handle(StreamMessage<String, String> message, int attempt, java.util.function.Consumer<Job> handler) {
    var account = message.getBody().get("account");
    var cents = message.getBody().get("cents");
    try {
      handler.accept(new Job(message.getId(), account, Long.parseLong(cents), attempt));
    } catch (RuntimeException e) {
      return;
    }
    redis.eval(CREDIT, ScriptOutputType.INTEGER, new String[] {"credited:" + message.getId(), "balances"}, account, cents);
    remove(message.getId());
  }

  private void remove(String id) {
    redis.multi();
    redis.xack("todo", "all", id);
    redis.xdel("todo", id);
    redis.exec();
  }

  public long open() {
    return redis.xlen("todo");
  }

  public List<String> dead() {
    return redis.lrange("given-up", 0, -1);
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
