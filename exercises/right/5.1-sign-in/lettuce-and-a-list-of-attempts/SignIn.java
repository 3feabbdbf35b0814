package task5;

import beyondcache.sale.Accounts;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** Lettuce. A session is one text, {@code END NAME}, that only scripts touch; attempts are a list that is given its end at its birth. */
public final class SignIn implements Accounts {

  public static final int ATTEMPTS = 5;

  public static final Duration WINDOW = Duration.ofMinutes(1);

  private static final String ENTER = """
      local text = redis.call('GET', KEYS[1])
      if not text then return nil end
      local ends, name = string.match(text, '^(%d+) (.*)$')
      local left = math.min(tonumber(ARGV[1]), ends - ARGV[2])
      if left <= 0 then redis.call('DEL', KEYS[1]) return nil end
      """;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisCommands<String, String> redis;
  private final Duration idle;
  private final Duration longest;
  private final InstantSource clock;

  public SignIn(String host, int port, Duration idle, Duration longest, InstantSource clock) {
    client = RedisClient.create(RedisURI.create(host, port));
    connection = client.connect();
    redis = connection.sync();
    this.idle = idle;
    this.longest = longest;
    this.clock = clock;
  }

  @Override
  public String start() {
    var id = newId();
    redis.psetex("s:" + id, idle.toMillis(), clock.millis() + longest.toMillis() + " ");
    return id;
  }

  @Override
  public Optional<Visitor> visit(String session) {
    String name = redis.eval(ENTER + "redis.call('PEXPIRE', KEYS[1], left) return name", ScriptOutputType.VALUE,
        new String[] {"s:" + session}, "" + idle.toMillis(), "" + clock.millis());
    return Optional.ofNullable(name).map(Visitor::new);
  }

  @Override
  public boolean mayTry(String name) {
    Long attempts = redis.eval("""
        if redis.call('LLEN', KEYS[1]) == 0 then
          redis.call('RPUSH', KEYS[1], 'x')
          redis.call('PEXPIRE', KEYS[1], ARGV[1])
          return 1
        end
        return redis.call('RPUSHX', KEYS[1], 'x')
        """, ScriptOutputType.INTEGER, new String[] {"attempts of " + name}, "" + WINDOW.toMillis());
    return attempts <= ATTEMPTS;
  }

  @Override
  public Optional<String> signIn(String session, String name) {
    var id = newId();
    Long done = redis.eval(ENTER + """
        if name ~= '' then return 0 end
        redis.call('SET', KEYS[2], ends .. ' ' .. ARGV[3], 'PX', left)
        redis.call('DEL', KEYS[1])
        redis.call('SADD', KEYS[3], ARGV[4])
        redis.call('PEXPIRE', KEYS[3], ARGV[5])
        return 1
        """, ScriptOutputType.INTEGER, new String[] {"s:" + session, "s:" + id, "all of " + name}, "" + idle.toMillis(),
        "" + clock.millis(), name, id, "" + longest.toMillis());
    return done != null && done == 1 ? Optional.of(id) : Optional.empty();
  }

  @Override
  public boolean signOut(String session) {
    var text = redis.getdel("s:" + session);
    if (text != null) {
      redis.srem("all of " + text.substring(text.indexOf(' ') + 1), session);
    }
    return text != null;
  }

  @Override
  public Set<String> sessionsOf(String name) {
    var ids = redis.smembers("all of " + name);
    ids.removeIf(id -> redis.exists("s:" + id) == 0 && redis.srem("all of " + name, id) >= 0);
    return ids;
  }

  @Override
  public int signOutEverywhere(String name) {
    return (int) sessionsOf(name).stream().filter(this::signOut).count();
  }

  private static String newId() {
    var bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
