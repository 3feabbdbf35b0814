package task2;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Crashes;
import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.check.RedisTime;
import beyondcache.sandbox.Standalone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import task2.JobQueue.Job;

@ExerciseTest
class JobQueueTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(30);
  private static final Consumer<Job> FINE = job -> { };

  private final Standalone server;
  private final RedisClient redis;
  private final List<JobQueue> queues = new ArrayList<>();

  JobQueueTest(Standalone server) {
    this.server = server;
    redis = server.jedis();
  }

  @AfterEach
  void disconnect() {
    queues.forEach(JobQueue::close);
  }

  @Test
  void aJobIsHandledAndCredited() {
    var queue = queue(LONG);
    var id = queue.submit("ann", 250);
    assertEquals(1, queue.open());
    var seen = new ArrayList<Job>();
    assertTrue(queue.work("worker", seen::add));
    assertEquals(List.of(new Job(id, "ann", 250, 1)), seen, "what the handler was given");
    assertEquals("250", redis.hget("balances", "ann"), "Ann's balance");
    assertEquals(0, queue.open());
    assertFalse(queue.work("worker", seen::add), "there is nothing left to do");
    assertEquals(1, seen.size());
  }

  @Test
  void anAccountMayHaveAnyName() {
    var queue = queue(LONG);
    var accounts = List.of("iban:DE 12", "a|b,c;d", "{x}", "東京", "\"quoted\"", "tab\tand\nline", "1e3", "-7", "", " ");
    for (int i = 0; i < accounts.size(); i++) {
      var id = queue.submit(accounts.get(i), i + 1);
      var seen = new ArrayList<Job>();
      assertTrue(queue.work("worker", seen::add));
      assertEquals(List.of(new Job(id, accounts.get(i), i + 1, 1)), seen, "what the handler was given");
      assertEquals("" + (i + 1), redis.hget("balances", accounts.get(i)), "the balance of " + accounts.get(i));
    }
  }

  @Test
  void amountsMayBeAsGreatAsTheyGet() {
    var queue = queue(LONG);
    long sum = 0;
    for (long cents : List.of(1L, 3_000_000_000L, 123_456_789_012_345L, 1_000_000_000_000_000L)) {
      var id = queue.submit("ann", cents);
      var seen = new ArrayList<Job>();
      assertTrue(queue.work("worker", seen::add));
      assertEquals(List.of(new Job(id, "ann", cents, 1)), seen, "what the handler was given");
      assertEquals(sum += cents, balance(), "Ann's balance, the last payment being " + cents + " cents");
    }
  }

  /** However many there are, and however long it takes: what waits is not what one may trim, or let expire. */
  @Test
  void whatWaitsIsKept() {
    var queue = queue(SHORT);
    var first = queue.submit("ann", 1);
    for (int i = 0; i < 1499; i++) {
      queue.submit("ann", 1);
    }
    assertEquals(1500, queue.open(), "open jobs, of 1500 that were submitted");
    RedisTime.passes(redis, Duration.ofDays(60));
    assertEquals(1500, queue.open(), "open jobs, when nobody has worked for two months");
    var seen = new ArrayList<String>();
    assertTrue(queue.work("worker", job -> seen.add(job.id())), "there was a job to take");
    assertEquals(List.of(first), seen, "the first job taken");
  }

  @Test
  @Misconception("M39")
  void whatWasAbandonedComesBeforeWhatIsNew() {
    var queue = queue(SHORT);
    var one = queue.submit("ann", 1);
    var two = queue.submit("ann", 2);
    queue.work("worker", fails());
    queue.work("worker", fails());
    thePatienceIsOver();
    var three = queue.submit("ann", 4);
    var seen = new ArrayList<String>();
    for (int i = 1; i <= 3; i++) {
      assertTrue(queue.work("other", job -> seen.add(job.id())), "there was a job to take: of two abandoned ones and a "
          + "new one, these have been taken: " + seen);
    }
    assertEquals(List.of(one, two, three), seen, "jobs taken: the two that were abandoned, and then the new one");
    assertEquals(7, balance());
  }

  @Test
  void whoPutsAJobAsideTakesTheNextOne() {
    var queue = queue(SHORT);
    var bad = queue.submit("ann", 250);
    for (int i = 0; i < JobQueue.ATTEMPTS; i++) {
      assertThrows(Error.class, () -> queue.work("worker", dies()), "what killed the worker goes through to the caller");
      thePatienceIsOver();
    }
    var good = queue.submit("ben", 100);
    var seen = new ArrayList<String>();
    assertTrue(queue.work("worker", job -> seen.add(job.id())), "there was a job to take, behind one to be put aside");
    assertEquals(List.of(good), seen);
    assertEquals(List.of(bad), queue.dead());
    assertEquals(0, queue.open());
  }

  @Test
  void theEarliestThatWasPutAsideComesFirst() {
    var queue = queue(Duration.ofMillis(5));
    var ids = new ArrayList<String>();
    for (int i = 0; i < 12; i++) { // past any number of digits
      ids.add(queue.submit("ann", 1));
      await().atMost(Duration.ofSeconds(3)).pollInterval(Duration.ofMillis(2)).until(() -> {
        queue.work("worker", fails());
        return queue.dead().size() == ids.size();
      });
    }
    assertEquals(ids, queue.dead(), "jobs put aside, one after the other");
    for (int i = 0; i < 120; i++) {
      ids.add(queue.submit("ann", 1));
    }
    await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(2)).alias("all have failed and are put aside").until(() -> {
      for (boolean more = true; more;) {
        more = queue.work("worker", fails());
      }
      return queue.open() == 0;
    });
    assertEquals(sorted(ids), sorted(queue.dead()), "jobs put aside: 12 one after the other, and 120 together");
    RedisTime.passes(redis, Duration.ofDays(60));
    assertEquals(sorted(ids), sorted(queue.dead()), "jobs put aside, two months later");
  }

  @Test
  void jobsBeginInOrder() {
    var queue = queue(LONG);
    var ids = List.of(queue.submit("ann", 1), queue.submit("ben", 2), queue.submit("ann", 4));
    var seen = new ArrayList<String>();
    while (queue.work("worker", job -> seen.add(job.id()))) {
      assertTrue(seen.size() <= 3, "jobs handled, of three: " + seen);
    }
    assertEquals(ids, seen);
    assertEquals("5", redis.hget("balances", "ann"));
  }

  @Test
  @Misconception("M41")
  void whatWasSubmittedBeforeThereWasAWorkerIsNotSkipped() {
    queue(LONG).submit("ann", 250);
    assertTrue(queue(LONG).work("late worker", FINE));
    assertEquals("250", redis.hget("balances", "ann"));
  }

  @Test
  @Misconception("M39")
  void anAbandonedJobIsTakenByAnother() {
    var queue = queue(SHORT);
    queue.submit("ann", 250);
    assertTrue(queue.work("ann's worker", fails()), "there was a job, though the handler failed");
    assertEquals(null, redis.hget("balances", "ann"), "nothing is credited for a job that failed");
    assertEquals(1, queue.open());
    await().atMost(Duration.ofMillis(1500)).alias("another worker takes the job that failed").until(() -> queue.work("other", job -> {
      assertEquals(2, job.attempt(), "the number of this attempt");
    }));
    assertEquals("250", redis.hget("balances", "ann"));
    assertEquals(0, queue.open());
  }

  @Test
  void aJobIsLeftToItsWorkerWhileThePatienceLasts() {
    var queue = queue(LONG);
    queue.submit("ann", 250);
    queue.work("worker", fails());
    assertFalse(queue.work("other", FINE), "the first worker may still be at it");
    assertEquals(1, queue.open());
  }

  /** In rounds, until the machine was quick enough for somebody to ask while the patience lasts. */
  @Test
  void eachAttemptHasThePatienceForItself() {
    var patience = Duration.ofMillis(200);
    boolean inTime = false;
    for (int round = 1; round <= 5 && !inTime; round++) {
      var queue = queue(patience);
      var account = "ann " + round;
      queue.submit(account, 1);
      queue.work("worker", fails());
      long[] taken = new long[1];
      await().atMost(Duration.ofMillis(1500)).alias("another worker takes the job that failed").until(() -> {
        taken[0] = System.nanoTime();
        return queue.work("second", fails());
      });
      boolean third = queue.work("third", FINE);
      inTime = System.nanoTime() - taken[0] < patience.toNanos() * 9 / 10;
      assertFalse(inTime && third, "the second worker may still be at it, with a patience of 200 ms");
      await().atMost(Duration.ofMillis(1500)).alias("a third worker takes it when the patience is over").until(
          () -> redis.hget("balances", account) != null || queue.work("third", FINE));
    }
  }

  @Test
  void patienceNeedNotBeWholeSeconds() {
    var queue = queue(Duration.ofMillis(900));
    queue.submit("ann", 250);
    long began = System.nanoTime();
    queue.work("worker", fails());
    boolean taken = queue.work("other", FINE);
    if (System.nanoTime() - began < 900_000_000L) { // else the machine was so slow that the patience was over
      assertFalse(taken, "the first worker may still be at it, with a patience of 900 ms");
    }
  }

  @Test
  void aJobThatKillsItsWorkersIsPutAside() {
    var queue = queue(SHORT);
    var bad = queue.submit("ann", 250);
    var deaths = new ArrayList<Integer>();
    await().atMost(Duration.ofSeconds(3)).alias("the job is put aside after " + JobQueue.ATTEMPTS + " workers have died of it").until(() -> {
      try {
        queue.work("worker", job -> {
          deaths.add(job.attempt());
          throw new Error("the worker dies, as it would by kill -9");
        });
      } catch (Error dead) {
        // Nothing in the answer has run after the handler.
      }
      return queue.dead().equals(List.of(bad));
    });
    assertEquals(List.of(1, 2, 3), deaths, "attempts, each of which killed its worker");
    assertEquals(null, redis.hget("balances", "ann"));
  }

  @Test
  void aJobThatFailsEachTimeIsPutAside() {
    var queue = queue(SHORT);
    var bad = queue.submit("ann", 250);
    queue.submit("ben", 100);
    var attempts = new ArrayList<Integer>();
    await().atMost(Duration.ofSeconds(3)).alias("the bad job is put aside after " + JobQueue.ATTEMPTS + " attempts, and the good one is "
        + "done").until(() -> {
      queue.work("worker", job -> {
        if (job.id().equals(bad)) {
          attempts.add(job.attempt());
          throw new IllegalStateException("this one never works");
        }
      });
      return queue.dead().equals(List.of(bad)) && queue.open() == 0;
    });
    assertEquals(List.of(1, 2, 3), attempts, "attempts at the job that fails");
    assertEquals(null, redis.hget("balances", "ann"));
    assertEquals("100", redis.hget("balances", "ben"));
  }

  @Test
  @Misconception({"M37", "M38"})
  void noJobIsLostWhereverItsWorkerDies() {
    crashes().check("Ann has her money", jedis -> balance() >= 250).assertHolds();
  }

  @Test
  @Misconception("M42")
  void noJobIsCreditedTwiceWhereverItsWorkerDies() {
    crashes().check("Ann has her money once", jedis -> balance() <= 250).assertHolds();
  }

  @Test
  void ofTwoWorkersOneGetsTheJob() {
    var orders = Interleavings.on(server);
    try (var ann = new JobQueue("127.0.0.1", orders.port("Ann"), LONG); var ben = new JobQueue("127.0.0.1", orders.port("Ben"), LONG)) {
      orders.from(jedis -> queue(LONG).submit("ann", 250))
          .actor("Ann", jedis -> ann.work("Ann", FINE))
          .actor("Ben", jedis -> ben.work("Ben", FINE))
          .check("one of them had something to do, and it is credited once", (jedis, end) -> {
            assertEquals(250, balance(), "Ann's balance");
            return end.count(true) == 1;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M42")
  void aSlowWorkerAndItsSuccessorCreditOnce() {
    var slow = queue(SHORT);
    var successor = queue(SHORT);
    slow.submit("ann", 250);
    slow.work("slow", job -> await().atMost(Duration.ofMillis(1500)).alias("the successor takes over").until(
        () -> successor.work("successor", FINE)));
    assertEquals(250, balance(), "Ann's balance, after two workers have handled the same job");
  }

  @Test
  @Misconception("M40")
  void jobsThatAreDoneLeaveNothingBehind() {
    var queue = queue(LONG);
    doJobs(queue, 20);
    var after20 = memory();
    doJobs(queue, 300);
    var after320 = memory();
    assertTrue(after320 < after20 + 4000, "Redis needs " + after20 + " bytes after 20 jobs were done, and " + after320
        + " after 320. Nothing that grows should stay: not the entry, not its mention among those that are pending, not its id");
    assertEquals(0, queue.open());
    var large = redis.keys("*").stream().filter(key -> redis.memoryUsage(key, 0) > 4000).toList();
    assertEquals(List.of(), large, "keys that have become large, though they may expire some time: with each job they live on, and grow");
  }

  private JobQueue queue(Duration patience) {
    var queue = new JobQueue(server.host(), server.port(), patience);
    queues.add(queue);
    return queue;
  }

  /** A worker dies at each of its commands; another one works until there is nothing left to do. */
  private Crashes crashes() {
    var crashes = Crashes.afterEveryCommand(server);
    crashes.from(jedis -> queue(SHORT).submit("ann", 250))
        .doing("worker", jedis -> {
          try (var queue = new JobQueue("127.0.0.1", crashes.port("worker"), SHORT)) {
            queue.work("worker", FINE);
          }
        })
        .happens("another worker works until nothing is open", jedis -> {
          var other = queue(SHORT);
          await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(10)).ignoreExceptions().until(() -> {
            other.work("other", FINE);
            return other.open() == 0;
          });
        });
    return crashes;
  }

  /** That of the queues with {@link #SHORT}, for all jobs that have been taken. */
  private void thePatienceIsOver() {
    long end = redisMillis() + 2 * SHORT.toMillis();
    await().pollInterval(Duration.ofMillis(2)).until(() -> redisMillis() >= end);
  }

  private long redisMillis() {
    return (long) redis.eval("local time = redis.call('TIME') return time[1] * 1000 + math.floor(time[2] / 1000)");
  }

  private long balance() {
    var balance = redis.hget("balances", "ann");
    return balance == null ? 0 : Long.parseLong(balance);
  }

  private void doJobs(JobQueue queue, int number) {
    for (int i = 0; i < number; i++) {
      queue.submit("ann", 1);
      assertTrue(queue.work("worker", FINE));
    }
  }

  /** Of all keys that stay; what expires by itself does not count. */
  private long memory() {
    return redis.keys("*").stream().filter(key -> redis.ttl(key) == -1).mapToLong(key -> redis.memoryUsage(key, 0)).sum();
  }

  private static List<String> sorted(List<String> ids) {
    return ids.stream().sorted().toList();
  }

  private static Consumer<Job> dies() {
    return job -> {
      throw new Error("the worker dies");
    };
  }

  private static Consumer<Job> fails() {
    return job -> {
      throw new IllegalStateException("the handler fails");
    };
  }
}
