package task3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import beyondcache.EnvironmentProblem;
import beyondcache.check.Crashes;
import beyondcache.check.ExerciseTest;
import beyondcache.check.Misconception;
import beyondcache.check.OwnRedis;
import beyondcache.check.RedisTime;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Wire;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import task3.ResilientLimiter.Decision;
import task3.ResilientLimiter.Fallback;

@ExerciseTest
class ResilientLimiterTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration SHORT_WINDOW = Duration.ofMillis(300);

  /** Where Redis answers. No machine is so busy that an answer takes this long. */
  private static final Duration AMPLE = Duration.ofSeconds(5);

  /** Where it does not. */
  private static final Duration SHORT = Duration.ofMillis(100);

  /** Where many hits in turn have to be over soon. */
  private static final Duration TINY = Duration.ofMillis(20);

  /** What a busy machine may take on top. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** How soon Redis decides again, with some more for a busy machine. */
  private static final Duration RECOVERY = Duration.ofSeconds(6);

  private static final int MANY = 1_000_000;

  private final List<ResilientLimiter> limiters = new ArrayList<>();
  private final ExecutorService callers = Executors.newCachedThreadPool(task -> {
    var thread = new Thread(task, "caller");
    thread.setDaemon(true);
    return thread;
  });

  @AfterEach
  void disconnect() {
    limiters.forEach(ResilientLimiter::close);
    callers.shutdownNow();
  }

  @Test
  void redisCountsTheHitsOfAllServers(Standalone redis) {
    var here = limiter(redis.host(), redis.port(), 4, MINUTE, AMPLE, new Fallback.Open());
    var there = limiter(redis.host(), redis.port(), 4, MINUTE, AMPLE, new Fallback.Closed());
    for (int i = 1; i <= 6; i++) {
      assertEquals(new Decision(i <= 4, true), (i % 2 == 0 ? here : there).hit("ann"), "hit " + i + " of Ann, limit 4");
    }
    for (var other : List.of("ben", "", "an", "ann:1", "über 東京")) {
      assertEquals(new Decision(true, true), here.hit(other), "the first hit of \"" + other + "\"");
    }
  }

  @Test
  void aWindowEnds(Standalone redis) {
    var limiter = limiter(redis.host(), redis.port(), 1, SHORT_WINDOW, AMPLE, new Fallback.Closed());
    assertEquals(new Decision(true, true), limiter.hit("ann"), "the first hit");
    await(AMPLE, () -> limiter.hit("ann").equals(new Decision(true, true)), "Redis lets nobody in again. A window of "
        + SHORT_WINDOW.toMillis() + " ms should end by itself, also while hits are refused");
  }

  @Test
  @DisplayName("a window lasts as long as it was told")
  void aWindowLasts(Standalone redis) {
    var limiter = limiter(redis.host(), redis.port(), 1, MINUTE, AMPLE, new Fallback.Closed());
    assertEquals(new Decision(true, true), limiter.hit("ann"), "the first hit, with a limit of one in a minute");
    RedisTime.passes(redis.jedis(), MINUTE.minusSeconds(10));
    assertEquals(new Decision(false, true), limiter.hit("ann"), "a second hit, after about 50 of the 60 seconds of the window");
  }

  @Test
  @DisplayName("a window begins with the first hit, not at a full multiple of its length")
  void aWindowBeginsWithTheFirstHit(Standalone redis) {
    withLongerAndLongerWindows(Duration.ofMillis(250), (window, client) -> {
      var limiter = limiter(redis.host(), redis.port(), 1, window, AMPLE, new Fallback.Closed());
      return assertBeginsWithTheFirstHit(limiter, window, client);
    });
  }

  @Test
  @OwnRedis
  @DisplayName("without Redis, too, a window begins with the first hit")
  void aLocalWindowBeginsWithTheFirstHit(Standalone redis) {
    redis.kill();
    withLongerAndLongerWindows(Duration.ofMillis(250), (window, client) -> {
      var limiter = limiter(redis.host(), redis.port(), 1, window, SHORT, new Fallback.Local(1));
      return assertBeginsWithTheFirstHit(limiter, window, client);
    });
  }

  /** Hits late in a multiple of the window, and again early in the next: returns whether less than a window had passed. */
  private static boolean assertBeginsWithTheFirstHit(ResilientLimiter limiter, Duration window, String client) {
    hit(limiter, "somebody else"); // connects
    Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> phase(window) > 0.6 && phase(window) < 0.75);
    long began = System.nanoTime();
    assertTrue(hit(limiter, client).allowed(), "the first hit of a client, with a limit of one");
    Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> phase(window) < 0.5);
    var second = hit(limiter, client);
    boolean inTime = System.nanoTime() - began < window.toNanos() * 9 / 10;
    assertFalse(inTime && second.allowed(), "A second hit came less than " + window.toMillis() + " ms after a client's first one and was let "
        + "in, with a limit of one in " + window.toMillis() + " ms. A window begins with the first hit and lasts to the millisecond");
    return inTime;
  }

  /** How much of the current multiple of a window has passed, from 0 to 1. */
  private static double phase(Duration window) {
    return (double) (System.currentTimeMillis() % window.toMillis()) / window.toMillis();
  }

  /** Tries this until it was in time, so that it proves something; on a slow machine the window doubles each time. */
  private static void withLongerAndLongerWindows(Duration window, Attempt attempt) {
    for (int i = 0; i < 5; i++) {
      if (attempt.inTime(window.multipliedBy(1L << i), "ann " + i)) {
        return;
      }
    }
    throw new EnvironmentProblem("This machine was too busy for two hits within " + window.multipliedBy(16).toMillis() + " ms, so this test "
        + "could not tell whether the limiter is right. Close other programs, or wait until they have finished, and check again.");
  }

  private interface Attempt {

    boolean inTime(Duration window, String client);
  }

  @Test
  @OwnRedis
  @DisplayName("a limiter with enough patience waits for a slow Redis")
  void whoIsPatientWaitsForASlowRedis(Standalone redis) {
    var link = redis.link().slow(Duration.ofMillis(40));
    var limiter = limiter(link.host(), link.port(), 1, MINUTE, AMPLE, new Fallback.Closed());
    assertEquals(new Decision(true, true), limiter.hit("ann"), "Redis replies after 80 ms, and the patience is "
        + AMPLE.toMillis() + " ms");
    assertEquals(new Decision(false, true), limiter.hit("ann"), "a second hit, with a limit of one in a minute");
  }

  @Test
  void aHundredCallersAtOnceAreAllDecidedByRedis(Standalone redis) {
    var limiter = limiter(redis.host(), redis.port(), 40, MINUTE, AMPLE, new Fallback.Open());
    assertEquals(new Decision(true, true), limiter.hit("ann"), "the first hit");
    var decisions = atOnce(100, AMPLE, limiter);
    assertEquals(100, decisions.stream().filter(Decision::byRedis).count(), "hits on which Redis decided, of a hundred at once");
    assertEquals(39, decisions.stream().filter(Decision::allowed).count(), "hits let in, when 39 of 40 are left");
  }

  @Test
  @OwnRedis
  @Misconception("M76")
  @DisplayName("a Redis server that is paused does not hold up callers")
  void aRedisThatIsPausedHoldsNobodyUp(Standalone redis) {
    var limiter = limiter(redis.host(), redis.port(), MANY, MINUTE, TINY, new Fallback.Open());
    awaitRedis(limiter, "before the pause");
    redis.pause();
    assertFalse(inTurn(10, TINY, limiter).byRedis(), "Redis cannot have decided while it was paused");
  }

  @Test
  @OwnRedis
  @Misconception("M76")
  @DisplayName("a line that is dead from the start does not hold up callers")
  void aLineThatIsDeadFromTheStartHoldsNobodyUp(Standalone redis) {
    var link = redis.link().silence();
    var limiter = limiter(link.host(), link.port(), MANY, MINUTE, TINY, new Fallback.Closed());
    assertFalse(inTurn(10, TINY, limiter).byRedis(), "Redis cannot have decided over a dead line");
  }

  @Test
  @OwnRedis
  @Misconception("M76")
  void twoHundredCallersDoNotWaitForEachOther(Standalone redis) {
    var limiter = limiter(redis.host(), redis.port(), MANY, MINUTE, SHORT, new Fallback.Open());
    awaitRedis(limiter, "before the pause");
    redis.pause();
    atOnce(200, SHORT, limiter);
  }

  /** On a line on which each round trip takes two thirds of the patience, a decision by Redis has made one. */
  @Test
  @OwnRedis
  @DisplayName("the patience is for the decision as a whole, not for each command")
  void thePatienceIsForTheWholeDecision(Standalone redis) throws Exception {
    var delay = Duration.ofMillis(60);
    var patience = delay.multipliedBy(3);
    var link = redis.link();
    try (var wire = Wire.inFrontOf(link.host(), link.port())) {
      var limiter = limiter(wire.host(), wire.port("limiter"), MANY, MINUTE, patience, new Fallback.Open());
      awaitRedis(limiter, "before the line was slow");
      link.slow(delay);
      for (int i = 0; i < 3; i++) {
        wire.clear();
        var byRedis = hit(limiter, "ann").byRedis();
        long roundTrips = wire.tape().roundTrips();
        assertTrue(!byRedis || roundTrips <= 1, "Redis decided on a hit after " + roundTrips + " round trips of at least "
            + delay.multipliedBy(2).toMillis() + " ms each, and the patience was " + patience.toMillis()
            + " ms. The patience is for the whole decision");
      }
    }
  }

  @Test
  @Misconception("M76")
  @DisplayName("a reply that arrives bit by bit does not hold up callers")
  void anAnswerThatArrivesBitByBitHoldsNobodyUp() throws IOException {
    try (var trickle = new Trickle()) {
      // Long, so that a busy machine's pauses between two bytes are no time-outs of a read.
      var patience = Duration.ofSeconds(1);
      var limiter = limiter("127.0.0.1", trickle.port(), MANY, MINUTE, patience, new Fallback.Open());
      assertFalse(inTurn(1, patience, limiter).byRedis(), "A reply that has not ended is no decision");
    }
  }

  @Test
  @OwnRedis
  @Misconception("M52")
  void withoutRedisTheFallbackDecides(Standalone redis) {
    redis.kill();
    var open = limiter(redis.host(), redis.port(), 2, MINUTE, SHORT, new Fallback.Open());
    var closed = limiter(redis.host(), redis.port(), 2, MINUTE, SHORT, new Fallback.Closed());
    for (int i = 1; i <= 5; i++) {
      assertEquals(new Decision(true, false), timely(open, "ann"), "hit " + i + " without Redis, with fail open");
      assertEquals(new Decision(false, false), timely(closed, "ann"), "hit " + i + " without Redis, with fail closed");
    }
  }

  @Test
  @OwnRedis
  @Misconception("M52")
  @DisplayName("the fallback decides what Redis does not decide in time")
  void whatRedisDoesNotDecideInTimeTheFallbackDecides(Standalone redis) {
    var link = redis.link().silence();
    var open = limiter(link.host(), link.port(), 2, MINUTE, TINY, new Fallback.Open());
    var closed = limiter(link.host(), link.port(), 2, MINUTE, TINY, new Fallback.Closed());
    var local = limiter(link.host(), link.port(), 2, MINUTE, TINY, new Fallback.Local(1));
    assertEquals(new Decision(true, false), inTurn(3, TINY, open), "a hit that is not decided in time, with fail open");
    assertEquals(new Decision(false, false), inTurn(1, TINY, closed), "a hit that is not decided in time, with fail closed");
    assertEquals(new Decision(true, false), inTurn(1, TINY, local), "the first hit that is not decided in time, with 1 allowed locally");
    assertEquals(new Decision(false, false), inTurn(1, TINY, local), "the second hit that is not decided in time, with 1 allowed locally");
  }

  @Test
  @OwnRedis
  @Misconception("M52")
  void withoutRedisTheLocalFallbackCounts(Standalone redis) {
    redis.kill();
    var limiter = limiter(redis.host(), redis.port(), 1, MINUTE, SHORT, new Fallback.Local(3));
    for (int i = 1; i <= 5; i++) {
      assertEquals(new Decision(i <= 3, false), timely(limiter, "ann"), "hit " + i + " of Ann without Redis, with 3 allowed locally");
    }
    assertEquals(new Decision(true, false), timely(limiter, "ben"), "Ben's first hit");
    var server2 = limiter(redis.host(), redis.port(), 1, MINUTE, SHORT, new Fallback.Local(3));
    assertEquals(new Decision(true, false), timely(server2, "ann"), "Ann's first hit at another server, which counts by itself");
  }

  @Test
  @OwnRedis
  void theLocalWindowEnds(Standalone redis) {
    redis.kill();
    var limiter = limiter(redis.host(), redis.port(), 1, SHORT_WINDOW, SHORT, new Fallback.Local(1));
    assertEquals(new Decision(true, false), timely(limiter, "ann"), "the first hit without Redis, with 1 allowed locally");
    await(AMPLE, () -> hit(limiter, "ann").allowed(), "The local fallback lets nobody in again. A window of "
        + SHORT_WINDOW.toMillis() + " ms should end by itself, also while hits are refused");
  }

  @Test
  @OwnRedis
  void theLocalFallbackCountsTheHitsOfAllThreads(Standalone redis) {
    redis.kill();
    var limiter = limiter(redis.host(), redis.port(), 1, MINUTE, SHORT, new Fallback.Local(30));
    var decisions = atOnce(100, SHORT, limiter);
    assertEquals(30, decisions.stream().filter(Decision::allowed).count(), "hits let in of a hundred at once, with 30 allowed locally");
  }

  /** Names that are equal, long, and not the same object take a while to compare, so threads meet between a look and a change. */
  @Test
  @OwnRedis
  @DisplayName("the local fallback loses no hit when several threads count the same client")
  void theLocalFallbackLosesNoHit(Standalone redis) throws Exception {
    redis.kill();
    int hits = 4 * 60;
    var limiter = limiter(redis.host(), redis.port(), 1, Duration.ofHours(1), AMPLE, new Fallback.Local(hits / 2));
    var begin = new CyclicBarrier(4);
    Callable<Long> caller = () -> {
      var name = "x".repeat(200_000);
      begin.await();
      return Stream.generate(() -> hit(limiter, name)).limit(hits / 4).filter(Decision::allowed).count();
    };
    long allowed = 0;
    for (var count : callers.invokeAll(Collections.nCopies(4, caller))) {
      allowed += count.get();
    }
    assertEquals(hits / 2, allowed, "Four threads made " + hits + " hits of one client without Redis, with " + hits / 2
        + " allowed locally. The number of hits let in:");
  }

  @Test
  @OwnRedis
  @DisplayName("the local fallback forgets clients whose window has ended")
  void theLocalFallbackForgetsClients(Standalone redis) {
    redis.kill();
    var window = Duration.ofMillis(100);
    var limiter = limiter(redis.host(), redis.port(), 1, window, SHORT, new Fallback.Local(1));
    var names = new ArrayList<WeakReference<String>>();
    for (int i = 0; i < 100; i++) {
      var name = new String("client " + i);
      names.add(new WeakReference<>(name));
      hit(limiter, name);
    }
    await(AMPLE, () -> {
      hit(limiter, "another client");
      System.gc();
      return names.stream().filter(name -> name.get() != null).count() <= 10;
    }, "A hundred clients came once while Redis was away, and more than ten of them are still in this server's memory. A window was "
        + window.toMillis() + " ms long; when it has ended, forget it");
  }

  @Test
  @OwnRedis
  @Misconception("M52")
  @DisplayName("an error from Redis is not a decision")
  void anErrorIsNoDecision(Standalone redis) {
    var limiter = limiter(redis.host(), redis.port(), MANY, MINUTE, AMPLE, new Fallback.Open());
    assertEquals(new Decision(true, true), hit(limiter, "ann"), "the first hit");
    // From here on Redis answers each write with an error, as it also does when its memory is full or it has become a replica.
    redis.jedis().configSet("min-replicas-to-write", "1");
    assertEquals(new Decision(true, false), hit(limiter, "ann"), "a hit that Redis answers with \"NOREPLICAS\"");
    redis.jedis().configSet("min-replicas-to-write", "0");
    awaitRedis(limiter, "now that it takes writes again");
  }

  @Test
  @OwnRedis
  @Misconception("M52")
  @DisplayName("Redis decides again after a pause")
  void redisDecidesAgainAfterAPause(Standalone redis) {
    var limiter = limiter(redis.host(), redis.port(), MANY, MINUTE, SHORT, new Fallback.Open());
    awaitRedis(limiter, "at first");
    redis.pause();
    assertFalse(inTurn(1, limiter).byRedis(), "Redis is paused, so it cannot have decided");
    redis.resume();
    awaitRedis(limiter, "after a pause");
  }

  @Test
  @OwnRedis
  @Misconception("M52")
  @DisplayName("Redis decides again after a restart")
  void redisDecidesAgainAfterARestart(Standalone redis) {
    var limiter = limiter(redis.host(), redis.port(), MANY, MINUTE, SHORT, new Fallback.Open());
    awaitRedis(limiter, "at first");
    redis.kill();
    assertFalse(inTurn(1, limiter).byRedis(), "Redis has been killed, so it cannot have decided");
    redis.restart();
    awaitRedis(limiter, "after a restart");
  }

  @Test
  @OwnRedis
  @Misconception("M52")
  @DisplayName("Redis decides again after the line was cut")
  void redisDecidesAgainAfterTheLineWasCut(Standalone redis) {
    var link = redis.link();
    var limiter = limiter(link.host(), link.port(), MANY, MINUTE, SHORT, new Fallback.Open());
    awaitRedis(limiter, "at first");
    link.cut();
    assertFalse(inTurn(1, limiter).byRedis(), "The line has been cut, so Redis cannot have decided");
    link.heal();
    awaitRedis(limiter, "after the line was restored");
  }

  @Test
  @DisplayName("a thread that is interrupted gets a decision")
  void whoIsInterruptedGetsADecision(Standalone redis) throws Exception {
    var limiter = limiter(redis.host(), redis.port(), 1, MINUTE, AMPLE, new Fallback.Open());
    callers.submit(() -> {
      Thread.currentThread().interrupt();
      hit(limiter, "ann"); // by Redis or by the fallback: hit never throws
      return Thread.interrupted();
    }).get();
  }

  @Test
  @DisplayName("a thread that is interrupted stays interrupted")
  void whoIsInterruptedStaysInterrupted(Standalone redis) throws Exception {
    var limiter = limiter(redis.host(), redis.port(), 1, MINUTE, AMPLE, new Fallback.Open());
    var interrupted = callers.submit(() -> {
      Thread.currentThread().interrupt();
      hit(limiter, "ann");
      return Thread.interrupted();
    }).get();
    assertTrue(interrupted, "A thread that had been interrupted called hit, and afterwards it was not interrupted any more, so its "
        + "caller cannot know that it should stop. Where you catch InterruptedException, call Thread.currentThread().interrupt()");
  }

  @Test
  @DisplayName("a server that dies leaves no key without a TTL")
  void aServerThatDiesLeavesNoWindowWithoutEnd(Standalone redis) {
    var crashes = Crashes.afterEveryCommand(redis);
    crashes.doing("one server", jedis -> {
      try (var dying = new ResilientLimiter("127.0.0.1", crashes.port("one server"), 1, MINUTE, AMPLE, new Fallback.Open())) {
        dying.hit("ann");
      }
    })
        .check("all keys have a TTL", jedis -> {
          jedis.keys("*").forEach(key -> assertTrue(jedis.pttl(key) >= 0, "The key " + key + " has no TTL"));
          return true;
        })
        .assertHolds();
  }

  @Test
  @OwnRedis
  @DisplayName("the local fallback does not count hits that Redis has decided")
  void theLocalFallbackCountsNoHitThatRedisHasDecided(Standalone redis) {
    var limiter = limiter(redis.host(), redis.port(), MANY, MINUTE, AMPLE, new Fallback.Local(1));
    for (int i = 0; i < 5; i++) {
      assertEquals(new Decision(true, true), hit(limiter, "ben"), "a hit of Ben while Redis is there");
    }
    redis.kill();
    // One only, since it may take all of the patience.
    assertEquals(new Decision(true, false), hit(limiter, "ben"), "the first hit without Redis, with 1 allowed locally");
  }

  private ResilientLimiter limiter(String host, int port, int limit, Duration window, Duration patience, Fallback fallback) {
    var limiter = inTime(patience.plus(GRACE), "The constructor of the limiter",
        () -> new ResilientLimiter(host, port, limit, window, patience, fallback));
    limiters.add(limiter);
    return limiter;
  }

  private static Decision hit(ResilientLimiter limiter, String client) {
    try {
      return limiter.hit(client);
    } catch (UnsupportedOperationException notWritten) {
      throw notWritten;
    } catch (RuntimeException e) {
      return fail("hit threw " + e + ". Without Redis it is to decide by the fallback", e);
    }
  }

  private Decision timely(ResilientLimiter limiter, String client) {
    return inTime(SHORT.plus(GRACE), "A hit", () -> hit(limiter, client));
  }

  /** Hits one after the other, each with {@link #SHORT} patience; returns the last decision. */
  private Decision inTurn(int hits, ResilientLimiter limiter) {
    return inTurn(hits, SHORT, limiter);
  }

  private Decision inTurn(int hits, Duration patience, ResilientLimiter limiter) {
    return inTime(patience.multipliedBy(hits).plus(GRACE), hits == 1 ? "A hit" : hits + " hits, one after the other,", () -> {
      Decision last = null;
      for (int i = 0; i < hits; i++) {
        last = hit(limiter, "ann");
      }
      return last;
    });
  }

  private List<Decision> atOnce(int hits, Duration patience, ResilientLimiter limiter) {
    var decisions = new ArrayList<Decision>();
    inTime(patience.plus(GRACE), "The last of " + hits + " hits at once", () -> {
      Callable<Decision> one = () -> hit(limiter, "ann");
      for (var each : callers.invokeAll(Collections.nCopies(hits, one))) {
        decisions.add(each.get());
      }
      return null;
    });
    return decisions;
  }

  private <T> T inTime(Duration bound, String what, Callable<T> work) {
    try {
      return callers.submit(work).get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return fail(what + " did not return within " + bound.toMillis() + " ms, of which " + GRACE.toMillis()
          + " are for a busy machine. When the caller's patience is over, stop waiting for Redis and decide by the fallback");
    } catch (ExecutionException e) {
      var cause = e.getCause() instanceof ExecutionException inner ? inner.getCause() : e.getCause();
      if (cause instanceof Error problem) {
        throw problem;
      }
      if (cause instanceof UnsupportedOperationException notWritten) {
        throw notWritten;
      }
      return fail(what + " threw " + cause + ". It is to work without Redis, by the fallback", cause);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitRedis(ResilientLimiter limiter, String when) {
    await(RECOVERY, () -> hit(limiter, "ann").byRedis(), "Redis answers, " + when + ", and yet the fallback decides. Ask Redis "
        + "again now and then");
  }

  private static void await(Duration longest, Callable<Boolean> condition, String otherwise) {
    try {
      Awaitility.await().atMost(longest).until(condition);
    } catch (ConditionTimeoutException e) {
      fail(otherwise + ". That was tried for " + longest.toSeconds() + " seconds");
    }
  }

  /** A server that answers all who connect, in a line without end: one letter each 5 ms. */
  private static final class Trickle implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    Trickle() throws IOException {
      start(() -> {
        while (true) {
          var socket = server.accept();
          start(() -> drip(socket));
        }
      });
    }

    int port() {
      return server.getLocalPort();
    }

    private Void drip(Socket socket) throws Exception {
      try (socket) {
        socket.getOutputStream().write('+');
        while (!server.isClosed()) {
          socket.getOutputStream().write('o');
          TimeUnit.MILLISECONDS.sleep(1);
        }
      }
      return null;
    }

    private static void start(Callable<Void> work) {
      var thread = new Thread(() -> {
        try {
          work.call();
        } catch (Exception e) {
          // The socket was closed, at the other end or by close().
        }
      }, "trickle");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
