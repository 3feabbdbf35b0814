package beyondcache.sale;

import beyondcache.sandbox.Standalone;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A bank for trials. It keeps its books in a Redis server, under {@code bank:...}, where nobody else has any business; so that
 * each thing it does is one step that can be put into an order with those of others, or cut.
 *
 * <p>Sends one EVAL for each charge and each closing.
 */
public final class RedisBank implements Bank, AutoCloseable {

  /**
   * A charge that was paid.
   *
   * @param key the idempotency key it came with
   */
  public record Charge(String key, int ticket, long token, String buyer) {}

  private static final String ANSWERS = "bank:answers";
  private static final String FLOORS = "bank:least-tokens";
  private static final String PAID = "bank:paid";
  private static final String PAID_HOLDS = "bank:paid-holds";
  private static final String BAD_CARDS = "bank:bad-cards";

  /** ARGV: key, ticket, token, buyer. */
  private static final String CHARGE = """
      local first = redis.call('HGET', KEYS[1], ARGV[1])
      if first then return first end
      local answer = 'PAID'
      local floor = tonumber(redis.call('HGET', KEYS[2], ARGV[2]) or 0)
      if tonumber(ARGV[3]) < floor then
        answer = 'STALE'
      else
        redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
        if redis.call('SISMEMBER', KEYS[4], ARGV[4]) == 1 then
          answer = 'DECLINED'
        else
          redis.call('HSET', KEYS[3], ARGV[1], ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
          redis.call('SADD', KEYS[5], ARGV[2] .. ' ' .. ARGV[3])
        end
      end
      redis.call('HSET', KEYS[1], ARGV[1], answer)
      return answer
      """;

  /** ARGV: ticket, token. */
  private static final String CLOSE = """
      local floor = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0)
      if tonumber(ARGV[2]) >= floor then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] + 1) end
      return redis.call('SISMEMBER', KEYS[2], ARGV[1] .. ' ' .. ARGV[2])
      """;

  private final RedisClient redis;

  /** A bank with its books in database 0 of the Redis server at {@code host} and {@code port}, which asks for no password. */
  public RedisBank(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  /** A bank with its books in this sandbox: in its database, with its credentials. */
  public RedisBank(Standalone redis) {
    this.redis = RedisClient.builder().hostAndPort(redis.host(), redis.port()).clientConfig(redis.node().clientConfig()).build();
  }

  @Override
  public Answer charge(String key, int ticket, long token, String buyer) {
    return Answer.valueOf((String) ask(() -> redis.eval(CHARGE, List.of(ANSWERS, FLOORS, PAID, BAD_CARDS, PAID_HOLDS),
        List.of(key, Integer.toString(ticket), Long.toString(token), buyer))));
  }

  @Override
  public boolean close(int ticket, long token) {
    return ask(() -> redis.eval(CLOSE, List.of(FLOORS, PAID_HOLDS), List.of(Integer.toString(ticket), Long.toString(token))))
        .equals(1L);
  }

  private static Object ask(Supplier<Object> question) {
    try {
      return question.get();
    } catch (JedisConnectionException e) {
      throw new Unreachable("The bank's answer did not come: " + e.getMessage(), e);
    }
  }

  /** From now on the card of this buyer is refused. */
  public void refuse(String buyer) {
    redis.sadd(BAD_CARDS, buyer);
  }

  /** From now on it is accepted again. */
  public void accept(String buyer) {
    redis.srem(BAD_CARDS, buyer);
  }

  /** All that was ever paid, by key. */
  public List<Charge> charges() {
    return redis.hgetAll(PAID).entrySet().stream().map(RedisBank::charge).sorted(Comparator.comparing(Charge::key)).toList();
  }

  private static Charge charge(Map.Entry<String, String> paid) {
    var words = paid.getValue().split(" ", 3);
    return new Charge(paid.getKey(), Integer.parseInt(words[0]), Long.parseLong(words[1]), words[2]);
  }

  @Override
  public void close() {
    redis.close();
  }
}
