package beyondcache.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.sandbox.Cluster;
import beyondcache.sandbox.Node;
import beyondcache.sandbox.Replicated;
import beyondcache.sandbox.Sandbox;
import io.lettuce.core.RedisURI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;

/** Clients that discover the servers of a topology go through the wires all the same. */
class WiresTest {

  private static Cluster cluster;
  private static Replicated replicated;

  @BeforeAll
  static void start() {
    cluster = Sandbox.cluster(3, 1);
    replicated = Sandbox.replicated(2, 3);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    replicated.close();
  }

  private static String translated(Map<Integer, Integer> ports, String... chunks) {
    var translation = new PortTranslation(ports);
    var out = new StringBuilder();
    for (var chunk : chunks) {
      out.append(StandardCharsets.UTF_8.decode(translation.apply(ByteBuffer.wrap(chunk.getBytes(StandardCharsets.UTF_8)))));
    }
    return out.toString();
  }

  @Test
  void portsAreReplacedWhereverTheMessageWasSplit() {
    var ports = Map.of(20123, 41000, 20124, 41001);
    var message = "-MOVED 42 127.0.0.1:20123\r\n$5\r\n20124\r\n:120123\r\n:201230\r\n:2012\r\n$-1\r\n20123";
    var expected = "-MOVED 42 127.0.0.1:41000\r\n$5\r\n41001\r\n:120123\r\n:201230\r\n:2012\r\n$-1\r\n";
    for (var i = 0; i <= message.length(); i++) {
      assertEquals(expected, translated(ports, message.substring(0, i), message.substring(i)));
    }
    assertThrows(IllegalArgumentException.class, () -> new PortTranslation(Map.of(20123, 8080)));
  }

  /** Everything that was sent to the nodes was sent over the wires: no other client is connected but these and the sandbox. */
  private static void assertEveryKeyCameOverAWire(Wires wires, Map<Node, Tape> tapes, String command) {
    assertEquals(Set.copyOf(cluster.primaries()), tapes.keySet());
    assertEquals(300, tapes.values().stream().mapToLong(tape -> tape.count(command)).sum());
  }

  @Test
  void jedisFindsTheNodesOfAClusterThroughTheWires() throws Exception {
    try (var wires = Wires.inFrontOf(cluster);
        var jedis = RedisClusterClient.create(new HostAndPort(wires.host(), wires.port("Ann", cluster.nodes().get(1))))) {
      var tapes = wires.record(() -> {
        for (var i = 0; i < 300; i++) {
          jedis.set("jedis:" + i, "" + i);
        }
      });
      assertEveryKeyCameOverAWire(wires, tapes, "SET");
    }
  }

  @Test
  void lettuceFindsTheNodesOfAClusterThroughTheWires() throws Exception {
    var wires = Wires.inFrontOf(cluster);
    var client = io.lettuce.core.cluster.RedisClusterClient.create(
        RedisURI.create(wires.host(), wires.port("Ann", cluster.nodes().get(1))));
    try (var lettuce = client.connect()) {
      var tapes = wires.record(() -> {
        for (var i = 0; i < 300; i++) {
          lettuce.sync().set("lettuce:" + i, "" + i);
        }
      });
      assertEveryKeyCameOverAWire(wires, tapes, "SET");
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
      wires.close();
    }
  }

  @Test
  void redissonFindsTheNodesOfAClusterThroughTheWires() throws Exception {
    var wires = Wires.inFrontOf(cluster);
    var config = new Config().setThreads(2).setNettyThreads(2).setCodec(StringCodec.INSTANCE);
    config.useClusterServers().addNodeAddress("redis://127.0.0.1:" + wires.port("Ann", cluster.nodes().get(1)))
        .setMasterConnectionMinimumIdleSize(1).setSlaveConnectionMinimumIdleSize(1);
    var redisson = Redisson.create(config);
    try {
      var tapes = wires.record(() -> {
        for (var i = 0; i < 300; i++) {
          redisson.getBucket("redisson:" + i).set("" + i);
        }
      });
      tapes.keySet().retainAll(cluster.primaries());
      assertEveryKeyCameOverAWire(wires, tapes, "SET");
    } finally {
      redisson.shutdown();
      wires.close();
    }
  }

  @Test
  void aWireCutsAndInterruptsAClientThatTheSentinelsHaveLedThere() {
    try (var wires = Wires.inFrontOf(replicated); var jedis = RedisSentinelClient.builder().masterName(replicated.masterName())
        .sentinels(Set.of(new HostAndPort(wires.host(), wires.port("Ann", replicated.sentinels().get(0))))).build()) {
      jedis.set("stock", "1");
      var wire = wires.of(replicated.primary());
      assertEquals(List.of("SET stock 1"), wire.tape().commands());
      var cut = wire.cut("Ann").losingReplyOf(1);
      assertThrows(RuntimeException.class, () -> jedis.incr("stock"));
      assertTrue(cut.happened());
      assertEquals("2", replicated.jedis().get("stock"));
      var interlude = wire.interlude("Ann", 2, () -> replicated.jedis().set("stock", "10"));
      assertEquals("2", jedis.get("stock"));
      assertFalse(interlude.happened());
      assertEquals(11, jedis.incr("stock"));
      assertTrue(interlude.happened());
      assertEquals(12, jedis.incr("stock"));
    }
  }

  @Test
  void slowWiresMakeRoundTripsCountable() throws Exception {
    try (var wires = Wires.overLinks(cluster); var jedis = RedisClusterClient.create(new HostAndPort(wires.host(), wires.port("Ann", cluster.nodes().get(0))))) {
      cluster.nodes().forEach(node -> wires.link(node).slow(Duration.ofMillis(5)));
      var tapes = wires.record(() -> {
        try (var pipeline = jedis.pipelined()) {
          for (var i = 0; i < 300; i++) {
            pipeline.get("slow:" + i);
          }
        }
      });
      assertEquals(300, tapes.values().stream().mapToLong(tape -> tape.commands().size()).sum());
      assertTrue(tapes.values().stream().mapToLong(Tape::roundTrips).sum() <= 9, () -> tapes.values().toString());
    }
  }
}
