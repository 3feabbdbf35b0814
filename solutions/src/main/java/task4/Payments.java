package task4;

import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * SET and WAIT on one connection, because WAIT speaks of what was written on its own. The number it returns is the answer: enough
 * is durable, and too few is uncertain, for WAIT takes nothing back.
 *
 * <p>It guarantees that a payment it calls durable was in the memory of the primary and of that many replicas. It does not
 * guarantee that it survives everything: a failover may promote a replica that does not have it, if another one had said so, and
 * memory is no disk.
 */
public final class Payments implements AutoCloseable {

  public enum Outcome { DURABLE, UNCERTAIN, FAILED }

  private final RedisClient redis;
  private final int copies;
  private final Duration patience;

  public Payments(String host, int port, int copies, Duration patience) {
    var pool = new ConnectionPoolConfig();
    pool.setMaxWait(patience);
    redis = RedisClient.builder().hostAndPort(host, port).poolConfig(pool)
        .clientConfig(DefaultJedisClientConfig.builder().connectionTimeoutMillis(1000)
            .socketTimeoutMillis((int) patience.toMillis() + 300).build()).build();
    this.copies = copies;
    this.patience = patience;
  }

  public Outcome record(String id, String text) {
    var sent = false;
    var written = false;
    try (var connection = new Jedis(redis.getPool().getResource())) {
      sent = true;
      connection.set("payment:" + id, text);
      written = true;
      return connection.waitReplicas(copies, patience.toMillis()) >= copies ? Outcome.DURABLE : Outcome.UNCERTAIN;
    } catch (JedisDataException refused) {
      return written ? Outcome.UNCERTAIN : Outcome.FAILED;
    } catch (JedisException noAnswer) {
      return sent ? Outcome.UNCERTAIN : Outcome.FAILED;
    }
  }

  public Optional<String> read(String id) {
    return Optional.ofNullable(redis.get("payment:" + id));
  }

  @Override
  public void close() {
    redis.close();
  }
}
