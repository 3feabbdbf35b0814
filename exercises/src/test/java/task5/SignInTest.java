package task5;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Crashes;
import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Mentions;
import beyondcache.check.Misconception;
import beyondcache.check.RedisTime;
import beyondcache.sale.Accounts.Visitor;
import beyondcache.sandbox.Standalone;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

@ExerciseTest
class SignInTest {

  private static final Duration IDLE = Duration.ofMinutes(30);
  private static final Duration LONGEST = Duration.ofHours(8);

  /** Of a window, shortly after it has begun. */
  private static final long WINDOW_LEFT = SignIn.WINDOW.minusSeconds(5).toMillis();

  private final RedisClient redis;
  private final SignIn accounts;
  private Instant now = Instant.now();

  SignInTest(Standalone server) {
    redis = server.jedis();
    accounts = new SignIn(server.host(), server.port(), IDLE, LONGEST, () -> now);
  }

  @AfterEach
  void disconnect() {
    accounts.close();
  }

  @Test
  void somebodySignsInAndOut() {
    var session = accounts.start();
    assertTrue(session.matches("[A-Za-z0-9_.:~-]{8,200}"), "an id that fits into a cookie: " + session);
    assertEquals(Optional.of(new Visitor("")), accounts.visit(session), "before anybody has signed in");
    var anns = accounts.signIn(session, "Ann: O'Neill").orElseThrow();
    assertEquals(Optional.of(new Visitor("Ann: O'Neill")), accounts.visit(anns));
    assertEquals(Optional.empty(), accounts.signIn(anns, "ben"), "one signs in to a session once");
    assertEquals(Optional.empty(), accounts.signIn(anns, "Ann: O'Neill"), "not even with the same name again");
    assertEquals(Optional.of(new Visitor("Ann: O'Neill")), accounts.visit(anns), "nothing has changed");
    assertEquals(Set.of(), Set.copyOf(accounts.sessionsOf("ben")), "Ben has not signed in");
    assertTrue(accounts.signOut(anns));
    assertFalse(accounts.signOut(anns), "a session ends once");
    assertEquals(Optional.empty(), accounts.visit(anns), "after signing out");
    assertEquals(List.of(), keysOf(anns), "keys of the session that has ended");
  }

  @Test
  void whereThereIsNoSessionThereIsNothing() {
    assertEquals(Optional.empty(), accounts.visit("no-such-session"));
    assertEquals(Optional.empty(), accounts.signIn("no-such-session", "ann"));
    assertFalse(accounts.signOut("no-such-session"));
    assertEquals(Set.of(), Set.copyOf(accounts.sessionsOf("ann")));
    assertEquals(0, accounts.signOutEverywhere("ann"));
    assertEquals(List.of(), keysOf("no-such-session"), "keys that name the id of no session");
  }

  @Test
  void idsDiffer() {
    var ids = new HashSet<String>();
    for (int i = 0; i < 100; i++) {
      ids.add(accounts.start());
    }
    assertEquals(100, ids.size(), "different ids among 100");
  }

  @Test
  @Misconception("M28")
  void atSignInTheIdChanges() {
    var old = accounts.start();
    var anns = accounts.signIn(old, "ann").orElseThrow();
    assertNotEquals(old, anns, "whoever has slipped Ann a session id must not be signed in as Ann");
    assertEquals(Optional.empty(), accounts.visit(old), "the old id");
    assertEquals(List.of(), keysOf(old), "keys of the old id");
  }

  @Test
  @Misconception("M29")
  void everyVisitGivesTheIdleTimeAgain() {
    var session = accounts.start();
    assertLeft(session, IDLE, "after start");
    nearlyExpire(session);
    accounts.visit(session);
    assertLeft(session, IDLE, "after a visit, when 5 seconds were left");
    nearlyExpire(session);
    var anns = accounts.signIn(session, "ann").orElseThrow();
    assertLeft(anns, IDLE, "after signIn, when 5 seconds were left");
    nearlyExpire(anns);
    accounts.visit(anns);
    assertLeft(anns, IDLE, "after another visit, when 5 seconds were left");
  }

  @Test
  @Misconception("M29")
  void noVisitExtendsASessionBeyondItsLatestEnd() {
    var session = accounts.start();
    now = now.plus(LONGEST).minusSeconds(600);
    accounts.visit(session);
    assertLeft(session, Duration.ofMinutes(10), "10 minutes before its latest end, after a visit");
    var anns = accounts.signIn(session, "ann").orElseThrow();
    assertLeft(anns, Duration.ofMinutes(10), "10 minutes before its latest end, after signIn");
    now = now.plusSeconds(600);
    assertEquals(Optional.empty(), accounts.visit(anns), "at its latest end");
  }

  @Test
  @Misconception("M32")
  void theIndexForgetsDeadSessions() {
    var phone = signedIn("ann");
    var laptop = signedIn("ann");
    var bens = signedIn("ben");
    assertEquals(Set.of(phone, laptop), Set.copyOf(accounts.sessionsOf("ann")));
    redis.del(keysOf(phone).toArray(String[]::new)); // as expiry does
    assertEquals(Set.of(laptop), Set.copyOf(accounts.sessionsOf("ann")), "sessions of Ann, after that on her phone has expired");
    assertEquals(List.of(), whereverRedisHolds(phone), "keys in which the dead session is still mentioned");
    accounts.signOut(laptop);
    assertEquals(Set.of(), Set.copyOf(accounts.sessionsOf("ann")));
    assertEquals(List.of(), whereverRedisHolds(laptop), "keys in which the ended session is still mentioned");
    assertEquals(Set.of(bens), Set.copyOf(accounts.sessionsOf("ben")));
  }

  @Test
  @Misconception("M32")
  void whatIsKeptAboutANameEndsToo() {
    accounts.mayTry("ann");
    signedIn("ann");
    assertEquals(List.of(), immortal(), "keys that never expire, after Ann signed in and never came back");
  }

  @Test
  @Misconception("M32")
  void theIndexLivesAsLongAsItsSessions() {
    var session = signedIn("ann");
    for (int i = 1; i <= 4; i++) {
      passes(IDLE.minusSeconds(10));
      assertEquals(Optional.of(new Visitor("ann")), accounts.visit(session), "visit " + i + ", just before the idle time is over");
    }
    assertEquals(Set.of(session), Set.copyOf(accounts.sessionsOf("ann")), "sessions of Ann, who has been here for two hours");
    assertEquals(1, accounts.signOutEverywhere("ann"));
    assertEquals(Optional.empty(), accounts.visit(session), "after logging out everywhere");
  }

  @Test
  void signingOutEverywhereEndsAllOfOnesSessions() {
    var phone = signedIn("ann");
    var laptop = signedIn("ann");
    var gone = signedIn("ann");
    var bens = signedIn("ben");
    redis.del(keysOf(gone).toArray(String[]::new)); // as expiry does
    assertEquals(2, accounts.signOutEverywhere("ann"), "living sessions of Ann that were ended");
    assertEquals(Optional.empty(), accounts.visit(phone));
    assertEquals(Optional.empty(), accounts.visit(laptop));
    assertEquals(Set.of(), Set.copyOf(accounts.sessionsOf("ann")));
    assertEquals(Optional.of(new Visitor("ben")), accounts.visit(bens));
  }

  @Test
  void theIndexLivesAsLongAsTheLongestOfItsSessions() {
    var tablet = accounts.start();
    for (var left = LONGEST; left.compareTo(IDLE.minusMinutes(5)) > 0; left = left.minus(IDLE.minusMinutes(5))) {
      passes(IDLE.minusMinutes(5));
      accounts.visit(tablet);
    }
    var phone = signedIn("ann");
    accounts.signIn(tablet, "ann").orElseThrow(() -> new AssertionError("The tablet's session has not reached its latest end."));
    passes(IDLE.minusSeconds(10));
    assertEquals(Optional.of(new Visitor("ann")), accounts.visit(phone), "on her phone");
    assertEquals(Set.of(phone), Set.copyOf(accounts.sessionsOf("ann")), "sessions of Ann: that on her phone is young; that on her "
        + "tablet, to which she signed in last, was old, and is over");
  }

  @Test
  void aSignInMeanwhileIsNotForgotten(Standalone server) {
    var sessions = new String[2];
    var orders = Interleavings.on(server);
    try (var late = on(orders.port("late server")); var other = on(orders.port("other server"))) {
      orders.from(jedis -> {
        sessions[0] = signedIn("ann");
        sessions[1] = accounts.start();
      })
          .actor("late server", jedis -> late.signIn(sessions[1], "ann").orElseThrow())
          .actor("other server", jedis -> other.signOutEverywhere("ann"))
          .check("the new session has ended, or else it is among Ann's", (jedis, end) -> {
            String anns = end.result("late server");
            boolean alive = accounts.visit(anns).isPresent();
            assertEquals(alive ? 1 : 2, (int) end.result("other server"), "sessions that were ended");
            assertEquals(alive ? Set.of(anns) : Set.of(), Set.copyOf(accounts.sessionsOf("ann")), "living sessions of Ann");
            return accounts.visit(sessions[0]).isEmpty();
          })
          .assertHolds();
    }
  }

  @Test
  void neitherIsOneWhileTheIndexIsCleaned(Standalone server) {
    var session = new String[1];
    var orders = Interleavings.on(server);
    try (var late = on(orders.port("late server")); var other = on(orders.port("other server"))) {
      orders.from(jedis -> {
        redis.del(keysOf(signedIn("ann")).toArray(String[]::new)); // as expiry does
        session[0] = accounts.start();
      })
          .actor("late server", jedis -> late.signIn(session[0], "ann").orElseThrow())
          .actor("other server", jedis -> other.sessionsOf("ann"))
          .check("the new session is Ann's only one", (jedis, end) ->
              Set.copyOf(accounts.sessionsOf("ann")).equals(Set.of((String) end.result("late server"))))
          .assertHolds();
    }
  }

  @Test
  void namesThatLookLikeKeysAreNames() {
    var session = accounts.start();
    var anns = signedIn("ann");
    accounts.mayTry("ann");
    for (var name : namesLikeKeys("ann")) {
      var id = assertDoesNotThrow(() -> signedIn(name), "somebody called " + name + " signs in");
      assertTrue(assertDoesNotThrow(() -> accounts.mayTry(name), "somebody tries as " + name), "the first attempt as " + name);
      assertEquals(Set.of(id), Set.copyOf(accounts.sessionsOf(name)), "sessions of somebody called " + name);
      assertEquals(Set.of(anns), Set.copyOf(accounts.sessionsOf("ann")), "sessions of Ann, when " + name + " has signed in");
      assertEquals(Optional.of(new Visitor("")), accounts.visit(session), "a session, when somebody called " + name + " has signed in");
    }
  }

  @Test
  void aLateVisitDoesNotBringAnEndedSessionBack(Standalone server) {
    var session = new String[1];
    var orders = Interleavings.on(server);
    try (var late = on(orders.port("late server")); var other = on(orders.port("other server"))) {
      orders.from(jedis -> session[0] = accounts.start())
          .actor("late server", jedis -> late.signIn(session[0], "ann"))
          .actor("other server", jedis -> other.signOut(session[0]))
          .check("either the session has ended, or Ann has signed in to it before that", (jedis, end) -> {
            Optional<String> anns = end.result("late server");
            assertEquals(List.of(), keysOf(session[0]), "keys of the old id");
            assertEquals(anns.isEmpty(), end.result("other server"), "the session was ended");
            return Set.copyOf(accounts.sessionsOf("ann")).equals(anns.map(Set::of).orElse(Set.of()));
          })
          .assertHolds();
    }
  }

  @Test
  void aVisitThatComesTooLateDoesNotEither(Standalone server) {
    var session = new String[1];
    var orders = Interleavings.on(server);
    try (var late = on(orders.port("late server")); var other = on(orders.port("other server"))) {
      orders.from(jedis -> session[0] = signedIn("ann"))
          .actor("late server", jedis -> late.visit(session[0]))
          .actor("other server", jedis -> other.signOutEverywhere("ann"))
          .check("the session has ended", (jedis, end) -> {
            assertEquals(1, (int) end.result("other server"), "sessions that were ended");
            assertEquals(List.of(), keysOf(session[0]), "keys of the session that has ended");
            return accounts.visit(session[0]).isEmpty() && accounts.sessionsOf("ann").isEmpty();
          })
          .assertHolds();
    }
  }

  @Test
  void ofTwoWhoSignInToOneSessionOneDoes(Standalone server) {
    var session = new String[1];
    var orders = Interleavings.on(server);
    try (var one = on(orders.port("one server")); var other = on(orders.port("other server"))) {
      orders.from(jedis -> session[0] = accounts.start())
          .actor("one server", jedis -> one.signIn(session[0], "ann"))
          .actor("other server", jedis -> other.signIn(session[0], "ben"))
          .check("either Ann has signed in or Ben", (jedis, end) -> {
            Optional<String> anns = end.result("one server");
            Optional<String> bens = end.result("other server");
            assertNotEquals(anns.isPresent(), bens.isPresent(), "Ann has signed in, and Ben as well");
            assertEquals(anns.map(Set::of).orElse(Set.of()), Set.copyOf(accounts.sessionsOf("ann")), "sessions of Ann");
            assertEquals(bens.map(Set::of).orElse(Set.of()), Set.copyOf(accounts.sessionsOf("ben")), "sessions of Ben");
            var visitor = accounts.visit(anns.or(() -> bens).orElseThrow());
            return visitor.equals(Optional.of(new Visitor(anns.isPresent() ? "ann" : "ben")));
          })
          .assertHolds();
    }
  }

  @Test
  void attemptsAreLimitedForEachName() {
    for (int i = 1; i <= SignIn.ATTEMPTS; i++) {
      assertTrue(accounts.mayTry("ann"), "attempt " + i);
    }
    assertFalse(accounts.mayTry("ann"), "one attempt too many");
    assertFalse(accounts.mayTry("ann"), "and another");
    assertTrue(accounts.mayTry("ben"), "somebody else's first");
    now = now.plus(SignIn.WINDOW);
    assertFalse(accounts.mayTry("ann"), "by the clock the window is over, but it is Redis's time that counts");
    accounts.signIn(accounts.start(), "ann").orElseThrow();
    assertFalse(accounts.mayTry("ann"), "somebody has signed in, and the window lasts as long as it did");
    windowEnds();
    assertTrue(accounts.mayTry("ann"), "when the window is over");
  }

  @Test
  void theWindowLastsAMinute() {
    accounts.mayTry("ann");
    long longest = redis.keys("*").stream().mapToLong(redis::pttl).max().orElse(0);
    assertTrue(longest > WINDOW_LEFT && longest <= SignIn.WINDOW.toMillis(), "After the first attempt, what is kept of it lasts for "
        + longest + " ms; it should be " + SignIn.WINDOW);
  }

  @Test
  @Misconception("M45")
  void furtherAttemptsDoNotMakeTheWindowLonger() {
    accounts.mayTry("ann");
    var keys = ending();
    assertFalse(keys.isEmpty(), "No key ends within " + SignIn.WINDOW + " of the first attempt, and the window has to.");
    keys.forEach(key -> redis.pexpire(key, 5000));
    for (int i = 0; i < 7; i++) {
      accounts.mayTry("ann");
    }
    for (var key : redis.keys("*")) {
      long left = redis.pttl(key);
      assertTrue(left >= 0 && left <= 5000, "The window had 5 seconds left, and after further attempts " + key + " has "
          + (left < 0 ? "no end" : left + " ms") + ". Whoever keeps trying would stay locked out");
    }
  }

  @Test
  @Misconception("M44")
  void whereverAServerDiesNobodyIsLockedOutForEver(Standalone server) {
    var crashes = Crashes.afterEveryCommand(server);
    crashes.doing("server", jedis -> {
      try (var dying = on(crashes.port("server"))) {
        dying.mayTry("ann");
      }
    })
        .happens("many more attempts, and the windows end", jedis -> {
          for (int i = 0; i <= SignIn.ATTEMPTS; i++) {
            accounts.mayTry("ann");
          }
          windowEnds();
        })
        .check("Ann may try again", jedis -> accounts.mayTry("ann"))
        .assertHolds();
  }

  @Test
  void aWindowThatEndsMeanwhileLeavesNothingThatStays(Standalone server) {
    var orders = Interleavings.on(server);
    try (var one = on(orders.port("one server"))) {
      orders.from(jedis -> accounts.mayTry("ann"))
          .actor("one server", jedis -> one.mayTry("ann"))
          .happens("the window ends", jedis -> windowEnds())
          .check("what is kept of the attempts ends, at the latest with the next attempt's window", (jedis, end) -> {
            accounts.mayTry("ann");
            assertEquals(List.of(), immortal(), "keys that never expire, after the window ended in the middle of an attempt");
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  void atOnceThereAreNotMoreAttemptsEither(Standalone server) {
    var orders = Interleavings.on(server);
    try (var one = on(orders.port("one server")); var other = on(orders.port("other server"))) {
      orders.from(jedis -> {
        for (int i = 1; i < SignIn.ATTEMPTS; i++) {
          accounts.mayTry("ann");
        }
      })
          .actor("one server", jedis -> one.mayTry("ann"))
          .actor("other server", jedis -> other.mayTry("ann"))
          .check("one more attempt is allowed", (jedis, end) -> end.count(true) == 1)
          .assertHolds();
    }
  }

  private SignIn on(int port) {
    return new SignIn("127.0.0.1", port, IDLE, LONGEST, () -> now);
  }

  private String signedIn(String name) {
    return accounts.signIn(accounts.start(), name).orElseThrow();
  }

  /** The keys that end with a window of attempts. */
  private List<String> ending() {
    return redis.keys("*").stream().filter(key -> redis.pttl(key) >= 0 && redis.pttl(key) <= SignIn.WINDOW.toMillis()).toList();
  }

  private void windowEnds() {
    ending().forEach(redis::del);
  }

  private List<String> immortal() {
    return redis.keys("*").stream().filter(key -> redis.ttl(key) == -1).toList();
  }

  private List<String> keysOf(String session) {
    return redis.keys("*").stream().filter(key -> key.contains(session)).sorted().toList();
  }

  /** On all clocks, that of Redis too. */
  private void passes(Duration time) {
    now = now.plus(time);
    RedisTime.passes(redis, time);
  }

  private void nearlyExpire(String session) {
    keysOf(session).forEach(key -> redis.expire(key, 5));
  }

  private void assertLeft(String session, Duration expected, String when) {
    var keys = keysOf(session);
    assertFalse(keys.isEmpty(), "No key has the session's id in its name, " + when + ".");
    for (var key : keys) {
      long left = redis.ttl(key);
      assertTrue(left >= expected.toSeconds() - 5 && left <= expected.toSeconds(), "The key " + key + " has "
          + (left < 0 ? "no end" : left + " seconds left") + ", " + when + "; it should be " + expected.toSeconds() + " seconds.");
    }
  }

  /** Names with which one key would be another, were it not for how names, sessions and attempts are told apart in the keys' names. */
  private Set<String> namesLikeKeys(String name) {
    var keys = redis.keys("*");
    var names = new TreeSet<String>();
    for (var key : keys) {
      int at = key.indexOf(name);
      if (at >= 0) {
        names.add(key.substring(at));
        keys.stream().filter(other -> other.startsWith(key.substring(0, at))).forEach(other -> names.add(other.substring(at)));
      }
    }
    names.remove(name);
    return names;
  }

  /** The keys whose name or content mentions a text. */
  private List<String> whereverRedisHolds(String text) {
    return Mentions.of(redis, text);
  }
}
