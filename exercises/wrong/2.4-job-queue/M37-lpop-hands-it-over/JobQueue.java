package task2;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;

/** A list: who pops a job has it, and nobody else knows of it any more. */
public final class JobQueue implements AutoCloseable {

  public static final int ATTEMPTS = 3;

  public record Job(String id, String account, long cents, int attempt) {}

  private final RedisClient redis;

  public JobQueue(String host, int port, Duration patience) {
    redis = RedisClient.create(host, port);
  }

  public String submit(String account, long cents) {
    var id = Long.toString(redis.incr("last-job"));
    redis.rpush("jobs", id + " 1 " + cents + " " + account);
    return id;
  }

  public boolean work(String worker, Consumer<Job> handler) {
    var text = redis.lpop("jobs");
    if (text == null) {
      return false;
    }
    var parts = text.split(" ", 4);
    var job = new Job(parts[0], parts[3], Long.parseLong(parts[2]), Integer.parseInt(parts[1]));
    try {
      handler.accept(job);
      redis.hincrBy("balances", job.account(), job.cents());
    } catch (RuntimeException e) {
      if (job.attempt() == ATTEMPTS) {
        redis.rpush("dead-jobs", job.id());
      } else {
        redis.rpush("jobs", job.id() + " " + (job.attempt() + 1) + " " + job.cents() + " " + job.account());
      }
    }
    return true;
  }

  public long open() {
    return redis.llen("jobs");
  }

  public List<String> dead() {
    return redis.lrange("dead-jobs", 0, -1);
  }

  @Override
  public void close() {
    redis.close();
  }
}
