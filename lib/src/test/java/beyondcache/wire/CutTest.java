package beyondcache.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

class CutTest {

  private static Standalone redis;
  private Wire wire;
  private RedisClient ann;

  @BeforeAll
  static void start() {
    redis = Sandbox.standalone();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void open() {
    redis.flush();
    wire = Wire.inFrontOf(redis);
    ann = wire.jedis("Ann");
    ann.ping();
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private String visits() {
    return redis.jedis().get("visits");
  }

  @Test
  void beforeACommandItIsNotExecuted() {
    var cut = wire.cut("Ann").before(2);
    ann.incr("visits");
    assertFalse(cut.happened());
    assertThrows(JedisConnectionException.class, () -> ann.incr("visits"));
    assertTrue(cut.happened());
    assertEquals("1", visits());
    ann.incr("visits");
    assertEquals("2", visits());
  }

  @Test
  void losingAReplyItIsExecutedAndTheClientCannotKnow() {
    wire.cut("Ann").losingReplyOf(1);
    assertThrows(JedisConnectionException.class, () -> ann.incr("visits"));
    assertEquals("1", visits());
    assertEquals(2, ann.incr("visits"));
  }

  @Test
  void afterACommandItsReplyArrives() {
    var cut = wire.cut("Ann").after(1);
    assertEquals(1, ann.incr("visits"));
    assertTrue(cut.happened());
    assertThrows(JedisConnectionException.class, () -> ann.incr("visits"));
    assertEquals(2, ann.incr("visits"));
  }

  @Test
  void whoHasCrashedDoesNotComeBack() {
    wire.crash("Ann").losingReplyOf(1);
    for (var i = 0; i < 3; i++) {
      assertThrows(JedisConnectionException.class, () -> ann.incr("visits"));
    }
    assertEquals("1", visits());
    wire.jedis("Ben").incr("visits");
    wire.mend("Ann");
    assertEquals(3, ann.incr("visits"));
  }

  @Test
  void aPipelineIsCutInTheMiddle() {
    wire.cut("Ann").before(3);
    assertThrows(JedisConnectionException.class, () -> {
      try (var pipeline = ann.pipelined()) {
        for (var i = 0; i < 5; i++) {
          pipeline.incr("visits");
        }
        pipeline.sync();
      }
    });
    assertEquals("2", visits());
  }

  @Test
  void theLatestOfSeveralCutsCounts() {
    wire.cut("Ann").before(1);
    wire.cut("Ann").before(2);
    ann.incr("visits");
    wire.mend("Ann");
    ann.incr("visits");
    assertEquals("2", visits());
    assertThrows(IllegalArgumentException.class, () -> wire.cut("Ann").before(0));
  }
}
