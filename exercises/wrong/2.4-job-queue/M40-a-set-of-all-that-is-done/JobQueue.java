package task2;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XAutoClaimParams;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;

/** Remembers all ids in a set that expires a day after the last job: on a busy day, never. */
public final class JobQueue implements AutoCloseable {

  public static final int ATTEMPTS = 3;

  public record Job(String id, String account, long cents, int attempt) {}

  private static final String JOBS = "payments";
  private static final String DEAD = "payments:dead";
  private static final String GROUP = "workers";

  private static final String FINISH = """
      redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
      redis.call('XDEL', KEYS[1], ARGV[2])
      if redis.call('SADD', 'done', ARGV[2]) == 0 then return 0 end
      redis.call('EXPIRE', 'done', 86400)
      return redis.call('HINCRBY', KEYS[2], ARGV[3], ARGV[4])
      """;

  private static final String BURY = """
      if redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
      redis.call('XDEL', KEYS[1], ARGV[2])
      return redis.call('RPUSH', KEYS[2], ARGV[2])
      """;

  private final RedisClient redis;
  private final Duration patience;

  public JobQueue(String host, int port, Duration patience) {
    redis = RedisClient.create(host, port);
    this.patience = patience;
    try {
      // From 0, so that what was submitted before there was a worker is not skipped.
      redis.xgroupCreate(JOBS, GROUP, new StreamEntryID("0-0"), true);
    } catch (JedisDataException e) {
      if (!e.getMessage().startsWith("BUSYGROUP")) {
        throw e;
      }
    }
  }

  public String submit(String account, long cents) {
    return redis.xadd(JOBS, StreamEntryID.NEW_ENTRY, Map.of("account", account, "cents", Long.toString(cents))).toString();
  }

  public boolean work(String worker, Consumer<Job> handler) {
    var job = abandoned(worker).or(() -> fresh(worker));
    if (job.isEmpty()) {
      return false;
    }
    try {
      handler.accept(job.get());
    } catch (RuntimeException e) {
      return true; // It stays pending, and is tried again when the patience is over.
    }
    redis.eval(FINISH, List.of(JOBS, "balances"),
        List.of(GROUP, job.get().id(), job.get().account(), Long.toString(job.get().cents())));
    return true;
  }

  private Optional<Job> abandoned(String worker) {
    while (true) {
      var claimed = redis.xautoclaim(JOBS, GROUP, worker, patience.toMillis(), new StreamEntryID("0-0"),
          XAutoClaimParams.xAutoClaimParams().count(1)).getValue();
      if (claimed.isEmpty()) {
        return Optional.empty();
      }
      var entry = claimed.get(0);
      var pending = redis.xpending(JOBS, GROUP, XPendingParams.xPendingParams(entry.getID(), entry.getID(), 1));
      if (pending.isEmpty()) {
        continue; // Done in this very moment, by the worker who was slow.
      }
      int attempt = (int) pending.get(0).getDeliveredTimes();
      if (attempt <= ATTEMPTS) {
        return Optional.of(job(entry, attempt));
      }
      redis.eval(BURY, List.of(JOBS, DEAD), List.of(GROUP, entry.getID().toString()));
    }
  }

  private Optional<Job> fresh(String worker) {
    var streams = redis.xreadGroup(GROUP, worker, XReadGroupParams.xReadGroupParams().count(1),
        Map.of(JOBS, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    return streams == null || streams.isEmpty() ? Optional.empty()
        : Optional.of(job(streams.get(0).getValue().get(0), 1));
  }

  private static Job job(StreamEntry entry, int attempt) {
    var fields = entry.getFields();
    return new Job(entry.getID().toString(), fields.get("account"), Long.parseLong(fields.get("cents")), attempt);
  }

  public long open() {
    return redis.xlen(JOBS);
  }

  public List<String> dead() {
    return redis.lrange(DEAD, 0, -1);
  }

  @Override
  public void close() {
    redis.close();
  }
}
