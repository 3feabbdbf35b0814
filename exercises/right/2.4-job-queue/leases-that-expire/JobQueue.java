package task2;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;

/**
 * A list of what waits, a list of what is taken, and for each job that is taken a key that expires: no clock is read anywhere. A job
 * whose last attempt has failed is put aside at once. For few jobs at a time, as the list of what is taken is gone through.
 */
public final class JobQueue implements AutoCloseable {

  public static final int ATTEMPTS = 3;

  public record Job(String id, String account, long cents, int attempt) {}

  private static final String SUBMIT = """
      redis.call('HSET', 'pay:job:' .. ARGV[1], 'account', ARGV[2], 'cents', ARGV[3])
      return redis.call('RPUSH', 'pay:waiting', ARGV[1])
      """;

  private static final String TAKE = """
      local id
      for _, taken in ipairs(redis.call('LRANGE', 'pay:taken', 0, -1)) do
        if redis.call('EXISTS', 'pay:lease:' .. taken) == 0 then
          if tonumber(redis.call('HGET', 'pay:job:' .. taken, 'attempts')) < tonumber(ARGV[2]) then
            id = taken
            break
          end
          redis.call('LREM', 'pay:taken', 1, taken)
          redis.call('DEL', 'pay:job:' .. taken)
          redis.call('RPUSH', 'pay:dead', taken)
        end
      end
      id = id or redis.call('LMOVE', 'pay:waiting', 'pay:taken', 'LEFT', 'RIGHT')
      if not id then return false end
      redis.call('SET', 'pay:lease:' .. id, '', 'PX', ARGV[1])
      redis.call('HINCRBY', 'pay:job:' .. id, 'attempts', 1)
      local job = redis.call('HMGET', 'pay:job:' .. id, 'account', 'cents', 'attempts')
      return {id, job[1], job[2], job[3]}
      """;

  /** Takes the job out; what comes after it is done by whoever has taken it out. */
  private static final String END = """
      if redis.call('LREM', 'pay:taken', 1, ARGV[1]) == 0 then return 0 end
      redis.call('DEL', 'pay:job:' .. ARGV[1], 'pay:lease:' .. ARGV[1])
      """;

  private static final String DONE = END + "return redis.call('HINCRBY', 'balances', ARGV[2], ARGV[3])";

  private static final String PUT_ASIDE = END + "return redis.call('RPUSH', 'pay:dead', ARGV[1])";

  private final RedisClient redis;
  private final Duration patience;

  public JobQueue(String host, int port, Duration patience) {
    redis = RedisClient.create(host, port);
    this.patience = patience;
  }

  public String submit(String account, long cents) {
    var id = UUID.randomUUID().toString();
    redis.eval(SUBMIT, List.of(), List.of(id, account, "" + cents));
    return id;
  }

  public boolean work(String worker, Consumer<Job> handler) {
    var taken = (List<?>) redis.eval(TAKE, List.of(), List.of("" + patience.toMillis(), "" + ATTEMPTS));
    if (taken == null) {
      return false;
    }
    var job = new Job((String) taken.get(0), (String) taken.get(1), Long.parseLong((String) taken.get(2)),
        Integer.parseInt((String) taken.get(3)));
    try {
      handler.accept(job);
    } catch (RuntimeException e) {
      if (job.attempt() == ATTEMPTS) {
        redis.eval(PUT_ASIDE, List.of(), List.of(job.id()));
      }
      return true;
    }
    redis.eval(DONE, List.of(), List.of(job.id(), job.account(), "" + job.cents()));
    return true;
  }

  public long open() {
    return (long) redis.eval("return redis.call('LLEN', 'pay:waiting') + redis.call('LLEN', 'pay:taken')");
  }

  public List<String> dead() {
    return redis.lrange("pay:dead", 0, -1);
  }

  @Override
  public void close() {
    redis.close();
  }
}
