package task2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.check.RedisTime;
import beyondcache.sandbox.Standalone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

@ExerciseTest
class SessionsTest {

  private static final Duration IDLE = Duration.ofMinutes(30);
  private static final Duration LONGEST = Duration.ofHours(8);

  private final RedisClient redis;
  private final Sessions sessions;
  private Instant now = Instant.now();

  SessionsTest(Standalone server) {
    redis = server.jedis();
    sessions = new Sessions(server.host(), server.port(), IDLE, LONGEST, () -> now);
  }

  @AfterEach
  void disconnect() {
    sessions.close();
  }

  @Test
  void aSessionKeepsItsAttributes() {
    var id = sessions.start();
    assertEquals(Optional.of(Map.of()), sessions.attributes(id), "attributes of a new session");
    assertTrue(sessions.put(id, "colour", "blue"));
    assertTrue(sessions.put(id, "user", "not really"), "an attribute may have any name");
    assertTrue(sessions.put(id, "a: b", ""), "an attribute may have any name, and an empty value");
    assertTrue(sessions.put(id, "colour", "red"));
    assertEquals(Optional.of(Map.of("colour", "red", "user", "not really", "a: b", "")), sessions.attributes(id));
    assertEquals(Optional.empty(), sessions.user(id), "nobody has signed in");
    assertEquals(Optional.of(Map.of()), sessions.attributes(sessions.start()), "another session");
  }

  @Test
  void anAttributeIsNothingButAnAttribute() {
    var id = signedIn("ann");
    var fields = keysOf(id).stream().filter(key -> redis.type(key).equals("hash"))
        .flatMap(key -> redis.hkeys(key).stream()).toList();
    var expected = new HashMap<String, String>();
    for (var name : fields) { // whatever the session needs for itself is not the attribute of that name
      assertTrue(sessions.put(id, name, "not really"), "an attribute may have any name, also " + name);
      expected.put(name, "not really");
    }
    assertEquals(Optional.of("ann"), sessions.user(id), "who has signed in, after the attributes " + fields + " were set");
    assertEquals(Optional.of(expected), sessions.attributes(id), "attributes named as fields that the session has in Redis");
    assertLeft(id, IDLE, "after attributes " + fields + " were set");
  }

  @Test
  void whereThereIsNoSessionThereIsNothing() {
    assertEquals(Optional.empty(), sessions.attributes("no-such-id"));
    assertFalse(sessions.put("no-such-id", "colour", "blue"));
    assertEquals(Optional.empty(), sessions.signIn("no-such-id", "ann"));
    assertFalse(sessions.end("no-such-id"));
    assertEquals(Set.of(), sessions.sessionsOf("ann"));
    assertEquals(0, sessions.endAll("ann"));
    assertEquals(List.of(), keysOf("no-such-id"), "keys that name the id of no session");
  }

  @Test
  void anEndedSessionIsGone() {
    var id = sessions.start();
    sessions.put(id, "colour", "blue");
    assertTrue(sessions.end(id));
    assertEquals(Optional.empty(), sessions.attributes(id));
    assertFalse(sessions.put(id, "colour", "red"));
    assertFalse(sessions.end(id), "it can be ended once");
    assertEquals(List.of(), keysOf(id), "keys of the ended session");
  }

  @Test
  @Misconception("M31")
  void nobodyCanGuessAnId() {
    var ids = Stream.generate(sessions::start).limit(200).toList();
    assertRandom(ids, "Over 200 sessions");
  }

  @Test
  @Misconception("M31")
  void noIdComesFromWhatOthersCanKnow(Standalone server) {
    var ids = new HashSet<String>();
    for (int i = 0; i < 20; i++) {
      redis.flushDB(); // so that a counter in Redis begins again; the clock stands still
      try (var fresh = new Sessions(server.host(), server.port(), IDLE, LONGEST, () -> now)) {
        var id = fresh.start();
        assertTrue(ids.add(id), "A server that started with an empty Redis at the same time gave the same id: " + id);
        var signedIn = fresh.signIn(id, "ann").orElseThrow();
        assertTrue(ids.add(signedIn), "A sign-in at the same time, with an empty Redis, gave the same id: " + signedIn);
      }
    }
    var old = sessions.start();
    var copies = new HashMap<String, byte[]>();
    redis.keys("*").forEach(key -> copies.put(key, redis.dump(key)));
    var new1 = sessions.signIn(old, "ann").orElseThrow();
    redis.flushDB();
    copies.forEach((key, copy) -> redis.restore(key, IDLE.toMillis(), copy));
    assertNotEquals(new1, sessions.signIn(old, "ann").orElseThrow(), "Two sign-ins to one session, which was put back into "
        + "Redis in between, gave the same id: whoever knows the old id and how it is made knows the new one");
    redis.flushDB();
    var signedIn = Stream.generate(() -> signedIn("ann")).limit(200).toList();
    assertRandom(signedIn, "Over 200 sign-ins");
  }

  private static void assertRandom(List<String> ids, String over) {
    assertEquals(200, new HashSet<>(ids).size(), "different ids among 200");
    int length = ids.stream().mapToInt(String::length).min().orElse(0);
    double bits = 0;
    for (int i = 0; i < length; i++) {
      int place = i;
      bits += Math.log(ids.stream().map(id -> id.charAt(place)).distinct().count()) / Math.log(2);
    }
    assertTrue(bits >= 100, over + ", the characters of an id vary by " + Math.round(bits)
        + " bits. Somebody who has one can guess others; use 128 random bits or more, from SecureRandom. Two of the ids: "
        + ids.get(0) + " and " + ids.get(1));
  }

  @Test
  @Misconception("M28")
  void atSignInTheIdChanges() {
    var id = sessions.start();
    sessions.put(id, "basket", "3 tickets");
    var signedIn = sessions.signIn(id, "ann").orElseThrow();
    assertNotEquals(id, signedIn, "whoever has slipped Ann a link with a session id must not be signed in as Ann");
    assertEquals(Optional.of("ann"), sessions.user(signedIn));
    assertEquals(Optional.of(Map.of("basket", "3 tickets")), sessions.attributes(signedIn), "attributes under the new id");
    assertEquals(Optional.empty(), sessions.attributes(id), "the old id");
    assertFalse(sessions.put(id, "basket", "none"), "the old id");
    assertEquals(List.of(), keysOf(id), "keys of the old id");
    assertEquals(Optional.empty(), sessions.signIn(signedIn, "ben"), "one signs in to a session once");
    assertEquals(Optional.of("ann"), sessions.user(signedIn));
  }

  @Test
  @Misconception("M8")
  void writingDoesNotMakeASessionImmortal() {
    var id = sessions.start();
    sessions.put(id, "colour", "blue");
    assertLeft(id, IDLE, "after put");
    var signedIn = sessions.signIn(id, "ann").orElseThrow();
    assertLeft(signedIn, IDLE, "after signIn");
    sessions.put(signedIn, "colour", "red");
    assertLeft(signedIn, IDLE, "after signIn and put");
  }

  @Test
  @Misconception("M29")
  void everyUseGivesTheIdleTimeAgain() {
    var id = sessions.start();
    assertLeft(id, IDLE, "after start");
    nearlyExpire(id);
    sessions.attributes(id);
    assertLeft(id, IDLE, "after attributes, when 5 seconds were left");
    nearlyExpire(id);
    sessions.put(id, "colour", "blue");
    assertLeft(id, IDLE, "after put, when 5 seconds were left");
    nearlyExpire(id);
    var signedIn = sessions.signIn(id, "ann").orElseThrow();
    assertLeft(signedIn, IDLE, "after signIn, when 5 seconds were left");
    nearlyExpire(signedIn);
    sessions.user(signedIn);
    assertTrue(keysOf(signedIn).stream().allMatch(key -> redis.ttl(key) <= 5), "to ask for the user is no use of the session");
    assertEquals(Set.of(signedIn), Set.copyOf(sessions.sessionsOf("ann")), "sessions of Ann");
    assertTrue(keysOf(signedIn).stream().allMatch(key -> redis.ttl(key) <= 5), "to ask for the sessions of a user is no use of them");
  }

  @Test
  @Misconception("M29")
  void noUseExtendsASessionBeyondItsLatestEnd() {
    var id = sessions.start();
    now = now.plus(LONGEST).minusSeconds(600);
    sessions.attributes(id);
    assertLeft(id, Duration.ofMinutes(10), "10 minutes before its latest end, after attributes");
    sessions.put(id, "colour", "blue");
    assertLeft(id, Duration.ofMinutes(10), "10 minutes before its latest end, after put");
    var signedIn = sessions.signIn(id, "ann").orElseThrow();
    assertLeft(signedIn, Duration.ofMinutes(10), "10 minutes before its latest end, after signIn");
    sessions.put(signedIn, "colour", "red");
    assertLeft(signedIn, Duration.ofMinutes(10), "10 minutes before its latest end, after signIn and put");
    sessions.attributes(signedIn);
    assertLeft(signedIn, Duration.ofMinutes(10), "10 minutes before its latest end, after signIn and attributes");
  }

  @Test
  @Misconception("M32")
  void theIndexForgetsDeadSessions() {
    var phone = signedIn("ann");
    var laptop = signedIn("ann");
    var bens = signedIn("ben");
    assertEquals(Set.of(phone, laptop), Set.copyOf(sessions.sessionsOf("ann")));
    redis.del(keysOf(phone).toArray(String[]::new)); // as expiry does
    assertEquals(Set.of(laptop), Set.copyOf(sessions.sessionsOf("ann")), "sessions of Ann, after that on her phone has expired");
    assertEquals(List.of(), whereverRedisHolds(phone), "keys in which the dead session is still mentioned");
    sessions.end(laptop);
    assertEquals(Set.of(), sessions.sessionsOf("ann"));
    assertEquals(List.of(), whereverRedisHolds(laptop), "keys in which the ended session is still mentioned");
    assertEquals(Set.of(bens), Set.copyOf(sessions.sessionsOf("ben")));
  }

  @Test
  @Misconception("M32")
  void whatIsKeptAboutAUserEndsToo() {
    signedIn("ann");
    var immortal = redis.keys("*").stream().filter(key -> redis.ttl(key) == -1).toList();
    assertEquals(List.of(), immortal, "keys that never expire, after Ann signed in and never came back");
  }

  @Test
  @Misconception("M32")
  void theIndexLivesAsLongAsItsSessions() {
    var id = signedIn("ann");
    for (int minutes = 25; minutes <= 400; minutes += 25) {
      pass(Duration.ofMinutes(25));
      assertTrue(sessions.put(id, "minutes", "" + minutes), "the session, used every 25 minutes, lives after " + minutes);
      assertEquals(Set.of(id), Set.copyOf(sessions.sessionsOf("ann")), "sessions of Ann, who has used one for " + minutes + " minutes");
    }
    assertEquals(1, sessions.endAll("ann"), "living sessions of Ann that were ended");
  }

  @Test
  @Misconception("M32")
  void anOldSessionDoesNotShortenTheIndex() {
    var old = sessions.start();
    pass(Duration.ofMinutes(20));
    assertTrue(sessions.put(old, "used", "yes"));
    var young = signedIn("ann");
    for (int i = 0; i < 22; i++) { // until the old session has 20 minutes left
      pass(Duration.ofMinutes(20));
      sessions.put(old, "used", "yes");
      sessions.put(young, "used", "yes");
    }
    var signedIn = sessions.signIn(old, "ann").orElseThrow();
    assertEquals(Set.of(young, signedIn), Set.copyOf(sessions.sessionsOf("ann")));
    pass(Duration.ofMinutes(19));
    sessions.put(young, "used", "yes");
    pass(Duration.ofMinutes(2));
    assertTrue(sessions.attributes(young).isPresent(), "the session that began later lives");
    assertEquals(Set.of(young), Set.copyOf(sessions.sessionsOf("ann")), "sessions of Ann, after the older one has ended");
    assertEquals(1, sessions.endAll("ann"), "living sessions of Ann that were ended");
  }

  @Test
  void logOutEverywhere() {
    var phone = signedIn("ann");
    var laptop = signedIn("ann");
    var gone = signedIn("ann");
    var bens = signedIn("ben");
    redis.del(keysOf(gone).toArray(String[]::new)); // as expiry does
    assertEquals(2, sessions.endAll("ann"), "living sessions of Ann that were ended");
    assertEquals(Optional.empty(), sessions.attributes(phone));
    assertEquals(Optional.empty(), sessions.attributes(laptop));
    assertEquals(Set.of(), sessions.sessionsOf("ann"));
    assertEquals(Optional.of("ben"), sessions.user(bens));
  }

  @Test
  @Misconception("M11")
  void whenTwoServersSetDifferentAttributesBothAreKept(Standalone server) {
    var id = new String[1];
    var orders = Interleavings.on(server);
    try (var one = sessionsOf("one server", orders); var other = sessionsOf("other server", orders)) {
      orders.from(jedis -> id[0] = sessions.start())
          .actor("one server", jedis -> one.put(id[0], "colour", "blue"))
          .actor("other server", jedis -> other.put(id[0], "size", "XL"))
          .check("both attributes are in the session", (jedis, end) -> {
            assertEquals(Optional.of(Map.of("colour", "blue", "size", "XL")), sessions.attributes(id[0]));
            return end.count(true) == 2;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M30")
  void aLateWriteDoesNotBringAnEndedSessionBack(Standalone server) {
    var id = new String[1];
    var orders = Interleavings.on(server);
    try (var late = sessionsOf("late server", orders); var other = sessionsOf("other server", orders)) {
      orders.from(jedis -> id[0] = sessions.start())
          .actor("late server", jedis -> List.of(late.put(id[0], "colour", "blue"), late.attributes(id[0]).isPresent()))
          .actor("other server", jedis -> other.end(id[0]))
          .check("the session has ended", (jedis, end) -> {
            assertEquals(List.of(), keysOf(id[0]), "keys of the ended session");
            return end.result("other server").equals(true);
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M30")
  void aLateSignInDoesNotBringAnEndedSessionBack(Standalone server) {
    var id = new String[1];
    var orders = Interleavings.on(server);
    try (var late = sessionsOf("late server", orders); var other = sessionsOf("other server", orders)) {
      orders.from(jedis -> id[0] = sessions.start())
          .actor("late server", jedis -> late.signIn(id[0], "ann"))
          .actor("other server", jedis -> other.end(id[0]))
          .check("either the session has ended, or Ann has signed in to it before that", (jedis, end) -> {
            Optional<String> signedIn = end.result("late server");
            assertEquals(List.of(), keysOf(id[0]), "keys of the old id");
            assertEquals(signedIn.isEmpty(), end.result("other server"), "the session was ended");
            assertEquals(signedIn.map(Set::of).orElse(Set.of()), Set.copyOf(sessions.sessionsOf("ann")), "sessions of Ann");
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M30")
  void whatWasPutBeforeTheSignInIsThereAfterIt(Standalone server) {
    var id = new String[1];
    var orders = Interleavings.on(server);
    try (var late = sessionsOf("late server", orders); var other = sessionsOf("other server", orders)) {
      orders.from(jedis -> id[0] = sessions.start())
          .actor("late server", jedis -> late.signIn(id[0], "ann"))
          .actor("other server", jedis -> other.put(id[0], "colour", "blue"))
          .check("either the attribute is in the session, or put has said that it was not stored", (jedis, end) -> {
            Optional<String> signedIn = end.result("late server");
            boolean stored = end.result("other server");
            assertEquals(List.of(), keysOf(id[0]), "keys of the old id");
            var expected = stored ? Map.of("colour", "blue") : Map.of();
            assertEquals(Optional.of(expected), sessions.attributes(signedIn.orElseThrow()), "put returned " + stored);
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M28")
  void ofTwoWhoSignInAtOnceOneDoes(Standalone server) {
    var id = new String[1];
    var orders = Interleavings.on(server);
    try (var one = sessionsOf("one server", orders); var other = sessionsOf("other server", orders)) {
      orders.from(jedis -> id[0] = sessions.start())
          .actor("one server", jedis -> one.signIn(id[0], "ann"))
          .actor("other server", jedis -> other.signIn(id[0], "ben"))
          .check("one has signed in", (jedis, end) -> {
            Optional<String> ann = end.result("one server");
            Optional<String> ben = end.result("other server");
            assertEquals(ann.map(Set::of).orElse(Set.of()), Set.copyOf(sessions.sessionsOf("ann")), "sessions of Ann");
            assertEquals(ben.map(Set::of).orElse(Set.of()), Set.copyOf(sessions.sessionsOf("ben")), "sessions of Ben");
            return ann.isPresent() != ben.isPresent();
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M32")
  void logOutEverywhereForgetsNobodyWhoComesMeanwhile(Standalone server) {
    var id = new String[1];
    var orders = Interleavings.on(server);
    try (var one = sessionsOf("one server", orders); var other = sessionsOf("other server", orders)) {
      orders.from(jedis -> {
            signedIn("ann"); // so that there is something to end
            id[0] = sessions.start();
          })
          .actor("one server", jedis -> one.endAll("ann"))
          .actor("other server", jedis -> other.signIn(id[0], "ann"))
          .check("a session that lives is among those of Ann", (jedis, end) -> {
            Optional<String> signedIn = end.result("other server");
            var living = signedIn.filter(fresh -> sessions.user(fresh).isPresent());
            assertEquals(living.map(Set::of).orElse(Set.of()), Set.copyOf(sessions.sessionsOf("ann")), "sessions of Ann");
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M32")
  void whoAsksForSessionsForgetsNobodyWhoComesMeanwhile(Standalone server) {
    var id = new String[1];
    var orders = Interleavings.on(server);
    try (var one = sessionsOf("one server", orders); var other = sessionsOf("other server", orders)) {
      orders.from(jedis -> id[0] = sessions.start())
          .actor("one server", jedis -> one.sessionsOf("ann"))
          .actor("other server", jedis -> other.signIn(id[0], "ann"))
          .check("the session is among those of Ann", (jedis, end) -> {
            Optional<String> signedIn = end.result("other server");
            assertEquals(Set.of(signedIn.orElseThrow()), Set.copyOf(sessions.sessionsOf("ann")), "sessions of Ann");
            return true;
          })
          .assertHolds();
    }
  }

  private Sessions sessionsOf(String actor, Interleavings orders) {
    return new Sessions("127.0.0.1", orders.port(actor), IDLE, LONGEST, () -> now);
  }

  private String signedIn(String user) {
    return sessions.signIn(sessions.start(), user).orElseThrow();
  }

  private List<String> keysOf(String id) {
    return redis.keys("*").stream().filter(key -> key.contains(id)).sorted().toList();
  }

  /** For the clock, and for every time to live in Redis. */
  private void pass(Duration time) {
    now = now.plus(time);
    RedisTime.passes(redis, time);
  }

  private void nearlyExpire(String id) {
    keysOf(id).forEach(key -> redis.expire(key, 5));
  }

  private void assertLeft(String id, Duration expected, String when) {
    var keys = keysOf(id);
    assertFalse(keys.isEmpty(), "No key has the session's id in its name, " + when + ".");
    for (var key : keys) {
      long left = redis.ttl(key);
      assertTrue(left >= expected.toSeconds() - 5 && left <= expected.toSeconds(), "The key " + key + " has "
          + (left < 0 ? "no end" : left + " seconds left") + ", " + when + "; it should be " + expected.toSeconds() + " seconds.");
    }
  }

  /** The keys whose name or content mentions a text. */
  private List<String> whereverRedisHolds(String text) {
    var found = new ArrayList<String>();
    for (var key : redis.keys("*")) {
      var content = switch (redis.type(key)) {
        case "string" -> redis.get(key);
        case "hash" -> redis.hgetAll(key).toString();
        case "set" -> redis.smembers(key).toString();
        case "zset" -> redis.zrange(key, 0, -1).toString();
        case "list" -> redis.lrange(key, 0, -1).toString();
        default -> "";
      };
      if (key.contains(text) || content.contains(text)) {
        found.add(key);
      }
    }
    return found;
  }
}
