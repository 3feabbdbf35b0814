package task4;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Optional;

/**
 * Lettuce, which has one connection for everything: WAIT speaks of all that anybody has written over it, and that includes this
 * payment. When no answer came it records once more, since the same text again changes nothing.
 */
public final class Payments implements AutoCloseable {

  public enum Outcome { DURABLE, UNCERTAIN, FAILED }

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> redis;
  private final int copies;
  private final Duration patience;

  public Payments(String host, int port, int copies, Duration patience) {
    client = RedisClient.create(RedisURI.builder().withHost(host).withPort(port).withTimeout(patience.plusMillis(300)).build());
    client.setOptions(ClientOptions.builder().disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS).build());
    redis = client.connect();
    this.copies = copies;
    this.patience = patience;
  }

  public Outcome record(String id, String text) {
    try {
      return attempt(id, text);
    } catch (RedisException noAnswer) {
      return again(id, text);
    }
  }

  private Outcome again(String id, String text) {
    try {
      var outcome = attempt(id, text);
      // What was refused now may have been executed before.
      return outcome == Outcome.FAILED ? Outcome.UNCERTAIN : outcome;
    } catch (RedisException noAnswer) {
      return Outcome.UNCERTAIN;
    }
  }

  private Outcome attempt(String id, String text) {
    try {
      redis.sync().set("payment:" + id, text);
    } catch (RedisCommandExecutionException refused) {
      return Outcome.FAILED;
    }
    try {
      return redis.sync().waitForReplication(copies, patience.toMillis()) >= copies ? Outcome.DURABLE : Outcome.UNCERTAIN;
    } catch (RedisCommandExecutionException ended) {
      return Outcome.UNCERTAIN;
    }
  }

  public Optional<String> read(String id) {
    return Optional.ofNullable(redis.sync().get("payment:" + id));
  }

  @Override
  public void close() {
    redis.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
