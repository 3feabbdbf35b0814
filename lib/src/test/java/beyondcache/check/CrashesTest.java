package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Step.Fate;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.args.ListDirection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.params.SetParams;

class CrashesTest {

  private static Standalone redis;

  @BeforeAll
  static void start() {
    redis = Sandbox.standalone();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private static Finding locking(Interleavings.Doing locking) {
    return Crashes.afterEveryCommand(redis)
        .doing("Ann", locking)
        .expires("lock")
        .check("a dead owner's lock ends by itself", jedis -> !jedis.exists("lock"));
  }

  @Test
  void aLockWithoutALeaseIsFound() {
    for (var i = 0; i < 20; i++) {
      var finding = locking(jedis -> {
        if (jedis.setnx("lock", "Ann") == 1) {
          jedis.pexpire("lock", 60_000);
        }
      });
      assertTrue(finding.violated());
      assertEquals(3, finding.number());
      assertEquals(Fate.DIED_AFTER, finding.order().get(0).fate());
      assertTrue(finding.text().contains("SETNX lock Ann"), finding.text());
    }
  }

  @Test
  void aLockWithALeaseIsClean() {
    var finding = locking(jedis -> jedis.set("lock", "Ann", SetParams.setParams().nx().px(60_000))).assertHolds();
    assertEquals(3, finding.tried());
    assertTrue(finding.exhaustive());
  }

  private static void work(RedisClient jedis, boolean safely) {
    var job = safely ? jedis.lmove("jobs", "taken", ListDirection.LEFT, ListDirection.RIGHT) : jedis.lpop("jobs");
    if (job != null) {
      jedis.sadd("done", job);
      jedis.lrem("taken", 1, job);
    }
  }

  private static Finding jobs(boolean safely) {
    return Crashes.afterEveryCommand(redis)
        .from(jedis -> jedis.rpush("jobs", "1"))
        .doing("Ann", jedis -> work(jedis, safely))
        .recover("Ben", jedis -> {
          while (jedis.lmove("taken", "jobs", ListDirection.RIGHT, ListDirection.LEFT) != null) {
            // One job after the other goes back.
          }
          work(jedis, safely);
        })
        .check("no job is lost", jedis -> jedis.sismember("done", "1"));
  }

  @Test
  void aJobThatIsLostIsFoundAndOneThatIsMovedIsNot() {
    var finding = jobs(false);
    assertTrue(finding.text().contains("LPOP jobs"), finding.text());
    assertTrue(finding.text().contains("Ann dies before the reply"), finding.text());
    assertTrue(finding.text().contains("Ben"), finding.text());
    var error = assertThrows(Counterexample.class, finding::assertHolds);
    assertTrue(error.forms().get("image/svg+xml").contains("<svg"));
    jobs(true).assertHolds();
  }

  private static void countRetrying(RedisClient jedis, boolean once) {
    for (var attempt = 0;; attempt++) {
      try {
        if (once) {
          jedis.sadd("votes", "Ann");
        } else {
          jedis.incr("number");
        }
        return;
      } catch (JedisConnectionException e) {
        if (attempt == 3) {
          throw e;
        }
      }
    }
  }

  @Test
  void aRetryThatCountsTwiceIsFound() {
    var twice = Crashes.losingEveryReply(redis).doing("Ann", jedis -> countRetrying(jedis, false))
        .check("a vote counts once", jedis -> jedis.get("number").equals("1"));
    assertEquals(3, twice.number());
    assertEquals(Fate.REPLY_LOST, twice.order().get(0).fate());
    assertEquals(2, twice.order().size());
    Crashes.losingEveryReply(redis).doing("Ann", jedis -> countRetrying(jedis, true))
        .check("a vote counts once", jedis -> jedis.scard("votes") == 1).assertHolds();
  }

  @Test
  void aTransactionIsOneStep() {
    var finding = Crashes.afterEveryCommand(redis).doing("Ann", jedis -> {
      try (var transaction = jedis.multi()) {
        transaction.decr("stock");
        transaction.rpush("orders", "1");
        transaction.exec();
      }
    }).check("stock and orders agree", jedis -> jedis.exists("stock") == jedis.exists("orders")).assertHolds();
    assertEquals(3, finding.tried());
  }

  @Test
  void aCaseCanBeSeenAgain() {
    var crashes = Crashes.afterEveryCommand(redis).doing("Ann", jedis -> {
      jedis.incr("a");
      jedis.incr("b");
    });
    Interleavings.Check check = jedis -> jedis.exists("a") == jedis.exists("b");
    var found = crashes.check("both or none", check);
    assertEquals(found.text().lines().skip(2).limit(4).toList(),
        crashes.replay(found.number(), "both or none", check).text().lines().skip(2).limit(4).toList());
    assertTrue(crashes.replay(1, "both or none", check).holds());
    assertThrows(IllegalArgumentException.class, () -> crashes.replay(6, "both or none", check));
  }

  @Test
  void whoTriesAgainForEverIsInterruptedWhenDead() {
    Crashes.afterEveryCommand(redis).doing("Ann", jedis -> {
      while (true) {
        try {
          jedis.incr("a");
          return;
        } catch (JedisConnectionException e) {
          Thread.sleep(10);
        }
      }
    }).check("it counts once at most", jedis -> !"2".equals(jedis.get("a"))).assertHolds();
  }

  @Test
  void whoGoesOnNeverthelessIsNamed() {
    var finding = Crashes.afterEveryCommand(redis).patience(Duration.ofMillis(300)).doing("Ann", jedis -> {
      var over = System.nanoTime() + 1_000_000_000;
      while (System.nanoTime() < over) {
        try {
          jedis.incr("a");
          return;
        } catch (JedisConnectionException e) {
          Thread.onSpinWait();
        }
      }
    }).check("anything", jedis -> true);
    assertFalse(finding.holds());
    assertTrue(finding.text().contains("Ann is dead, but its code goes on"), finding.text());
  }
}
