package beyondcache.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.EnvironmentProblem;
import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import java.net.ConnectException;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.SetParams;

class InterleavingsTest {

  private static final Duration BOUND = Duration.ofSeconds(30);

  private static Standalone redis;

  @BeforeAll
  static void start() {
    redis = Sandbox.standalone();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private static Interleavings orders() {
    return Interleavings.on(redis).patience(Duration.ofSeconds(2));
  }

  private static boolean buy(RedisClient jedis) {
    if (Integer.parseInt(jedis.get("stock")) == 0) {
      return false;
    }
    jedis.decr("stock");
    return true;
  }

  private static Interleavings twoBuyers() {
    return orders().from(jedis -> jedis.set("stock", "1"))
        .actor("Ann", InterleavingsTest::buy)
        .actor("Ben", InterleavingsTest::buy);
  }

  @Test
  void aViolationIsToldAsAnOrder() {
    var finding = twoBuyers().check("nothing is sold twice", (jedis, end) -> end.count(true) == 1);
    assertEquals("""
        ✗ nothing is sold twice
        Order 2 shows it:

          1  Ann    GET stock   "1"
          2    Ben  GET stock   "1"
          3    Ben  DECR stock  (integer) 0
          4  Ann    DECR stock  (integer) -1

        Ann returned true
        Ben returned true
        In 1 order before it the claim held.""", finding.text());
    assertEquals(List.of("Ann", "Ben", "Ben", "Ann"), finding.schedule());
    assertEquals(2, finding.number());
    var error = assertThrows(Counterexample.class, finding::assertHolds);
    assertEquals(finding.text(), error.getMessage());
    assertTrue(error.forms().get("image/svg+xml").contains("<svg"));
  }

  @Test
  void anOrderCanBeSeenAgain() {
    var again = twoBuyers().replay(2, "nothing is sold twice", (jedis, end) -> end.count(true) == 1);
    assertEquals(List.of("Ann", "Ben", "Ben", "Ann"), again.schedule());
    assertTrue(twoBuyers().replay(1, "nothing is sold twice", (jedis, end) -> end.count(true) == 1).holds());
    assertThrows(IllegalArgumentException.class, () -> twoBuyers().replay(9, "anything", jedis -> true));
  }

  @Test
  void theCountOfOrdersIsKnown() {
    var finding = orders()
        .doing("Ann", jedis -> {
          jedis.incr("a");
          jedis.incr("b");
          jedis.incr("both");
        })
        .doing("Ben", jedis -> {
          jedis.incr("c");
          jedis.incr("d");
          jedis.incr("both");
        })
        .check("both have counted", jedis -> jedis.get("both").equals("2"));
    assertTrue(finding.holds());
    assertTrue(finding.exhaustive());
    assertEquals(2, finding.tried());
    assertTrue(finding.text().contains("of the 20 differ only in the order of commands"), finding.text());
    assertEquals("", finding.limits());
  }

  private static Interleavings counters(int commands) {
    var orders = orders();
    for (var name : List.of("Ann", "Ben")) {
      orders.doing(name, jedis -> {
        for (var i = 0; i < commands; i++) {
          jedis.incr("n");
        }
      });
    }
    return orders;
  }

  @Test
  void aSearchThatIsNotCompleteProvesNothing() {
    var finding = counters(4).atMost(69).check("all have counted", jedis -> jedis.get("n").equals("8"));
    assertTrue(finding.holds());
    assertFalse(finding.exhaustive());
    var problem = assertThrows(EnvironmentProblem.class, finding::assertHolds);
    assertTrue(problem.getMessage().contains("69 were tried") && problem.getMessage().contains("fewer commands"), problem.getMessage());
    assertEquals(70, counters(4).atMost(70).check("all have counted", jedis -> jedis.get("n").equals("8")).assertHolds().tried());
  }

  @Test
  void aSampleSaysThatItIsOneAndIsTheSameEachTime() {
    var schedules = new ArrayList<List<String>>();
    for (var i = 0; i < 20; i++) {
      var finding = twoBuyers().sampling(30).check("nothing is sold twice", (jedis, end) -> end.count(true) == 1);
      assertTrue(finding.violated());
      assertEquals(finding.schedule(), twoBuyers().sampling(30)
          .replay(finding.number(), "nothing is sold twice", (jedis, end) -> end.count(true) == 1).schedule());
      schedules.add(finding.schedule());
    }
    assertEquals(1, Set.copyOf(schedules).size(), schedules.toString());
    var holding = counters(4).sampling(12).check("all have counted", jedis -> jedis.get("n").equals("8")).assertHolds();
    assertEquals(12, holding.tried());
    assertFalse(holding.exhaustive());
    assertTrue(holding.limits().contains("random sample"), holding.limits());
  }

  @Test
  void aSearchThatIsTooLongMayGoOnWithASample() {
    var few = counters(2).atMost(6).orElseSample(10).check("all have counted", jedis -> jedis.get("n").equals("4")).assertHolds();
    assertTrue(few.exhaustive());
    assertEquals(6, few.tried());
    var many = counters(4).atMost(20).orElseSample(10).check("all have counted", jedis -> jedis.get("n").equals("8")).assertHolds();
    assertEquals(30, many.tried());
    assertFalse(many.exhaustive());
    assertTrue(many.limits().contains("from number 21 on are a random sample"), many.limits());
    var found = twoBuyers().atMost(1).orElseSample(30).check("nothing is sold twice", (jedis, end) -> end.count(true) == 1);
    assertTrue(found.violated() && found.number() > 1);
    assertEquals(found.schedule(), twoBuyers().atMost(1).orElseSample(30)
        .replay(found.number(), "nothing is sold twice", (jedis, end) -> end.count(true) == 1).schedule());
  }

  @Test
  void theSameCounterexampleIsFoundEachTimeAndHasFewSwitches() {
    // Ann's and Ben's second commands have to be next to each other in either order, and Cid in between them.
    var texts = new HashSet<List<String>>();
    for (var i = 0; i < 20; i++) {
      var orders = orders();
      for (var name : List.of("Ann", "Ben", "Cid")) {
        orders.doing(name, jedis -> {
          jedis.append("order", name);
          jedis.append("order", name);
        });
      }
      var finding = orders.check("Cid does not come between two of Ben's", jedis -> !jedis.get("order").contains("BenCid"));
      assertTrue(finding.violated());
      var schedule = finding.schedule();
      assertTrue(IntStream.range(1, schedule.size()).filter(n -> !schedule.get(n).equals(schedule.get(n - 1))).count() <= 3,
          schedule.toString());
      texts.add(List.of(finding.text()));
    }
    assertEquals(1, texts.size(), texts.toString());
  }

  @Test
  void aShorterCounterexampleIsPreferred() {
    var finding = orders()
        .doing("Ann", jedis -> List.of("1", "2", "3").forEach(n -> jedis.append("order", n)))
        .doing("Ben", jedis -> List.of("4", "5", "6").forEach(n -> jedis.append("order", n)))
        .check("3 comes last, or 6 comes after 3", jedis -> !Set.of("124536", "451263").contains(jedis.get("order")));
    assertTrue(finding.violated());
    assertEquals(List.of("Ann", "Ann", "Ben", "Ben", "Ann", "Ben"), finding.schedule());
    assertTrue(finding.text().contains("switches between actors") || finding.text().contains("only this one"), finding.text());
  }

  @Test
  void aWireIsClosedThoughItsCheckNeverRuns() throws Exception {
    var port = orders().port("Ann");
    await().atMost(BOUND).until(() -> {
      System.gc();
      try (var socket = new Socket("127.0.0.1", port)) {
        return false;
      } catch (ConnectException e) {
        return true;
      }
    });
  }

  @Test
  void aScriptIsOneStepWhetherTheServerKnowsItOrNot() {
    for (var i = 0; i < 2; i++) {
      var finding = orders().withoutReduction()
          .actor("Ann", jedis -> increment(jedis, "return redis.call('incr', KEYS[1]) -- once"))
          .actor("Ben", jedis -> increment(jedis, "return redis.call('incr', KEYS[1]) -- twice"))
          .check("both have counted", jedis -> jedis.get("n").equals("2"));
      assertTrue(finding.holds(), finding.text());
      assertEquals(2, finding.tried());
      redis.jedis().scriptFlush();
    }
  }

  private static Object increment(RedisClient jedis, String script) throws NoSuchAlgorithmException {
    var sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(script.getBytes(UTF_8)));
    try {
      return jedis.evalsha(sha, List.of("n"), List.of());
    } catch (JedisNoScriptException e) {
      return jedis.eval(script, List.of("n"), List.of());
    }
  }

  @Test
  void aLeaseEndsBetweenAnyTwoCommands() {
    var finding = orders()
        .from(jedis -> jedis.set("lock", "Ann", SetParams.setParams().px(60_000)))
        .actor("Ann", jedis -> "Ann".equals(jedis.get("lock")) && "Ann".equals(jedis.get("lock")))
        .expires("lock")
        .check("a lock that was held is held", (jedis, end) -> end.result("Ann"));
    assertTrue(finding.violated());
    assertTrue(finding.text().contains("-- lock expires --"), finding.text());
    var without = orders().from(jedis -> jedis.set("lock", "Ann"))
        .actor("Ann", jedis -> "Ann".equals(jedis.get("lock")) && "Ann".equals(jedis.get("lock")))
        .expires("lock")
        .check("a lock without a lease does not end", (jedis, end) -> end.result("Ann"));
    assertTrue(without.holds(), without.text());
  }

  @Test
  void anythingCanHappenFromOutside() {
    var open = new AtomicBoolean();
    var finding = orders().from(jedis -> open.set(true))
        .actor("Ann", jedis -> {
          jedis.incr("asked");
          return open.get();
        })
        .happens("the shop closes", jedis -> open.set(false))
        .check("Ann finds it open", (jedis, end) -> end.result("Ann"));
    assertTrue(finding.violated());
    assertTrue(finding.text().contains("-- the shop closes --"), finding.text());
  }

  @Test
  void aBlockedActorLetsTheOthersGoOn() {
    for (var i = 0; i < 20; i++) {
      var finding = orders()
          .actor("Ann", jedis -> jedis.blpop(0, "jobs").get(1))
          .doing("Ben", jedis -> {
            jedis.incr("other");
            jedis.rpush("jobs", "1");
          })
          .check("Ann gets the job", (jedis, end) -> end.result("Ann").equals("1"))
          .assertHolds();
      assertTrue(finding.exhaustive(), finding.text());
      assertEquals(2, finding.tried(), finding.text());
    }
  }

  @Test
  void whoWaitsForNobodyIsToldSo() {
    var finding = orders().actor("Ann", jedis -> jedis.blpop(0, "jobs")).doing("Ben", jedis -> jedis.incr("other"))
        .check("anything", jedis -> true);
    assertTrue(finding.violated());
    assertTrue(finding.text().contains("Nobody can go on, and nothing has happened for 2 s"), finding.text());
    assertTrue(finding.text().contains("Ann waits for the reply to BLPOP jobs 0"), finding.text());
  }

  @Test
  void aTimeOutOfABlockingCommandIsWaitedFor() {
    orders().patience(Duration.ofSeconds(5)).actor("Ann", jedis -> jedis.blpop(0.1, "jobs") == null)
        .check("Ann goes on", (jedis, end) -> end.result("Ann")).assertHolds();
  }

  @Test
  void aMessageThatComesBeforeTheSubscriptionIsLost() {
    var finding = orders()
        .actor("Ann", jedis -> {
          var heard = new StringBuilder();
          jedis.subscribe(new JedisPubSub() {
            @Override
            public void onMessage(String channel, String message) {
              heard.append(message);
              unsubscribe();
            }
          }, "news");
          return heard.toString();
        })
        .actor("Ben", jedis -> jedis.publish("news", "hello"))
        .check("Ann hears the news", (jedis, end) -> end.result("Ann").equals("hello"));
    assertTrue(finding.violated());
    assertEquals(List.of("Ben", "Ann"), finding.schedule());
    assertTrue(finding.text().contains("Ann listens for messages"), finding.text());
  }

  @Test
  void actorsMayWaitForEachOtherInsideTheProgram() {
    var gate = new CountDownLatch[1];
    orders().from(jedis -> gate[0] = new CountDownLatch(1))
        .actor("Ann", jedis -> {
          jedis.incr("ann");
          gate[0].await();
          return jedis.get("ben");
        })
        .doing("Ben", jedis -> {
          jedis.incr("ben");
          gate[0].countDown();
        })
        .check("Ann sees what Ben did", (jedis, end) -> end.result("Ann").equals("1")).assertHolds();
  }

  @Test
  void aRetryLoopIsBoundedAndSaysSo() {
    var finding = orders()
        .doing("Ann", jedis -> withLock(jedis, "Ann"))
        .doing("Ben", jedis -> withLock(jedis, "Ben"))
        .check("the lock is free", jedis -> !jedis.exists("lock"));
    assertTrue(finding.holds(), finding.text());
    assertFalse(finding.exhaustive());
    assertTrue(finding.limits().contains("as long as the answers stay the same"), finding.limits());
  }

  private static void withLock(RedisClient jedis, String me) {
    while (jedis.set("lock", me, SetParams.setParams().nx()) == null) {
      Thread.onSpinWait();
    }
    jedis.del("lock");
  }

  @Test
  void whoSendsWithoutEndIsNamed() {
    var finding = assertTimeoutPreemptively(BOUND, () -> orders().doing("Ann", jedis -> {
      while (true) {
        jedis.incr("n");
      }
    }).doing("Ben", jedis -> jedis.incr("m")).check("anything", jedis -> true));
    assertTrue(finding.text().contains("Ann has sent 300 commands and has not come to an end"), finding.text());
  }

  @Test
  void whoComputesWithoutEndIsNamed() {
    var finding = assertTimeoutPreemptively(BOUND, () -> orders().doing("Ann", jedis -> {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
    }).check("anything", jedis -> true));
    assertTrue(finding.text().contains("Ann has neither sent a command nor come to an end for 2 s"), finding.text());
    assertTrue(finding.text().contains("Ann computes"), finding.text());
    assertTrue(finding.text().contains("InterleavingsTest"), finding.text());
  }

  @Test
  void whoSendsNothingHasOneOrder() {
    var finding = orders().actor("Ann", jedis -> 1).actor("Ben", jedis -> 2)
        .check("both came to their end", (jedis, end) -> end.results().equals(List.of(1, 2))).assertHolds();
    assertEquals(1, finding.tried());
  }

  @Test
  void anActorWithSeveralConnectionsIsTakenAsItComes() {
    var orders = orders();
    var port = orders.port("Ann");
    var finding = orders
        .doing("Ann", jedis -> {
          var other = CompletableFuture.runAsync(() -> {
            try (var second = new Jedis("127.0.0.1", port)) {
              second.incr("n");
            }
          });
          jedis.incr("n");
          other.join();
        })
        .doing("Ben", jedis -> jedis.incr("n"))
        .check("all have counted", jedis -> jedis.get("n").equals("3"));
    assertTrue(finding.holds(), finding.text());
  }

  @Test
  void anActorThatThrowsBreaksTheClaimUnlessItMay() {
    var thrown = new IllegalArgumentException("no such thing");
    var finding = orders().actor("Ann", jedis -> {
      jedis.incr("n");
      throw thrown;
    }).check("anything", jedis -> true);
    assertTrue(finding.text().contains("Ann threw java.lang.IllegalArgumentException: no such thing"), finding.text());
    assertSame(thrown, assertThrows(Counterexample.class, finding::assertHolds).getCause());
    orders().actorsMayThrow().actor("Ann", jedis -> {
      throw thrown;
    }).check("it was thrown", (jedis, end) -> end.failure("Ann") == thrown).assertHolds();
  }

  @Test
  void aCheckMayAssert() {
    var finding = orders().doing("Ann", jedis -> jedis.incr("n")).check("n is two", jedis -> {
      assertEquals("2", jedis.get("n"), "the number");
      return true;
    });
    assertTrue(finding.text().contains("the number: expected: <2> but was: <1>"), finding.text());
  }

  @Test
  void aSetUpThatFailsIsNamed() {
    var error = assertThrows(IllegalStateException.class, () -> orders().from(jedis -> Integer.parseInt("x"))
        .doing("Ann", jedis -> jedis.incr("n")).check("anything", jedis -> true));
    assertTrue(error.getMessage().startsWith("The scenario could not be set up"), error.getMessage());
  }

  @Test
  void actorsThatDoSomethingElseEachTimeAreNamed() {
    var count = new AtomicInteger();
    var finding = orders()
        .doing("Ann", jedis -> {
          if (count.incrementAndGet() == 1) {
            jedis.incr("n");
          }
        })
        .doing("Ben", jedis -> jedis.incr("n"))
        .check("anything", jedis -> true);
    assertTrue(finding.holds());
    assertFalse(finding.exhaustive());
    assertTrue(finding.limits().startsWith("The actors did not do the same each time"), finding.limits());
  }

  @Test
  void aServerThatDiesIsAProblemOfTheEnvironment() {
    try (var own = Sandbox.standalone("maxclients 100")) {
      var error = assertTimeoutPreemptively(BOUND, () -> assertThrows(EnvironmentProblem.class, () -> Interleavings.on(own)
          .doing("Ann", jedis -> {
            jedis.incr("n");
            own.kill();
            jedis.incr("n");
          })
          .doing("Ben", jedis -> jedis.incr("n"))
          .check("anything", jedis -> true)));
      assertTrue(error.getMessage().contains("has ended while"), error.getMessage());
    }
  }

  @Test
  void aServerThatStandsStillIsToldSo() {
    try (var own = Sandbox.standalone("maxclients 100")) {
      var finding = assertTimeoutPreemptively(BOUND, () -> Interleavings.on(own).patience(Duration.ofSeconds(2))
          .doing("Ann", jedis -> {
            jedis.incr("n");
            own.pause();
            jedis.incr("n");
          })
          .check("anything", jedis -> true));
      own.resume();
      assertTrue(finding.text().contains("The server answers nobody"), finding.text());
    }
  }

  @Test
  void otherClientsPlayAsWell() {
    var orders = orders().patience(Duration.ofSeconds(5)).atMost(20);
    var clients = List.of("Ann", "Ben").stream().map(name -> {
      var config = new Config();
      config.useSingleServer().setAddress("redis://127.0.0.1:" + orders.port(name)).setConnectionMinimumIdleSize(1)
          .setConnectionPoolSize(2).setSubscriptionConnectionMinimumIdleSize(1);
      return Redisson.create(config);
    }).toList();
    try {
      var inside = new AtomicInteger();
      var most = new AtomicInteger();
      var finding = orders
          .doing("Ann", jedis -> locked(clients.get(0), inside, most))
          .doing("Ben", jedis -> locked(clients.get(1), inside, most))
          .check("one at a time is inside", jedis -> most.get() == 1);
      assertTrue(finding.holds(), finding.text());
    } finally {
      clients.forEach(client -> client.shutdown());
    }
  }

  private static void locked(RedissonClient client, AtomicInteger inside, AtomicInteger most) {
    var lock = client.getLock("lock");
    lock.lock();
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    client.getBucket("where").get();
    inside.decrementAndGet();
    lock.unlock();
  }
}
