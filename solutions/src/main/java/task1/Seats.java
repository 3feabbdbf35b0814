package task1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * One hash with the holder of each seat, one with the number of seats of each buyer, and two scripts that change both.
 *
 * <p>Redis runs a script with nothing in between, but it rolls nothing back: what a script wrote before an error stays. So
 * each script reads from both keys first. If a key is of the wrong type, or the memory is full, that first part fails and
 * nothing was written. Lua's {@code unpack} fails for about 8,000 values, so each script checks the number of seats before it
 * calls {@code unpack}.
 *
 * <p>Limits: replication is asynchronous, so a reservation that was acknowledged can be lost when the primary dies.
 */
public final class Seats implements AutoCloseable {

  public static final int LIMIT = 6;

  private static final Script RESERVE = new Script("""
      local held = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
      if held + #ARGV - 2 > tonumber(ARGV[2]) then return 0 end
      local holders = redis.call('HMGET', KEYS[1], unpack(ARGV, 3))
      for _, holder in ipairs(holders) do
        if holder then return 0 end
      end
      for seat = 3, #ARGV do redis.call('HSET', KEYS[1], ARGV[seat], ARGV[1]) end
      redis.call('HINCRBY', KEYS[2], ARGV[1], #holders)
      return 1
      """);

  private static final Script RELEASE = new Script("""
      local held = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
      if held < #ARGV - 1 then return 0 end
      local holders = redis.call('HMGET', KEYS[1], unpack(ARGV, 2))
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
    var arguments = new ArrayList<>(List.of(buyer, Integer.toString(LIMIT)));
    arguments.addAll(seats);
    return RESERVE.run(redis, keys(show), arguments);
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

  /** The braces keep both keys of a show on one node of a cluster. */
  private static List<String> keys(String show) {
    return List.of("seats:{" + show + "}:holders", "seats:{" + show + "}:held");
  }

  @Override
  public void close() {
    redis.close();
  }

  /** A script that is sent by its digest, and by its text when the server does not know it (any more). */
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
