package task1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** WATCH, and no second attempt: who was after other seats is refused. */
public final class Seats implements AutoCloseable {

  public static final int LIMIT = 6;

  private static final Script RESERVE = new Script("""
      local holders = redis.call('HMGET', KEYS[1], unpack(ARGV, 3))
      local held = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
      if held + #holders > tonumber(ARGV[2]) then return 0 end
      for _, holder in ipairs(holders) do
        if holder then return 0 end
      end
      for seat = 3, #ARGV do redis.call('HSET', KEYS[1], ARGV[seat], ARGV[1]) end
      redis.call('HINCRBY', KEYS[2], ARGV[1], #holders)
      return 1
      """);

  private static final Script RELEASE = new Script("""
      local holders = redis.call('HMGET', KEYS[1], unpack(ARGV, 2))
      local held = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
      for _, holder in ipairs(holders) do
        if holder ~= ARGV[1] then return 0 end
      end
      redis.call('HDEL', KEYS[1], unpack(ARGV, 2))
      if held == #holders then
        redis.call('HDEL', KEYS[2], ARGV[1])
      else
        redis.call('HINCRBY', KEYS[2], ARGV[1], -#holders)
      end
      return 1
      """);

  private final RedisClient redis;

  public Seats(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public boolean reserve(String show, String buyer, List<String> seats) {
    var k = keys(show);
    try (var tx = redis.transaction(false)) {
      tx.watch(k.get(0), k.get(1));
      var names = seats.toArray(String[]::new);
      if (held(show, buyer) + names.length > LIMIT
          || redis.hmget(k.get(0), names).stream().anyMatch(holder -> holder != null)) {
        return false;
      }
      tx.multi();
      for (var s : names) tx.hset(k.get(0), s, buyer);
      tx.hincrBy(k.get(1), buyer, names.length);
      return tx.exec() != null;
    }
  }

  public boolean release(String show, String buyer, List<String> seats) {
    var arguments = new ArrayList<>(List.of(buyer));
    arguments.addAll(seats);
    return RELEASE.run(redis, keys(show), arguments);
  }

  public Optional<String> holder(String show, String seat) {
    return Optional.ofNullable(redis.hget(keys(show).get(0), seat));
  }

  public long held(String show, String buyer) {
    var count = redis.hget(keys(show).get(1), buyer);
    return count == null ? 0 : Long.parseLong(count);
  }

  private static List<String> keys(String show) {
    return List.of("seats:{" + show + "}:holders", "seats:{" + show + "}:held");
  }

  @Override
  public void close() {
    redis.close();
  }

  private record Script(String text, String digest) {

    Script(String text) {
      this(text, org.apache.commons.codec.digest.DigestUtils.sha1Hex(text));
    }

    boolean run(RedisClient redis, List<String> keys, List<String> arguments) {
      try {
        return redis.evalsha(digest, keys, arguments).equals(1L);
      } catch (JedisNoScriptException unknown) {
        return redis.eval(text, keys, arguments).equals(1L);
      }
    }
  }
}
