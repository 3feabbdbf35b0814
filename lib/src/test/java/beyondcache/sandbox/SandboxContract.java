package beyondcache.sandbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What a sandbox promises, wherever its servers come from. Keys are removed again: the servers may be somebody's.
 */
abstract class SandboxContract {

  static final Duration SOON = Duration.ofSeconds(60);

  abstract Surroundings surroundings();

  /** Whether the servers are the sandbox's own. */
  boolean breakable() {
    return true;
  }

  private Standalone standalone(String... directives) {
    return directives.length == 0 ? Standalone.open(surroundings())
        : Standalone.start(surroundings(), List.of(directives));
  }

  @Test
  void threeClientsSeeOneServer() {
    try (var redis = standalone()) {
      redis.jedis().set("contract:greeting", "hello");
      assertEquals("hello", redis.lettuce().connect().sync().get("contract:greeting"));
      redis.redisson().getAtomicLong("contract:counter").set(42);
      assertEquals("42", redis.jedis().get("contract:counter"));
      assertEquals(2, redis.jedis().del("contract:greeting", "contract:counter"));
    }
  }

  @Test
  void aServerSaysWhoItIs() {
    try (var redis = standalone()) {
      assertEquals(redis.version(), redis.info("server").get("redis_version"));
      assertTrue(redis.atLeast("7.0"));
      assertFalse(redis.atLeast("1000.0"));
      assertEquals(redis.host(), redis.uri().getHost());
      assertEquals(redis.port(), redis.uri().getPort());
      assertEquals(breakable(), redis.node().isOurs());
      assertEquals(List.of(redis.node()), redis.nodes());
      assertTrue(redis.toString().contains(redis.version()) && redis.toString().contains("up"), redis.toString());
      assertFalse(redis.node().log().isEmpty());
    }
  }

  @Test
  void itsSocketAddressLeadsToItBeforeAndAfterARestart() throws IOException {
    assumeTrue(breakable());
    try (var redis = standalone()) {
      for (int i = 0; i < 2; i++) {
        var run = "run_id:" + redis.info("server").get("run_id");
        var answer = askOverSocket(redis.node(), "INFO server");
        assertTrue(answer.contains(run), answer);
        redis.restart();
      }
    }
  }

  private static String askOverSocket(Node node, String command) throws IOException {
    try (var channel = SocketChannel.open(node.socketAddress())) {
      channel.write(ByteBuffer.wrap((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aClosedSandboxSaysSo() {
    var redis = standalone();
    redis.jedis().ping();
    redis.close();
    redis.close();
    assertThrows(IllegalStateException.class, redis::jedis);
    assertThrows(IllegalStateException.class, redis::redisson);
    assertThrows(IllegalStateException.class, redis::lettuce);
    if (breakable()) {
      assertThrows(IllegalStateException.class, redis::restart);
    }
  }

  @Test
  void withoutPersistenceARestartIsEmpty() {
    assumeTrue(breakable());
    try (var redis = standalone()) {
      redis.jedis().set("key", "value");
      var port = redis.port();
      redis.kill();
      assertEquals(Node.State.DOWN, redis.node().state());
      assertThrows(JedisConnectionException.class, () -> redis.jedis().get("key"));
      redis.restart();
      assertEquals(port, redis.port());
      assertNull(redis.jedis().get("key"));
      redis.restart();
      assertNull(redis.jedis().get("key"));
    }
  }

  @Test
  void withPersistenceDataSurvivesAKill() {
    assumeTrue(breakable());
    try (var redis = standalone("appendonly yes", "appendfsync always")) {
      redis.jedis().set("key", "value");
      redis.kill();
      redis.restart();
      assertEquals("value", redis.jedis().get("key"));
    }
  }

  @Test
  void aPausedServerAnswersLaterAndClosesWithTheSandbox() {
    assumeTrue(breakable());
    try (var redis = standalone()) {
      redis.jedis().set("key", "value");
      redis.pause();
      assertEquals(Node.State.PAUSED, redis.node().state());
      assertTrue(redis.node().isAlive());
      redis.resume();
      assertEquals("value", redis.jedis().get("key"));
      redis.pause();
    }
  }

  @Test
  void flushEmptiesAServerOfOurs() {
    assumeTrue(breakable());
    try (var redis = standalone()) {
      redis.jedis().set("key", "value");
      redis.flush();
      assertEquals(0, redis.jedis().dbSize());
    }
  }

  @Test
  void aLinkIsSlowSilentAndCutOnDemand() {
    try (var redis = standalone(); var link = redis.link(); var client = link.jedis()) {
      assertEquals("PONG", client.ping());
      link.slow(Duration.ofMillis(100));
      var begin = System.nanoTime();
      assertEquals("PONG", client.ping());
      assertTrue(System.nanoTime() - begin >= 200_000_000, "a round trip crosses the link twice");
      link.cut();
      assertThrows(JedisConnectionException.class, client::ping);
      link.heal();
      await().atMost(SOON).ignoreExceptions().until(() -> client.ping().equals("PONG"));
      assertEquals("PONG", redis.jedis().ping());
    }
  }

  @Test
  void aServerThatIsNotOursIsNotBroken() {
    assumeFalse(breakable());
    try (var redis = standalone()) {
      for (var breaking : List.<Runnable>of(redis::kill, redis::pause, redis::resume, redis::restart)) {
        var problem = assertThrows(EnvironmentProblem.class, breaking::run);
        assertTrue(problem.getMessage().contains("REDIS_URL"), problem.getMessage());
      }
      assertEquals("PONG", redis.jedis().ping());
    }
  }

  @Test
  void allSlotsAreServedAndClientsAgree() {
    try (var redis = Cluster.open(surroundings())) {
      assertEquals(SlotMap.SLOTS, redis.slotMap().served());
      assertEquals(3, redis.primaries().size());
      assertEquals(6, redis.nodes().size());
      redis.primaries().forEach(primary -> assertEquals(1, redis.replicasOf(primary).size()));
      redis.jedis().set("contract:key", "value");
      assertEquals("value", redis.primaryFor("contract:key").jedis().get("contract:key"));
      assertEquals("value", redis.lettuce().connect().sync().get("contract:key"));
      redis.redisson().getAtomicLong("contract:counter").set(42);
      assertEquals("42", redis.jedis().get("contract:counter"));
      assertEquals(2, redis.jedis().del("contract:key") + redis.jedis().del("contract:counter"));
      assertTrue(redis.atLeast("7.0"));
    }
  }

  @Test
  void aPlannedFailoverOfAShardKeepsEverything() {
    try (var redis = Cluster.open(surroundings())) {
      redis.jedis().set("contract:key", "value");
      var old = redis.primaryFor("contract:key");
      var successor = redis.failover(old);
      assertNotSame(old, successor);
      assertSame(successor, redis.primaryFor("contract:key"));
      assertEquals("value", redis.jedis().get("contract:key"));
      redis.jedis().del("contract:key");
    }
  }

  @Test
  void aReplicaTakesOverWhenItsPrimaryIsKilled() {
    assumeTrue(breakable());
    try (var redis = Cluster.open(surroundings())) {
      redis.jedis().set("key", "before");
      var old = redis.primaryFor("key");
      var replica = redis.replicasOf(old).get(0);
      old.kill();
      assertSame(replica, redis.awaitFailover(old));
      await().atMost(SOON).ignoreExceptionsInstanceOf(JedisException.class)
          .until(() -> redis.jedis().set("key", "after").equals("OK"));
      old.restart();
      redis.awaitAgreed();
      assertEquals(List.of(old), redis.replicasOf(replica));
    }
  }

  @Test
  void sentinelsKnowThePrimaryAndClientsFollowThem() {
    try (var redis = Replicated.open(surroundings())) {
      assertEquals(3, redis.nodes().size());
      assertEquals(3, redis.sentinels().size());
      assertEquals(2, redis.replicas().size());
      redis.jedis().set("contract:key", "value");
      assertEquals("value", redis.primary().jedis().get("contract:key"));
      redis.redisson().getAtomicLong("contract:counter").set(7);
      assertEquals("7", redis.jedis().get("contract:counter"));
      assertEquals(2, redis.jedis().del("contract:key", "contract:counter"));
      redis.awaitAgreed();
    }
  }

  @Test
  void aPlannedFailoverChangesThePrimary() {
    try (var redis = Replicated.open(surroundings())) {
      var old = redis.primary();
      var successor = redis.failover();
      assertNotSame(old, successor);
      assertSame(successor, redis.primary());
      redis.awaitAgreed();
      assertTrue(redis.replicas().contains(old));
    }
  }

  @Test
  void aReplicaTakesOverWhenThePrimaryIsKilled() {
    assumeTrue(breakable());
    try (var redis = Replicated.open(surroundings())) {
      var old = redis.primary();
      assertSame(redis.nodes().get(0), old);
      old.jedis().set("key", "before");
      assertEquals(2, old.jedis().waitReplicas("key", 2, 10_000));
      old.kill();
      var successor = redis.awaitFailover(old);
      assertNotSame(old, successor);
      assertEquals(Node.State.DOWN, redis.topology().member(old).state());
      await().atMost(SOON).ignoreExceptionsInstanceOf(JedisException.class)
          .until(() -> redis.jedis().set("key", "after").equals("OK"));
      assertEquals("after", successor.jedis().get("key"));
      old.restart();
      redis.awaitAgreed();
      // On a starved machine the sentinels may have chosen once more.
      var primary = redis.topology().primaryOf(old).orElseThrow();
      assertSame(redis.primary(), primary);
      assertNotSame(old, primary);
      await().atMost(SOON).until(() -> "after".equals(old.jedis().get("key")));
    }
  }
}
