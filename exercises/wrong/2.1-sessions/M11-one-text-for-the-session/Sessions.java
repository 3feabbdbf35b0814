package task2;

import com.google.gson.Gson;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** Keeps a session as one text, read and written back as a whole. */
public final class Sessions implements AutoCloseable {

  private static final class Session {
    private long until;
    private String user;
    private Map<String, String> attributes = new HashMap<>();
  }

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
    var id = UUID.randomUUID().toString();
    var session = new Session();
    session.until = clock.millis() + longest.toMillis();
    redis.set(key(id), new Gson().toJson(session), left(session));
    return id;
  }

  public Optional<Map<String, String>> attributes(String id) {
    return load(id).map(session -> {
      redis.pexpire(key(id), Math.min(idle.toMillis(), session.until - clock.millis()));
      return session.attributes;
    });
  }

  public boolean put(String id, String attribute, String value) {
    var session = load(id);
    if (session.isEmpty()) {
      return false;
    }
    session.get().attributes.put(attribute, value);
    return redis.set(key(id), new Gson().toJson(session.get()), left(session.get()).xx()) != null;
  }

  public Optional<String> signIn(String id, String user) {
    var session = load(id).filter(s -> s.user == null);
    if (session.isEmpty() || redis.del(key(id)) == 0) {
      return Optional.empty();
    }
    session.get().user = user;
    var newId = UUID.randomUUID().toString();
    redis.set(key(newId), new Gson().toJson(session.get()), left(session.get()));
    redis.sadd("of:" + user, newId);
    redis.pexpire("of:" + user, longest.toMillis());
    return Optional.of(newId);
  }

  public Optional<String> user(String id) {
    return load(id).map(session -> session.user);
  }

  public boolean end(String id) {
    user(id).ifPresent(user -> redis.srem("of:" + user, id));
    return redis.del(key(id)) == 1;
  }

  public Set<String> sessionsOf(String user) {
    var alive = new LinkedHashSet<String>();
    for (var id : redis.smembers("of:" + user)) {
      if (redis.exists(key(id))) {
        alive.add(id);
      } else {
        redis.srem("of:" + user, id);
      }
    }
    return alive;
  }

  public int endAll(String user) {
    var ids = sessionsOf(user);
    ids.forEach(this::end);
    return ids.size();
  }

  private Optional<Session> load(String id) {
    return Optional.ofNullable(redis.get(key(id))).map(text -> new Gson().fromJson(text, Session.class));
  }

  private SetParams left(Session session) {
    return SetParams.setParams().px(Math.min(idle.toMillis(), session.until - clock.millis()));
  }

  private static String key(String id) {
    return "session:" + id;
  }

  @Override
  public void close() {
    redis.close();
  }
}
