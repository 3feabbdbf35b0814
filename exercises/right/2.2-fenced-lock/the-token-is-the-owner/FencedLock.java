package task2;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import redis.clients.jedis.RedisClient;

/**
 * The fencing token is the owner as well: no two are the same. Who waits is woken by an entry in a list, or tries again
 * after a while in case somebody else got that.
 */
public final class FencedLock implements AutoCloseable {

  public record Lease(String owner, long fencingToken) {}

  private final RedisClient redis;
  private final String name;
  private final Duration duration;

  public FencedLock(String host, int port, String name, Duration duration) {
    redis = RedisClient.create(host, port);
    this.name = name;
    this.duration = duration;
  }

  public Optional<Lease> tryLock() {
    // In one script: a number that was drawn before, and used late, may come after a greater one.
    var token = (Long) redis.eval("""
        if redis.call('EXISTS', KEYS[1]) == 1 then return false end
        local token = redis.call('INCR', KEYS[2])
        redis.call('SET', KEYS[1], token, 'PX', ARGV[1])
        return token
        """, List.of("held/" + name, "fence/" + name), List.of("" + duration.toMillis()));
    return token == null ? Optional.empty() : Optional.of(new Lease("" + token, token));
  }

  public Optional<Lease> lock(Duration patience) {
    long deadline = System.currentTimeMillis() + patience.toMillis();
    while (true) {
      var lease = tryLock();
      long left = deadline - System.currentTimeMillis();
      if (lease.isPresent() || left <= 0) {
        return lease;
      }
      redis.blpop(Math.min(left, ThreadLocalRandom.current().nextLong(80, 160)) / 1000.0, "free/" + name);
    }
  }

  public boolean extend(Lease lease) {
    return redis.eval("""
        return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2]) or 0
        """, List.of("held/" + name), List.of(lease.owner(), "" + duration.toMillis())).equals(1L);
  }

  public boolean unlock(Lease lease) {
    return redis.eval("""
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[2])
        redis.call('RPUSH', KEYS[2], 'free')
        redis.call('PEXPIRE', KEYS[2], 1000)
        return redis.call('DEL', KEYS[1])
        """, List.of("held/" + name, "free/" + name), List.of(lease.owner())).equals(1L);
  }

  public boolean write(Lease lease, String text) {
    return redis.eval("""
        local last = redis.call('HGET', KEYS[2], 'token')
        if last and tonumber(last) > tonumber(ARGV[1]) then return 0 end
        redis.call('HSET', KEYS[2], 'token', ARGV[1])
        redis.call('SET', KEYS[1], ARGV[2])
        return 1
        """, List.of("protected:{" + name + "}", "last/" + name), List.of("" + lease.fencingToken(), text)).equals(1L);
  }

  public Optional<String> read() {
    return Optional.ofNullable(redis.get("protected:{" + name + "}"));
  }

  @Override
  public void close() {
    redis.close();
  }
}
