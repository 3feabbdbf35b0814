package task2;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;

/** Optimistic: WATCH the session, look at it, MULTI; from the beginning when somebody else was faster. */
public final class Sessions implements AutoCloseable {

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
    try (var transaction = redis.multi()) {
      transaction.hset(key(id), "until", "" + (clock.millis() + longest.toMillis()));
      transaction.pexpire(key(id), idle.toMillis());
      transaction.exec();
    }
    return id;
  }

  public Optional<Map<String, String>> attributes(String id) {
    var fields = use(id, session -> true, transaction -> { });
    return fields.map(all -> all.entrySet().stream().filter(field -> field.getKey().startsWith("a-"))
        .collect(Collectors.toMap(field -> field.getKey().substring(2), Map.Entry::getValue)));
  }

  public boolean put(String id, String attribute, String value) {
    return use(id, session -> true, transaction -> transaction.hset(key(id), "a-" + attribute, value)).isPresent();
  }

  public Optional<String> signIn(String id, String user) {
    var newId = UUID.randomUUID().toString();
    return use(id, session -> !session.containsKey("user"), transaction -> {
      transaction.hset(key(id), "user", user);
      transaction.rename(key(id), key(newId));
      transaction.sadd("ids:" + user, newId);
      transaction.pexpire("ids:" + user, longest.toMillis());
    }).map(session -> newId);
  }

  public Optional<String> user(String id) {
    return Optional.ofNullable(redis.hget(key(id), "user"));
  }

  public boolean end(String id) {
    user(id).ifPresent(user -> redis.srem("ids:" + user, id));
    return redis.del(key(id)) == 1;
  }

  public Set<String> sessionsOf(String user) {
    var ids = new HashSet<>(redis.smembers("ids:" + user));
    for (var id : Set.copyOf(ids)) {
      if (!redis.exists(key(id))) {
        redis.srem("ids:" + user, id);
        ids.remove(id);
      }
    }
    return ids;
  }

  public int endAll(String user) {
    return (int) sessionsOf(user).stream().filter(this::end).count();
  }

  private interface Condition {
    boolean holds(Map<String, String> session);
  }

  private Optional<Map<String, String>> use(String id, Condition condition, Consumer<AbstractTransaction> change) {
    while (true) {
      try (var transaction = redis.transaction(false)) {
        transaction.watch(key(id));
        var session = redis.hgetAll(key(id));
        if (session.isEmpty() || !condition.holds(session)) {
          return Optional.empty();
        }
        transaction.multi();
        transaction.pexpire(key(id), Math.min(idle.toMillis(), Long.parseLong(session.get("until")) - clock.millis()));
        change.accept(transaction);
        if (transaction.exec() != null) {
          return Optional.of(session);
        }
      }
    }
  }

  private static String key(String id) {
    return "web:" + id;
  }

  @Override
  public void close() {
    redis.close();
  }
}
