package task3;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import task3.RateLimiter.Decision;

@ExerciseTest
class RateLimiterTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  /** The shortest window there is. */
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration LEEWAY = Duration.ofMillis(5);

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
  void eachClientHasALimitOfItsOwn() {
    var limiter = limiter(1, MINUTE);
    for (var client : List.of("ann", "ann:1", "ann:2", "{ann}", "Ann", "ann ", "an-n", "an_n", "東京", "大阪", "a b", "*", " ",
        "x".repeat(100))) {
      assertTrue(limiter.hit(client).allowed(), "the first hit of \"" + client + "\"");
      assertFalse(limiter.hit(client).allowed(), "the second hit of \"" + client + "\"");
    }
  }

  @Test
  void anyNumberOfThreadsMayCall() throws Exception {
    var limiter = limiter(200, MINUTE);
    var threads = Executors.newFixedThreadPool(10);
    try {
      var begin = new CyclicBarrier(10);
      var remaining = new ArrayList<Long>();
      var calls = Collections.<Callable<List<Long>>>nCopies(10, () -> {
        begin.await();
        return Stream.generate(() -> limiter.hit("ann")).limit(25).filter(Decision::allowed).map(Decision::remaining).toList();
      });
      for (var thread : threads.invokeAll(calls)) {
        remaining.addAll(thread.get());
      }
      assertEquals(LongStream.range(0, 200).boxed().toList(), remaining.stream().sorted().toList(),
          "what remained after each hit that was allowed, of 250 by ten threads, with a limit of 200");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void allServersShareOneLimit() {
    var one = limiter(4, MINUTE);
    var other = limiter(4, MINUTE);
    assertEquals(3, one.hit("ann").remaining());
    assertEquals(2, other.hit("ann").remaining());
    assertEquals(1, one.hit("ann").remaining());
    assertEquals(0, other.hit("ann").remaining());
    assertFalse(one.hit("ann").allowed());
    assertFalse(other.hit("ann").allowed());
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
  void aServerThatDiesShutsNobodyOutForEver() {
    var crashes = Crashes.afterEveryCommand(server);
    var other = limiter(1, SHORT);
    crashes.actor("one server", jedis -> hitOf("one server", crashes, SHORT))
        .happens("a window passes", jedis -> waitFor(SHORT.plus(LEEWAY)))
        .check("another server lets Ann in again", jedis -> other.hit("ann").allowed())
        .assertHolds();
  }

  /** In any span of one window there are two hits at the most, and two are allowed. In rounds, until none came late. */
  @Test
  @Misconception("M45")
  void whoKeepsToTheLimitIsNeverRefused() {
    boolean inTime = false;
    for (int attempt = 1; attempt <= 5 && !inTime; attempt++) {
      var client = "ann " + attempt;
      var observed = new Observed(limiter(2, SHORT), 2, SHORT);
      observed.hit(client);
      for (int i = 0; i < 3; i++) {
        waitFor(SHORT.multipliedBy(6).dividedBy(10));
        observed.hit(client);
        observed.assertNoneTooFew();
      }
      inTime = observed.longestPause() < SHORT.toNanos() * 9 / 10;
    }
  }

  /** One hit, then the others late in its window, then as many as possible: limiters that begin anew allow too many here. */
  @Test
  @Misconception("M46")
  void noSpanOfOneWindowHasMoreThanTheLimit() {
    var window = Duration.ofMillis(200);
    boolean inTime = false;
    for (int attempt = 1; attempt <= 5 && !inTime; attempt++) {
      var client = "ann " + attempt;
      var observed = new Observed(limiter(5, window), 5, window);
      // For limiters with windows that begin at full multiples of their length, one ends 0.85 of it after the first hit.
      await().pollInterval(MILLISECOND).until(() -> phase(window) > 0.1 && phase(window) < 0.2);
      var first = observed.hit(client);
      waitFor(window.multipliedBy(7).dividedBy(10));
      Observed.Hit last = first;
      for (int i = 0; i < 4; i++) {
        waitFor(MILLISECOND);
        last = observed.hit(client);
      }
      inTime = last.after() - first.before() < window.toNanos() * 9 / 10;
      while (observed.hit(client).before() - last.after() < window.toNanos()) {
        observed.assertNoneTooMany();
        waitFor(MILLISECOND);
      }
    }
  }

  /** In rounds, until the machine was quick enough for somebody to try all the time. */
  @Test
  @Misconception("M47")
  void whoKeepsTryingIsLetInAgain() {
    boolean inTime = false;
    for (int attempt = 1; attempt <= 10 && !inTime; attempt++) {
      var client = "ann " + attempt;
      var observed = new Observed(limiter(3, SHORT), 3, SHORT);
      for (int allowed = 0; allowed < 4;) {
        allowed += observed.hit(client).decision().allowed() ? 1 : 0;
        observed.assertNoneTooFew();
      }
      inTime = observed.longestPause() < SHORT.toNanos() / 2;
    }
  }

  /** In rounds, until one was so quick that two of its hits, by the pigeonhole principle, shared a millisecond. */
  @Test
  @Misconception("M48")
  void hitsOfOneMillisecondAreAllCounted() {
    var limiter = limiter(100, MINUTE);
    long began = System.nanoTime();
    boolean quick = false;
    for (int round = 1; !quick && System.nanoTime() - began < 4_000_000_000L; round++) {
      var client = "ann " + round;
      long first = System.nanoTime();
      int allowed = 0;
      for (int i = 0; i < 110; i++) {
        allowed += limiter.hit(client).allowed() ? 1 : 0;
        quick |= i == 99 && System.nanoTime() - first < 90_000_000;
      }
      assertEquals(100, allowed, "hits that were allowed, of 110 in quick succession, with a limit of 100 in a minute");
    }
  }

  @Test
  @Misconception("M49")
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
  void aHitCountsFromTheMomentOfItsDecision() throws Exception {
    var window = Duration.ofMillis(150);
    var way = window.multipliedBy(3).dividedBy(2);
    var near = limiter(2, window);
    boolean inTime = false;
    for (int attempt = 1; attempt <= 5 && !inTime; attempt++) {
      var client = "ann " + attempt;
      try (var link = server.link();
          var wire = Wire.inFrontOf(link.host(), link.port());
          var far = new RateLimiter(wire.host(), wire.port("far server"), 2, window, Clock.systemUTC())) {
        near.hit(client);
        far.hit("somebody"); // connects
        wire.clear();
        link.silence();
        var late = CompletableFuture.supplyAsync(() -> far.hit(client));
        await().pollInterval(MILLISECOND).until(() -> !wire.tape().entries().isEmpty());
        waitFor(way);
        long healed = System.nanoTime();
        link.heal();
        assertTrue(late.get().allowed(), "a hit that was on its way for a while; the one before it has left the window");
        waitFor(MILLISECOND);
        near.hit(client);
        waitFor(MILLISECOND);
        var third = near.hit(client);
        inTime = System.nanoTime() - healed < window.minus(LEEWAY).toNanos();
        assertFalse(inTime && third.allowed(), "A hit was on its way for " + way.toMillis() + " ms. It was decided about, then a second "
            + "one, and a third one was allowed, with a limit of two. The first one seems to count from when a server sent it, by that "
            + "server's clock");
      }
    }
  }

  @Test
  @Misconception("M50")
  void afterTwoWindowsNothingIsLeft() {
    var limiter = limiter(1, MINUTE);
    limiter.hit("ann");
    assertAllEnds("after a hit that was allowed");
    limiter.hit("ann");
    assertAllEnds("after a hit that was refused");
  }

  @Test
  @Misconception("M50")
  void aServerThatDiesLeavesNothingForEver() {
    var crashes = Crashes.afterEveryCommand(server);
    crashes.actor("one server", jedis -> hitOf("one server", crashes, MINUTE))
        .check("all keys have an end", jedis -> {
          assertAllEnds("when the server has died");
          return true;
        })
        .assertHolds();
  }

  /** In rounds, until the machine was quick enough for somebody to keep coming all the time. */
  @Test
  @Misconception("M50")
  void whoStaysAwayIsForgottenThoughOthersKeepComing() {
    boolean inTime = false;
    for (int attempt = 1; attempt <= 10 && !inTime; attempt++) {
      var away = "who-stays-away-" + attempt;
      var observed = new Observed(limiter(3, SHORT), 3, SHORT);
      observed.hit(away);
      long end = redisMicros() + SHORT.toNanos() / 1000 * 2 + 20_000;
      while (redisMicros() < end) { // always allowed, and so writing each time
        observed.hit("who-keeps-coming");
        waitFor(SHORT.multipliedBy(4).dividedBy(10));
      }
      assertEquals(List.of(), whereverRedisHolds(away), "keys in which the client is mentioned, two windows after the only hit");
      observed.hit("who-keeps-coming");
      inTime = observed.longestPause() < SHORT.toNanos() * 8 / 10;
    }
  }

  @Test
  @Misconception("M51")
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
    return (long) redis.eval("local time = redis.call('TIME') return time[1] * 1000000 + time[2]");
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
