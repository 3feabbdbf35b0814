package task2;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;

/** No stream: waiting ids in a list, taken ones in a sorted set by their deadline, what they say in a hash, all by scripts. */
public final class JobQueue implements AutoCloseable {

  public static final int ATTEMPTS = 3;

  public record Job(String id, String account, long cents, int attempt) {}

  private static final List<String> KEYS = List.of("q:waiting", "q:taken", "q:texts", "q:attempts", "q:dead", "balances", "q:last");

  private static final String SUBMIT = """
      local id = tostring(redis.call('INCR', KEYS[7]))
      redis.call('HSET', KEYS[3], id, ARGV[2] .. ' ' .. ARGV[1])
      redis.call('RPUSH', KEYS[1], id)
      return id
      """;

  private static final String TAKE = """
      local time = redis.call('TIME')
      local now = time[1] * 1000 + math.floor(time[2] / 1000)
      local id
      while not id do
        id = redis.call('ZRANGE', KEYS[2], '-inf', now, 'BYSCORE', 'LIMIT', 0, 1)[1] or redis.call('LPOP', KEYS[1])
        if not id then return false end
        if tonumber(redis.call('HGET', KEYS[4], id) or 0) == tonumber(ARGV[2]) then
          redis.call('ZREM', KEYS[2], id)
          redis.call('HDEL', KEYS[3], id)
          redis.call('HDEL', KEYS[4], id)
          redis.call('RPUSH', KEYS[5], id)
          id = nil
        end
      end
      redis.call('ZADD', KEYS[2], now + ARGV[1], id)
      return {id, tostring(redis.call('HINCRBY', KEYS[4], id, 1)), redis.call('HGET', KEYS[3], id)}
      """;

  private static final String DONE = """
      if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then return 0 end
      redis.call('HDEL', KEYS[3], ARGV[1])
      redis.call('HDEL', KEYS[4], ARGV[1])
      redis.call('HINCRBY', KEYS[6], ARGV[2], ARGV[3])
      return 1
      """;

  private final RedisClient redis;
  private final Duration patience;

  public JobQueue(String host, int port, Duration patience) {
    redis = RedisClient.create(host, port);
    this.patience = patience;
  }

  public String submit(String account, long cents) {
    return (String) redis.eval(SUBMIT, KEYS, List.of(account, "" + cents));
  }

  public boolean work(String worker, Consumer<Job> handler) {
    var taken = (List<?>) redis.eval(TAKE, KEYS, List.of("" + patience.toMillis(), "" + ATTEMPTS));
    if (taken == null) {
      return false;
    }
    var text = ((String) taken.get(2)).split(" ", 2);
    var job = new Job((String) taken.get(0), text[1], Long.parseLong(text[0]), Integer.parseInt((String) taken.get(1)));
    try {
      handler.accept(job);
    } catch (RuntimeException e) {
      return true;
    }
    redis.eval(DONE, KEYS, List.of(job.id(), job.account(), text[0]));
    return true;
  }

  public long open() {
    return redis.hlen("q:texts");
  }

  public List<String> dead() {
    return redis.lrange("q:dead", 0, -1);
  }

  @Override
  public void close() {
    redis.close();
  }
}
