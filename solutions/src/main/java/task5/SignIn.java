package task5;

import beyondcache.sale.Accounts;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;

/**
 * A hash for each session, {@code session:ID}, with its latest end and its name; for each name a sorted set {@code sessions-of:NAME} of
 * ids by latest end, which expires with the last of them; and a counter {@code attempts:NAME}, which is given its end in the same step
 * in which it begins.
 *
 * <p>Whatever changes a session is one script that looks first whether it is there, so that a late request brings no ended session back.
 *
 * <p>Limits: the window of attempts is fixed, so around its end there may be twice as many in a minute. Attempts are counted by name: an
 * attacker can keep somebody from signing in, a minute at a time, and can try one password with many names; a real shop also counts by
 * address. A sign-out that had just been made may be lost in a failover.
 */
public final class SignIn implements Accounts {

  public static final int ATTEMPTS = 5;

  public static final Duration WINDOW = Duration.ofMinutes(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Begins what uses a session, KEYS[1]: gives it its time again, or leaves. ARGV: idle time, now. */
  private static final String USE = """
      local till = redis.call('HGET', KEYS[1], 'until')
      if not till then return false end
      local left = math.min(tonumber(ARGV[1]), tonumber(till) - tonumber(ARGV[2]))
      redis.call('PEXPIRE', KEYS[1], left)
      if left <= 0 then return false end
      """;

  private static final String VISIT = USE + """
      return redis.call('HGET', KEYS[1], 'name') or ''
      """;

  private static final String SIGN_IN = """
      if redis.call('HEXISTS', KEYS[1], 'name') == 1 then return false end
      """ + USE + """
      redis.call('HSET', KEYS[1], 'name', ARGV[3])
      redis.call('RENAME', KEYS[1], KEYS[2])
      redis.call('ZADD', KEYS[3], till, ARGV[4])
      redis.call('PEXPIRE', KEYS[3], ARGV[5])
      return 1
      """;

  private static final String ATTEMPT = """
      local attempts = redis.call('INCR', KEYS[1])
      if attempts == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
      return attempts
      """;

  private final RedisClient redis;
  private final Duration idle;
  private final Duration longest;
  private final InstantSource clock;

  public SignIn(String host, int port, Duration idle, Duration longest, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.idle = idle;
    this.longest = longest;
    this.clock = clock;
  }

  @Override
  public String start() {
    var id = newId();
    try (var transaction = redis.multi()) {
      transaction.hset(session(id), "until", Long.toString(clock.millis() + longest.toMillis()));
      transaction.pexpire(session(id), idle.toMillis());
      transaction.exec();
    }
    return id;
  }

  @Override
  public Optional<Visitor> visit(String session) {
    var name = (String) redis.eval(VISIT, List.of(session(session)), List.of(millis(idle), now()));
    return Optional.ofNullable(name).map(Visitor::new);
  }

  @Override
  public boolean mayTry(String name) {
    return (long) redis.eval(ATTEMPT, List.of("attempts:" + name), List.of(millis(WINDOW))) <= ATTEMPTS;
  }

  @Override
  public Optional<String> signIn(String session, String name) {
    var id = newId();
    var done = redis.eval(SIGN_IN, List.of(session(session), session(id), index(name)),
        List.of(millis(idle), now(), name, id, millis(longest)));
    return done == null ? Optional.empty() : Optional.of(id);
  }

  @Override
  public boolean signOut(String session) {
    var name = redis.hget(session(session), "name");
    try (var transaction = redis.multi()) {
      var ended = transaction.del(session(session));
      if (name != null) {
        transaction.zrem(index(name), session);
      }
      transaction.exec();
      return ended.get() == 1;
    }
  }

  @Override
  public Set<String> sessionsOf(String name) {
    var replies = new LinkedHashMap<String, Response<Boolean>>();
    var ids = redis.zrange(index(name), 0, -1);
    try (var pipeline = redis.pipelined()) {
      ids.forEach(id -> replies.put(id, pipeline.exists(session(id))));
    }
    var alive = new LinkedHashSet<String>();
    replies.forEach((id, exists) -> {
      if (exists.get()) {
        alive.add(id);
      } else {
        redis.zrem(index(name), id);
      }
    });
    return alive;
  }

  @Override
  public int signOutEverywhere(String name) {
    return (int) redis.zrange(index(name), 0, -1).stream().filter(id -> {
      boolean ended = signOut(id);
      redis.zrem(index(name), id); // Those that had expired are still in it.
      return ended;
    }).count();
  }

  private String now() {
    return Long.toString(clock.millis());
  }

  private static String millis(Duration time) {
    return Long.toString(time.toMillis());
  }

  private static String newId() {
    var bytes = new byte[20];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String session(String id) {
    return "session:" + id;
  }

  private static String index(String name) {
    return "sessions-of:" + name;
  }

  @Override
  public void close() {
    redis.close();
  }
}
