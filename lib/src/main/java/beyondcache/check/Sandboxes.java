package beyondcache.check;

import beyondcache.EnvironmentProblem;
import beyondcache.sandbox.Cluster;
import beyondcache.sandbox.Node;
import beyondcache.sandbox.Replicated;
import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The warm servers of this process, reused between tests and checks, never ones that the learner pointed at: a single one, a
 * replicated set with sentinels, a cluster. Each starts on first use and goes with the process. What a test left on it is
 * removed before the next one: keys, scripts, functions, settings. When it is no longer what it was, it is replaced.
 */
final class Sandboxes<S extends Sandbox> {

  static final Sandboxes<Standalone> STANDALONE = new Sandboxes<>(Sandbox::breakable, Sandbox::nodes, s -> "", (s, patience) -> { });

  /** A failover makes it another one: tests name its first node as the primary. */
  static final Sandboxes<Replicated> REPLICATED = new Sandboxes<>(() -> Sandbox.replicated(2, 3), s -> List.of(s.primary()),
      Sandboxes::roles, Replicated::awaitAgreed);

  static final Sandboxes<Cluster> CLUSTER = new Sandboxes<>(() -> Sandbox.cluster(3, 1), Cluster::primaries,
      Cluster::slotMap, Cluster::awaitAgreed);

  private static final int PATIENCE_MILLIS = 1500;

  /** Counts as time of the test that made it necessary; after that a new sandbox is the quicker way. */
  private static final Duration AGREEMENT = Duration.ofSeconds(3);

  private final Supplier<S> start;
  private final Function<S, List<Node>> writable;
  private final Function<S, Object> shape;
  private final BiConsumer<S, Duration> agree;

  private S shared;
  private Object shapeAtFirst;
  private Map<Node, Map<String, String>> settings = Map.of();
  private boolean handedOut;

  /**
   * @param writable the nodes that take writes, which reach the others from there
   * @param shape what must not have changed, when the sandbox is to be used again
   * @param agree waits until all nodes have what they should have
   */
  private Sandboxes(Supplier<S> start, Function<S, List<Node>> writable, Function<S, Object> shape, BiConsumer<S, Duration> agree) {
    this.start = start;
    this.writable = writable;
    this.shape = shape;
    this.agree = agree;
  }

  private static Object roles(Replicated sandbox) {
    return sandbox.sentinels().stream().allMatch(Node::isAlive) ? sandbox.primary() : "a sentinel is down";
  }

  /** A sandbox that nobody else uses; whoever asks closes it. */
  S own() {
    return start.get();
  }

  /** The shared sandbox, alive and clean of nothing yet: see {@link #clean()}. */
  synchronized S shared() {
    if (shared == null) {
      shared = start.get();
      var found = new HashMap<Node, Map<String, String>>();
      shared.nodes().forEach(node -> found.put(node, settings(node)));
      settings = found;
      shapeAtFirst = shape.apply(shared);
    }
    handedOut = true;
    return shared;
  }

  /** Makes the shared sandbox, if there is one, as good as new. */
  synchronized void clean() {
    if (shared == null) {
      return;
    }
    // The settings first: with some of them, such as min-replicas-to-write, nothing can be removed.
    shared.nodes().forEach(node -> {
      var now = settings(node);
      now.entrySet().removeIf(setting -> setting.getValue().equals(settings.get(node).get(setting.getKey())));
      now.keySet().forEach(name -> node.jedis().configSet(name, settings.get(node).get(name)));
      node.jedis().scriptFlush();
    });
    writable.apply(shared).forEach(node -> {
      node.jedis().flushAll();
      node.jedis().functionFlush();
    });
    agree.accept(shared, AGREEMENT);
  }

  private static Map<String, String> settings(Node node) {
    var settings = new HashMap<>(node.jedis().configGet("*"));
    // Whom a server follows is a matter of the sentinels.
    settings.remove("replicaof");
    settings.remove("slaveof");
    return settings;
  }

  /** Drops the shared sandbox when it is not what it was, or does not answer. Returns whether one of its servers had gone. */
  synchronized boolean heal() {
    if (shared == null || !handedOut || isWhole()) {
      handedOut = false;
      return false;
    }
    var gone = shared.nodes().stream().anyMatch(Sandboxes::hasGone);
    shared.close();
    shared = null;
    return gone;
  }

  /** A server that shuts down refuses connections a little before its process ends. */
  private static boolean hasGone(Node node) {
    try (var probe = new Socket(node.host(), node.port())) {
      return !node.isAlive();
    } catch (IOException e) {
      return true;
    }
  }

  private boolean isWhole() {
    try {
      if (!shared.nodes().stream().allMatch(Sandboxes::answers)) {
        return false;
      }
      agree.accept(shared, AGREEMENT);
      return shape.apply(shared).equals(shapeAtFirst);
    } catch (EnvironmentProblem | IllegalStateException e) {
      return false;
    }
  }

  // With a connection of its own, which waits for less long than a test may take.
  private static boolean answers(Node node) {
    var config = DefaultJedisClientConfig.builder().from(node.clientConfig()).socketTimeoutMillis(PATIENCE_MILLIS).build();
    if (node.state() != Node.State.UP) {
      return false;
    }
    try (var probe = new Jedis(node.host(), node.port(), config)) {
      return probe.ping().equals("PONG");
    } catch (JedisException e) {
      return false;
    }
  }
}
