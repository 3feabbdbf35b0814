package task2;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lettuce and scripts; the latest end, the user and the attributes of a session are keys of their own. */
public final class Sessions implements AutoCloseable {

  private static final String ENTER = """
      local till = redis.call('GET', KEYS[1])
      if not till then return nil end
      local left = math.min(tonumber(ARGV[1]), till - ARGV[2])
      if left <= 0 then redis.call('DEL', KEYS[1], KEYS[2], KEYS[3]) return nil end
      local function slide()
        for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], left) end
      end
      """;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final RedisCommands<String, String> redis;
  private final Duration idle;
  private final Duration longest;
  private final InstantSource clock;

  public Sessions(String host, int port, Duration idle, Duration longest, InstantSource clock) {
    client = RedisClient.create(RedisURI.create(host, port));
    connection = client.connect();
    redis = connection.sync();
    this.idle = idle;
    this.longest = longest;
    this.clock = clock;
  }

  public String start() {
    var id = newId();
    redis.psetex(keys(id)[0], idle.toMillis(), Long.toString(clock.millis() + longest.toMillis()));
    return id;
  }

  public Optional<Map<String, String>> attributes(String id) {
    List<String> fields = redis.eval(ENTER + "slide() return redis.call('HGETALL', KEYS[2])", ScriptOutputType.MULTI,
        keys(id), times());
    if (fields == null || !fields.isEmpty() && fields.get(0) == null) {
      return Optional.empty();
    }
    if (fields.isEmpty() && redis.exists(keys(id)[0]) == 0) {
      return Optional.empty();
    }
    var attributes = new LinkedHashMap<String, String>();
    for (int i = 0; i < fields.size(); i += 2) {
      attributes.put(fields.get(i), fields.get(i + 1));
    }
    return Optional.of(attributes);
  }

  public boolean put(String id, String attribute, String value) {
    return one(ENTER + "redis.call('HSET', KEYS[2], ARGV[3], ARGV[4]) slide() return 1", keys(id),
        times(attribute, value));
  }

  public Optional<String> signIn(String id, String user) {
    var newId = newId();
    var old = keys(id);
    var fresh = keys(newId);
    var done = one(ENTER + """
        if redis.call('EXISTS', KEYS[3]) == 1 then return nil end
        redis.call('SET', KEYS[3], ARGV[3])
        slide()
        for i = 1, 3 do
          if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('RENAME', KEYS[i], KEYS[i + 3]) end
        end
        redis.call('SADD', KEYS[7], ARGV[4])
        redis.call('PEXPIRE', KEYS[7], ARGV[5])
        return 1
        """, new String[] {old[0], old[1], old[2], fresh[0], fresh[1], fresh[2], "user:" + user},
        times(user, newId, Long.toString(longest.toMillis())));
    return done ? Optional.of(newId) : Optional.empty();
  }

  public Optional<String> user(String id) {
    return Optional.ofNullable(redis.get(keys(id)[2]));
  }

  public boolean end(String id) {
    user(id).ifPresent(user -> redis.srem("user:" + user, id));
    return redis.del(keys(id)) > 0;
  }

  public Set<String> sessionsOf(String user) {
    var ids = redis.smembers("user:" + user);
    ids.removeIf(id -> {
      boolean dead = redis.exists(keys(id)[0]) == 0;
      if (dead) {
        redis.srem("user:" + user, id);
      }
      return dead;
    });
    return ids;
  }

  public int endAll(String user) {
    var ids = sessionsOf(user);
    ids.forEach(this::end);
    return ids.size();
  }

  private boolean one(String script, String[] keys, String... arguments) {
    Long reply = redis.eval(script, ScriptOutputType.INTEGER, keys, arguments);
    return reply != null && reply == 1;
  }

  private String[] times(String... further) {
    var arguments = new String[further.length + 2];
    arguments[0] = Long.toString(idle.toMillis());
    arguments[1] = Long.toString(clock.millis());
    System.arraycopy(further, 0, arguments, 2, further.length);
    return arguments;
  }

  private static String[] keys(String id) {
    return new String[] {id + "/until", id + "/attributes", id + "/user"};
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
