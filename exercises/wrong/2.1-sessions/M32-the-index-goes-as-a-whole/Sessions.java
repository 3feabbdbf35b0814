package task2;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;

/** M32: endAll deletes the whole index, and with it the id of who has signed in since the ids were read. */
public final class Sessions implements AutoCloseable {

  /** Begins each script: ends the session whose time is up, gives it its time again, or leaves. KEYS[1] is the session. */
  private static final String USE = """
      local till = redis.call('HGET', KEYS[1], 'until')
      if not till then return false end
      local left = math.min(tonumber(ARGV[1]), tonumber(till) - tonumber(ARGV[2]))
      redis.call('PEXPIRE', KEYS[1], left)
      if left <= 0 then return false end
      """;

  private static final String ATTRIBUTES = USE + """
      return redis.call('HGETALL', KEYS[1])
      """;

  private static final String PUT = USE + """
      redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
      return 1
      """;

  private static final String SIGN_IN = USE + """
      if redis.call('HEXISTS', KEYS[1], 'user') == 1 then return false end
      redis.call('HSET', KEYS[1], 'user', ARGV[3])
      redis.call('RENAME', KEYS[1], KEYS[2])
      redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[2])
      redis.call('ZADD', KEYS[3], till, ARGV[4])
      redis.call('PEXPIRE', KEYS[3], ARGV[5])
      return 1
      """;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final RedisClient redis;
  private final Duration idle;
  private final Duration longest;
  private final InstantSource clock;

  public Sessions(String host, int port, Duration idle, Duration longest, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.idle = idle;
    this.longest = longest;
    this.clock = clock;
  }

  public String start() {
    var id = newId();
    try (var transaction = redis.multi()) {
      transaction.hset(session(id), "until", Long.toString(clock.millis() + longest.toMillis()));
      transaction.pexpire(session(id), Math.min(idle.toMillis(), longest.toMillis()));
      transaction.exec();
    }
    return id;
  }

  public Optional<Map<String, String>> attributes(String id) {
    var fields = (List<?>) redis.eval(ATTRIBUTES, List.of(session(id)), use());
    if (fields == null) {
      return Optional.empty();
    }
    var attributes = new HashMap<String, String>();
    for (int i = 0; i < fields.size(); i += 2) {
      var field = (String) fields.get(i);
      if (field.startsWith(":")) {
        attributes.put(field.substring(1), (String) fields.get(i + 1));
      }
    }
    return Optional.of(attributes);
  }

  public boolean put(String id, String attribute, String value) {
    return redis.eval(PUT, List.of(session(id)), use(":" + attribute, value)) != null;
  }

  public Optional<String> signIn(String id, String user) {
    var newId = newId();
    var done = redis.eval(SIGN_IN, List.of(session(id), session(newId), index(user)),
        use(user, newId, Long.toString(longest.toMillis())));
    return done == null ? Optional.empty() : Optional.of(newId);
  }

  public Optional<String> user(String id) {
    return Optional.ofNullable(redis.hget(session(id), "user"));
  }

  public boolean end(String id) {
    var user = user(id);
    try (var transaction = redis.multi()) {
      var ended = transaction.del(session(id));
      user.ifPresent(name -> transaction.zrem(index(name), id));
      transaction.exec();
      return ended.get() == 1;
    }
  }

  public Set<String> sessionsOf(String user) {
    var alive = new LinkedHashSet<String>();
    var dead = new LinkedHashSet<String>();
    exists(redis.zrange(index(user), 0, -1)).forEach((id, exists) -> (exists.get() ? alive : dead).add(id));
    if (!dead.isEmpty()) {
      redis.zrem(index(user), dead.toArray(String[]::new));
    }
    return alive;
  }

  public int endAll(String user) {
    var ids = redis.zrange(index(user), 0, -1).toArray(String[]::new);
    if (ids.length == 0) {
      return 0;
    }
    try (var transaction = redis.multi()) {
      var ended = List.of(ids).stream().map(id -> transaction.del(session(id))).toList();
      // Not the whole index: a sign-in that has come meanwhile stays in it.
      transaction.del(index(user));
      transaction.exec();
      return ended.stream().mapToInt(count -> count.get().intValue()).sum();
    }
  }

  private Map<String, Response<Boolean>> exists(List<String> ids) {
    var replies = new LinkedHashMap<String, Response<Boolean>>();
    try (var pipeline = redis.pipelined()) {
      ids.forEach(id -> replies.put(id, pipeline.exists(session(id))));
    }
    return replies;
  }

  private List<String> use(String... further) {
    var arguments = new ArrayList<>(List.of(Long.toString(idle.toMillis()), Long.toString(clock.millis())));
    arguments.addAll(List.of(further));
    return arguments;
  }

  private static String newId() {
    var bytes = new byte[20];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String session(String id) {
    return "session:" + id;
  }

  private static String index(String user) {
    return "sessions-of:" + user;
  }

  @Override
  public void close() {
    redis.close();
  }
}
