package task1;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.RedisClient;

/** One hash is all there is: what a buyer holds is counted, not kept, so there is no second key to disagree. */
public final class Seats implements AutoCloseable {

  public static final int LIMIT = 6;

  private static final String RESERVE = """
      local mine = 0
      for _, holder in ipairs(redis.call('HVALS', KEYS[1])) do
        if holder == ARGV[1] then mine = mine + 1 end
      end
      if mine + #ARGV - 2 > tonumber(ARGV[2]) then return 0 end
      local pairs = {}
      for i = 3, #ARGV do
        if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1 then return 0 end
        pairs[#pairs + 1] = ARGV[i]
        pairs[#pairs + 1] = ARGV[1]
      end
      redis.call('HSET', KEYS[1], unpack(pairs))
      return 1
      """;

  private static final String RELEASE = """
      for i = 2, #ARGV do
        if redis.call('HGET', KEYS[1], ARGV[i]) ~= ARGV[1] then return 0 end
      end
      return redis.call('HDEL', KEYS[1], unpack(ARGV, 2))
      """;

  private final RedisClient redis;

  public Seats(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public boolean reserve(String show, String buyer, List<String> seats) {
    var arguments = new ArrayList<>(List.of(buyer, "" + LIMIT));
    arguments.addAll(seats);
    return !redis.eval(RESERVE, List.of("show:" + show), arguments).equals(0L);
  }

  public boolean release(String show, String buyer, List<String> seats) {
    var arguments = new ArrayList<>(List.of(buyer));
    arguments.addAll(seats);
    return !redis.eval(RELEASE, List.of("show:" + show), arguments).equals(0L);
  }

  public Optional<String> holder(String show, String seat) {
    return Optional.ofNullable(redis.hget("show:" + show, seat));
  }

  public long held(String show, String buyer) {
    return Collections.frequency(redis.hvals("show:" + show), buyer);
  }

  @Override
  public void close() {
    redis.close();
  }
}
