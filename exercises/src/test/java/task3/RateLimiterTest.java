package task3;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.EnvironmentProblem;
import beyondcache.check.Budget;
import beyondcache.check.Crashes;
import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Mentions;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Wire;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.SafeEncoder;
import task3.RateLimiter.Decision;

@ExerciseTest
class RateLimiterTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  /** The shortest window there is. */
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration LEEWAY = Duration.ofMillis(5);
  private static final int MOST_ATTEMPTS = 6;

  private final Standalone server;
  private final RedisClient redis;
  private final List<RateLimiter> opened = new ArrayList<>();

  RateLimiterTest(Standalone server) {
    this.server = server;
    redis = server.jedis();
  }

  @AfterEach
  void disconnect() {
    opened.forEach(RateLimiter::close);
  }

  @Test
  @DisplayName("as many hits as the limit are allowed, and no more")
  void soManyHitsAreAllowedAndNoMore() {
    var limiter = limiter(3, MINUTE);
    assertEquals(new Decision(true, 2, Duration.ZERO), limiter.hit("ann"), "the first of three hits");
    assertEquals(new Decision(true, 1, Duration.ZERO), limiter.hit("ann"), "the second of three hits");
    assertEquals(new Decision(true, 0, Duration.ZERO), limiter.hit("ann"), "the third of three hits");
    var refused = limiter.hit("ann");
    assertFalse(refused.allowed(), "a fourth hit");
    assertEquals(0, refused.remaining(), "what remains when a hit was refused");
  }

  @Test
  @DisplayName("a limit of 1000 and a window of a day work")
  void limitAndWindowMayBeAsGreatAsTheyGet() {
    var day = Duration.ofDays(1);
    var limiter = limiter(1000, day);
    for (int i = 1; i <= 1000; i++) {
      assertEquals(new Decision(true, 1000 - i, Duration.ZERO), limiter.hit("ann"), "hit " + i + " of 1000 in a day");
    }
    var refused = limiter.hit("ann");
    assertFalse(refused.allowed(), "a hit after 1000 in a day");
    var least = day.minusMinutes(5);
    assertTrue(refused.retryAfter().compareTo(day) <= 0 && refused.retryAfter().compareTo(least) > 0, "retryAfter is "
        + refused.retryAfter() + ", right after all the hits of a day");
  }

  @Test
  @DisplayName("each client has its own limit")
  void eachClientHasALimitOfItsOwn() {
    var limiter = limiter(1, MINUTE);
    for (var client : List.of("ann", "ann:1", "ann:2", "{ann}", "Ann", "ann ", "an-n", "an_n", "東京", "大阪", "a b", "*", " ",
        "Aa", "BB", "AaAa", "BBBB", "AaBB", "🚀", "🚁", "?", "x".repeat(100), "x".repeat(99) + "y")) {
      assertTrue(limiter.hit(client).allowed(), "the first hit of \"" + client + "\"");
      assertFalse(limiter.hit(client).allowed(), "the second hit of \"" + client + "\"");
    }
  }

  @Test
  void anyNumberOfThreadsMayCall() throws Exception {
    var limiter = limiter(200, MINUTE);
    var remaining = new ArrayList<Long>();
    for (var decisions : atOnce(10, () -> Stream.generate(() -> limiter.hit("ann")).limit(25).toList())) {
      decisions.stream().filter(Decision::allowed).map(Decision::remaining).forEach(remaining::add);
    }
    assertEquals(200, remaining.size(), "Ten threads made 25 hits each, with a limit of 200 in a minute. The number of allowed hits:");
    assertNoneTwice(remaining);
  }

  @Test
  void allServersShareOneLimit() {
    var servers = List.of(limiter(4, MINUTE), limiter(4, MINUTE));
    for (int hit = 1; hit <= 4; hit++) {
      assertEquals(new Decision(true, 4 - hit, Duration.ZERO), servers.get(hit % 2).hit("ann"), "hit " + hit
          + " of 4 in a minute. Two application servers take turns, and the hits of both must count");
    }
    for (var server : servers) {
      assertFalse(server.hit("ann").allowed(), "A fifth hit in a minute was allowed, with a limit of 4. Two application servers took "
          + "turns, and the hits of both must count");
    }
  }

  @Test
  @DisplayName("Redis decides every hit, even of a client that was refused a moment ago")
  void redisDecidesEveryHit() {
    var limiter = limiter(1, MINUTE);
    limiter.hit("ann");
    assertFalse(limiter.hit("ann").allowed(), "a second hit, with a limit of one in a minute");
    server.flush();
    assertTrue(limiter.hit("ann").allowed(), "Ann was refused, then everything in Redis was deleted, and she was refused again. "
        + "The application server seems to remember the refusal; only Redis may remember anything about a client");
  }

  @Test
  @DisplayName("a hit whose reply is lost counts once at most")
  void aHitWhoseReplyIsLostCountsOnceAtMost() {
    var crashes = Crashes.losingEveryReply(server);
    var other = limiter(2, MINUTE);
    try (var unlucky = new RateLimiter("127.0.0.1", crashes.port("one server"), 2, MINUTE, Clock.systemUTC())) {
      crashes.actor("one server", jedis -> unlucky.hit("ann").allowed())
          .check("one hit whose reply was lost leaves room for another, with a limit of two", jedis -> other.hit("ann").allowed())
          .assertHolds();
    }
  }

  /** A Redis clock that is written down as seconds and then microseconds, without the zeros between, jumps here. */
  @Test
  @DisplayName("a hit right after a full second of the Redis clock counts as long as any other")
  void aHitRightAfterAFullSecondCounts() {
    var limiter = limiter(1, MINUTE);
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      var client = "ann " + attempt;
      waitUntilSecondHasPassedBetween(0, 60_000);
      limiter.hit(client);
      boolean early = redisMicros() % 1_000_000 < 99_000;
      waitUntilSecondHasPassedBetween(100_000, 990_000);
      assertFalse(limiter.hit(client).allowed(), "A client's first hit came less than 0.1 s after a full second of the Redis clock. "
          + "A second one, a moment later, was allowed, with a limit of one in a minute. Does the time in your script keep its order "
          + "when the microseconds have fewer than six digits?");
      if (early) {
        return;
      }
    }
    throw tooSlow("to hit within 0.1 s after a full second");
  }

  @Test
  void oneRoundTripForADecision(Wire wire) throws Exception {
    var limiter = opened(new RateLimiter(wire.host(), wire.port("limiter"), 1, MINUTE, Clock.systemUTC()));
    limiter.hit("ann"); // connects
    limiter.hit("ann");
    Budget.of(wire, () -> assertTrue(limiter.hit("ben").allowed())).roundTrips(1);
    Budget.of(wire, () -> assertFalse(limiter.hit("ben").allowed())).roundTrips(1);
  }

  @Test
  @DisplayName("retryAfter is the time until the next hit is allowed")
  void retryAfterSaysWhenTheNextHitIsAllowed() {
    var observed = new Observed(limiter(2, SHORT), 2, SHORT);
    observed.hit("ann");
    waitFor(SHORT.dividedBy(3));
    observed.hit("ann");
    for (int allowed = 2; allowed < 4;) {
      var hit = observed.hit("ann");
      observed.assertNoneTooMany();
      observed.assertNoneTooFew();
      observed.assertRetryAfter(hit);
      allowed += hit.decision().allowed() ? 1 : 0;
    }
  }

  @Test
  @DisplayName("a hit that has left the window does not count")
  void whatHasLeftTheWindowDoesNotCount() {
    var observed = new Observed(limiter(3, SHORT), 3, SHORT);
    observed.hit("ann");
    for (int i = 0; i < 2; i++) {
      waitFor(SHORT.multipliedBy(6).dividedBy(10));
      observed.assertRemaining(observed.hit("ann"));
    }
  }

  @Test
  @Misconception("M44")
  @DisplayName("a server that dies does not lock a client out")
  void aServerThatDiesShutsNobodyOutForEver() {
    var crashes = Crashes.afterEveryCommand(server);
    var other = limiter(1, SHORT);
    crashes.actor("one server", jedis -> hitOf("one server", crashes, SHORT))
        .happens("a window passes", jedis -> waitFor(SHORT.plus(LEEWAY)))
        .check("another server lets Ann in again", jedis -> other.hit("ann").allowed())
        .assertHolds();
  }

  /** In any span of one window there are two hits at most, and two are allowed. */
  @Test
  @Misconception("M45")
  @DisplayName("a client that keeps to the limit is never refused")
  void whoKeepsToTheLimitIsNeverRefused() {
    withLongerAndLongerWindows(SHORT, window -> {
      var observed = new Observed(limiter(2, window), 2, window);
      observed.hit("ann");
      for (int i = 0; i < 3; i++) {
        waitFor(window.multipliedBy(6).dividedBy(10));
        observed.hit("ann");
        observed.assertNoneTooFew();
      }
      return observed.longestPause() < window.toNanos() * 9 / 10;
    });
  }

  /** One hit, then the others late in its window, then as many as possible: limiters that start again allow too many here. */
  @Test
  @Misconception("M46")
  @DisplayName("no span of one window has more hits than the limit, wherever it begins")
  void noSpanOfOneWindowHasMoreThanTheLimit() {
    withLongerAndLongerWindows(SHORT.multipliedBy(2), window -> {
      var observed = new Observed(limiter(5, window), 5, window);
      // A window that begins at a full multiple of its length ends 0.85 of it after the first hit.
      await().pollInterval(MILLISECOND).until(() -> phase(window) > 0.1 && phase(window) < 0.2);
      var first = observed.hit("ann");
      waitFor(window.multipliedBy(7).dividedBy(10));
      Observed.Hit last = first;
      for (int i = 0; i < 4; i++) {
        waitFor(MILLISECOND);
        last = observed.hit("ann");
      }
      boolean inTime = last.after() - first.before() < window.toNanos() * 9 / 10;
      while (observed.hit("ann").before() - last.after() < window.toNanos()) {
        observed.assertNoneTooMany();
        waitFor(window.dividedBy(100));
      }
      return inTime;
    });
  }

  @Test
  @Misconception("M47")
  @DisplayName("a client that keeps trying is allowed again")
  void whoKeepsTryingIsLetInAgain() {
    withLongerAndLongerWindows(SHORT, window -> {
      var observed = new Observed(limiter(3, window), 3, window);
      for (int allowed = 0; allowed < 4;) {
        allowed += observed.hit("ann").decision().allowed() ? 1 : 0;
        observed.assertNoneTooFew();
        waitFor(MILLISECOND);
      }
      return observed.longestPause() < window.toNanos() / 2;
    });
  }

  /**
   * Redis holds the hits back and then decides them all in one go. When eight of them took less than eight milliseconds, two shared
   * a millisecond.
   */
  @Test
  @Misconception("M48")
  @DisplayName("hits in the same millisecond all count")
  void hitsOfOneMillisecondAreAllCounted() throws Exception {
    int threads = 8;
    var limiter = limiter(threads, MINUTE);
    atOnce(threads, () -> limiter.hit("connects"));
    int quick = 0;
    for (int attempt = 1; attempt <= 10 * MOST_ATTEMPTS && quick < 3; attempt++) {
      var client = "ann " + attempt;
      var pause = new long[2];
      redis.sendCommand(Protocol.Command.CLIENT, "PAUSE", "60000", "WRITE");
      List<Decision> decisions;
      try {
        var hits = CompletableFuture.supplyAsync(() -> atOnce(threads, () -> limiter.hit(client)));
        await().pollInterval(MILLISECOND).until(() -> !heldBack().isEmpty());
        waitFor(MILLISECOND.multipliedBy(10)); // for the hits of the other threads
        pause[0] = redisMicros();
        redis.sendCommand(Protocol.Command.CLIENT, "UNPAUSE");
        decisions = hits.get();
        pause[1] = redisMicros();
      } finally {
        redis.sendCommand(Protocol.Command.CLIENT, "UNPAUSE");
      }
      assertEquals(threads, decisions.stream().filter(Decision::allowed).count(), "Eight hits arrived at the same time, with a limit "
          + "of eight in a minute. The number of allowed hits:");
      var counted = "Eight hits arrived at the same time, with a limit of eight in a minute, and some of them did not count: ";
      assertFalse(limiter.hit(client).allowed(), counted + "a ninth hit was allowed");
      quick += pause[1] - pause[0] < threads * 1000 ? 1 : 0;
    }
    if (quick == 0) {
      throw tooSlow("to decide eight hits in eight milliseconds");
    }
  }

  @Test
  @Misconception("M49")
  @DisplayName("the clocks of the application servers do not matter")
  void theClocksOfTheServersDoNotMatter() {
    var now = Clock.systemUTC();
    var servers = List.of(limiterWith(now), limiterWith(Clock.offset(now, Duration.ofHours(1))),
        limiterWith(Clock.offset(now, Duration.ofHours(-1))));
    for (var first : servers) {
      var client = "client " + servers.indexOf(first);
      assertTrue(first.hit(client).allowed(), "the first hit of a client");
      for (var next : servers) {
        var decision = next.hit(client);
        assertFalse(decision.allowed(), "A second hit within a minute was allowed, with a limit of one, because it came to a server "
            + "whose clock is another one");
        assertTrue(!decision.retryAfter().isNegative() && decision.retryAfter().compareTo(MINUTE) <= 0, "A server whose clock is wrong "
            + "says that one may try again after " + decision.retryAfter() + ", and the window is a minute");
      }
    }
  }

  @Test
  @Misconception("M49")
  @DisplayName("a hit counts from the moment at which Redis decides about it")
  void aHitCountsFromTheMomentOfItsDecision() {
    withLongerAndLongerWindows(Duration.ofMillis(150), window -> {
      var delay = window.multipliedBy(3).dividedBy(2);
      var near = limiter(2, window);
      try (var link = server.link();
          var wire = Wire.inFrontOf(link.host(), link.port());
          var far = new RateLimiter(wire.host(), wire.port("far server"), 2, window, Clock.systemUTC())) {
        for (int i = 0; i < 10; i++) {
          near.hit("somebody"); // a limiter that numbers its own hits has other numbers here than the far one
        }
        near.hit("ann");
        far.hit("somebody else"); // connects
        wire.clear();
        link.silence();
        var late = CompletableFuture.supplyAsync(() -> far.hit("ann"));
        await().pollInterval(MILLISECOND).until(() -> !wire.tape().entries().isEmpty());
        waitFor(delay);
        long healed = System.nanoTime();
        link.heal();
        assertTrue(late.get().allowed(), "a hit that took " + delay.toMillis() + " ms to reach Redis was refused, although the only one "
            + "before it had left the window of " + window.toMillis() + " ms");
        waitFor(MILLISECOND);
        near.hit("ann");
        waitFor(MILLISECOND);
        var third = near.hit("ann");
        boolean inTime = System.nanoTime() - healed < window.minus(LEEWAY).toNanos();
        assertFalse(inTime && third.allowed(), "A hit took " + delay.toMillis() + " ms to reach Redis. Redis decided about it, then about "
            + "a second one, and then a third one was allowed, with a limit of two in " + window.toMillis() + " ms. The first one seems "
            + "to count from the time at which the application server sent it, by that server's clock");
        return inTime;
      }
    });
  }

  @Test
  @Misconception("M50")
  @DisplayName("every key expires within two windows")
  void afterTwoWindowsNothingIsLeft() {
    var limiter = limiter(1, MINUTE);
    limiter.hit("ann");
    assertAllEnds("after a hit that was allowed");
    limiter.hit("ann");
    assertAllEnds("after a hit that was refused");
  }

  @Test
  @Misconception("M50")
  @DisplayName("a server that dies leaves no key without a TTL")
  void aServerThatDiesLeavesNothingForEver() {
    var crashes = Crashes.afterEveryCommand(server);
    crashes.actor("one server", jedis -> hitOf("one server", crashes, MINUTE))
        .check("all keys have an end", jedis -> {
          assertAllEnds("when the server has died");
          return true;
        })
        .assertHolds();
  }

  @Test
  @Misconception("M50")
  @DisplayName("a client that stays away is forgotten while others keep coming")
  void whoStaysAwayIsForgottenThoughOthersKeepComing() {
    withLongerAndLongerWindows(SHORT, window -> {
      var away = "who-stays-away";
      var observed = new Observed(limiter(3, window), 3, window);
      observed.hit(away);
      long end = redisMicros() + window.toNanos() / 1000 * 2 + 20_000;
      while (redisMicros() < end) { // always allowed, so each hit writes
        observed.hit("who-keeps-coming");
        waitFor(window.multipliedBy(4).dividedBy(10));
      }
      assertEquals(List.of(), whereverRedisHolds(away), "Keys that still mention a client two windows after its only hit:");
      observed.hit("who-keeps-coming");
      return observed.longestPause() < window.toNanos() * 8 / 10;
    });
  }

  @Test
  @Misconception("M51")
  @DisplayName("two servers do not both allow the last hit")
  void twoServersDoNotGiveTheSameHitAway() {
    var orders = Interleavings.on(server);
    var one = opened(new RateLimiter("127.0.0.1", orders.port("one server"), 1, MINUTE, Clock.systemUTC()));
    var other = opened(new RateLimiter("127.0.0.1", orders.port("other server"), 1, MINUTE, Clock.systemUTC()));
    orders.actor("one server", jedis -> one.hit("ann").allowed())
        .actor("other server", jedis -> other.hit("ann").allowed())
        .check("Ann may do it once in a minute, and was let in once", (jedis, end) -> end.count(true) == 1)
        .assertHolds();
  }

  /**
   * A limiter, looked at from outside. Nobody there knows when exactly a hit was decided about, but everybody knows two moments
   * between which it was; so what is said here is certain, however slow the machine is.
   */
  private static final class Observed {

    record Hit(long before, Decision decision, long after) {}

    private final RateLimiter limiter;
    private final int limit;
    private final Duration window;
    private final List<Hit> allowed = new ArrayList<>();
    private Hit last;
    private long longestPause;
    private long surely;
    private long perhaps;

    Observed(RateLimiter limiter, int limit, Duration window) {
      this.limiter = limiter;
      this.limit = limit;
      this.window = window;
    }

    Hit hit(String client) {
      long before = System.nanoTime();
      longestPause = last == null ? 0 : Math.max(longestPause, before - last.before());
      var decision = limiter.hit(client);
      last = new Hit(before, decision, System.nanoTime());
      surely = allowed.stream().filter(hit -> last.after() - hit.before() < window.minus(LEEWAY).toNanos()).count();
      perhaps = allowed.stream().filter(hit -> before - hit.after() < window.plus(LEEWAY).toNanos()).count();
      if (decision.allowed()) {
        allowed.add(last);
      }
      return last;
    }

    /** The longest time from the beginning of one hit to that of the next, in nanoseconds. */
    long longestPause() {
      return longestPause;
    }

    void assertNoneTooMany() {
      assertFalse(last.decision().allowed() && surely >= limit, "A hit was allowed though in the " + window.toMillis()
          + " ms before it " + surely + " had been, and " + limit + " is the limit");
    }

    void assertNoneTooFew() {
      assertFalse(!last.decision().allowed() && perhaps < limit, "A hit was refused though in the " + window.toMillis()
          + " ms before it only " + perhaps + " had been allowed, and " + limit + " is the limit");
    }

    void assertRemaining(Hit hit) {
      var said = hit.decision().remaining();
      assertTrue(hit.decision().allowed() && said >= limit - perhaps - 1 && said <= limit - surely - 1, hit.decision() + ", when in the "
          + window.toMillis() + " ms before it " + perhaps + " hits had been allowed, and " + limit + " is the limit");
    }

    void assertRetryAfter(Hit hit) {
      var said = hit.decision().retryAfter();
      if (hit.decision().allowed()) {
        assertEquals(Duration.ZERO, said, "retryAfter of a hit that was allowed");
      } else if (surely == limit && perhaps == limit) {
        var oldest = allowed.get(allowed.size() - limit);
        var least = Duration.ofNanos(oldest.before() - hit.after()).plus(window).minus(LEEWAY);
        var most = Duration.ofNanos(oldest.after() - hit.before()).plus(window).plus(LEEWAY);
        assertTrue(said.compareTo(least) >= 0 && said.compareTo(most) <= 0 && !said.isZero() && !said.isNegative(),
            "retryAfter is " + said.toNanos() / 1000 + " us, and should be between " + least.toNanos() / 1000 + " and "
                + most.toNanos() / 1000 + " us: the oldest hit that counts leaves the window then");
      }
    }
  }

  /**
   * Tries this on an empty server until it was in time, so that it proves something; on a slow machine the window doubles each time.
   */
  private void withLongerAndLongerWindows(Duration window, Attempt attempt) {
    for (int i = 0; i < MOST_ATTEMPTS; i++) {
      server.flush();
      try {
        if (attempt.inTime(window.multipliedBy(1L << i))) {
          return;
        }
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    throw tooSlow("to act within a window of " + window.multipliedBy(1L << (MOST_ATTEMPTS - 1)).toMillis() + " ms");
  }

  private interface Attempt {

    boolean inTime(Duration window) throws InterruptedException, ExecutionException;
  }

  private static EnvironmentProblem tooSlow(String goal) {
    return new EnvironmentProblem("This machine was too busy " + goal + ", so this test could not tell whether the limiter is right. "
        + "Close other programs, or wait until they have finished, and check again.");
  }

  private static <T> List<T> atOnce(int threads, Callable<T> call) {
    var executor = Executors.newFixedThreadPool(threads);
    try {
      var begin = new CyclicBarrier(threads);
      var results = new ArrayList<T>();
      for (var result : executor.invokeAll(Collections.<Callable<T>>nCopies(threads, () -> {
        begin.await();
        return call.call();
      }))) {
        results.add(result.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException problem ? problem : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      executor.shutdownNow();
    }
  }

  private static void assertNoneTwice(List<Long> remaining) {
    var twice = remaining.stream().filter(number -> Collections.frequency(remaining, number) > 1).distinct().sorted().limit(5).toList();
    assertEquals(List.of(), twice, "Numbers of remaining hits that more than one allowed hit was given (the first five):");
  }

  /** The connections whose commands Redis holds back. */
  private List<String> heldBack() {
    return SafeEncoder.encode((byte[]) redis.sendCommand(Protocol.Command.CLIENT, "LIST")).lines()
        .filter(line -> line.matches(".* flags=\\w*b\\w* .*")).toList();
  }

  private void waitUntilSecondHasPassedBetween(long from, long to) {
    await().pollInterval(MILLISECOND).until(() -> {
      long micros = redisMicros() % 1_000_000;
      return micros >= from && micros <= to;
    });
  }

  private RateLimiter limiter(int limit, Duration window) {
    return opened(new RateLimiter(server.host(), server.port(), limit, window, InstantSource.system()));
  }

  private static boolean hitOf(String actor, Crashes crashes, Duration window) {
    try (var dying = new RateLimiter("127.0.0.1", crashes.port(actor), 1, window, Clock.systemUTC())) {
      return dying.hit("ann").allowed();
    }
  }

  private RateLimiter limiterWith(InstantSource clock) {
    return opened(new RateLimiter(server.host(), server.port(), 1, MINUTE, clock));
  }

  private RateLimiter opened(RateLimiter limiter) {
    opened.add(limiter);
    return limiter;
  }

  /** Returns when the clock of Redis has moved on by that much. */
  private void waitFor(Duration time) {
    long end = redisMicros() + time.toNanos() / 1000;
    await().pollInterval(MILLISECOND).until(() -> redisMicros() >= end);
  }

  /** How much of the current window has passed, from 0 to 1, if windows begin at full multiples of their length. */
  private double phase(Duration window) {
    long length = window.toNanos() / 1000;
    return (double) (redisMicros() % length) / length;
  }

  private long redisMicros() {
    var time = (List<?>) redis.sendCommand(Protocol.Command.TIME);
    return Long.parseLong(SafeEncoder.encode((byte[]) time.get(0))) * 1_000_000 + Long.parseLong(SafeEncoder.encode((byte[]) time.get(1)));
  }

  private void assertAllEnds(String when) {
    for (var key : redis.keys("*")) {
      long left = redis.pttl(key);
      assertTrue(left >= 0 && left <= 2 * MINUTE.toMillis(), "The key " + key + (left < 0 ? " never ends, "
          : " ends in " + left / 1000 + " s, ") + when + "; it should in two windows, which are two minutes here");
    }
  }

  /** The keys whose name or content mentions a text. */
  private List<String> whereverRedisHolds(String text) {
    return Mentions.of(redis, text);
  }
}
