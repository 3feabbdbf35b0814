package beyondcache.sale;

import java.util.List;
import java.util.OptionalLong;
import redis.clients.jedis.RedisClient;

/**
 * Those who wait to be let in to the sale, in the order in which they came: the sorted set {@code {sale}:waiting}, by a number drawn
 * from {@code {sale}:arrivals}. Whoever was let in is in the set {@code {sale}:admitted}.
 */
final class WaitingRoom {

  private static final String WAITING = "{sale}:waiting";
  private static final String ADMITTED = "{sale}:admitted";
  private static final String ARRIVALS = "{sale}:arrivals";

  private static final String JOIN = """
      if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 1 then return 0 end
      if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
      return redis.call('ZADD', KEYS[1], redis.call('INCR', KEYS[3]), ARGV[1])
      """;

  private static final String ADMIT = """
      local first = redis.call('ZPOPMIN', KEYS[1], ARGV[1])
      local names = {}
      for i = 1, #first, 2 do
        names[#names + 1] = first[i]
        redis.call('SADD', KEYS[2], first[i])
      end
      return names
      """;

  private final RedisClient redis;

  WaitingRoom(RedisClient redis) {
    this.redis = redis;
  }

  /** Puts somebody at the end of the queue; false if they have been in it before. */
  boolean join(String name) {
    return redis.eval(JOIN, List.of(WAITING, ADMITTED, ARRIVALS), List.of(name)).equals(1L);
  }

  /** Lets in the first of the queue, at most so many. */
  List<?> admit(int most) {
    return (List<?>) redis.eval(ADMIT, List.of(WAITING, ADMITTED), List.of(Integer.toString(most)));
  }

  boolean isAdmitted(String name) {
    return redis.sismember(ADMITTED, name);
  }

  /** How many are in front of somebody, if they wait. */
  OptionalLong ahead(String name) {
    var rank = redis.zrank(WAITING, name);
    return rank == null ? OptionalLong.empty() : OptionalLong.of(rank);
  }

  long size() {
    return redis.zcard(WAITING);
  }

  /** The first of the queue. */
  List<String> first(int most) {
    return redis.zrange(WAITING, 0, most - 1);
  }
}
