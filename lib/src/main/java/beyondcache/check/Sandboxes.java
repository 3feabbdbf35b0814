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
import java.util.ArrayDeque;
import java.util.Deque;
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
 * The warm servers of this process, reused between tests and checks, never ones that the learner pointed at: single ones,
 * replicated sets with sentinels, clusters. A test leases one, so tests that run at the same time never share a server. Each
 * starts when no idle one is left, and ends with the process. Before a lease, what an earlier test left is removed: keys,
 * scripts, functions, settings. A server that is no longer what it was is replaced.
 */
final class Sandboxes<S extends Sandbox> {

  static final Sandboxes<Standalone> STANDALONE = new Sandboxes<>(Sandbox::breakable, Sandbox::nodes, s -> "", (s, patience) -> { });

  /** Replaced after a failover: tests name its first node as the primary. */
  static final Sandboxes<Replicated> REPLICATED = new Sandboxes<>(() -> Sandbox.replicated(2, 3), s -> List.of(s.primary()),
      Sandboxes::roles, Replicated::awaitAgreed);

  static final Sandboxes<Cluster> CLUSTER = new Sandboxes<>(() -> Sandbox.cluster(3, 1), Cluster::primaries,
      Cluster::slotMap, Cluster::awaitAgreed);

  private static final int PATIENCE_MILLIS = 1500;

  /** Counts as time of the test that made it necessary; when it is over, starting a new sandbox is quicker. */
  private static final Duration AGREEMENT = Duration.ofSeconds(3);

  private final Supplier<S> start;
  private final Function<S, List<Node>> writable;
  private final Function<S, Object> shape;
  private final BiConsumer<S, Duration> agree;
  private final Deque<Warm<S>> idle = new ArrayDeque<>();

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

  /** A sandbox that no other test ever uses; the caller closes it. */
  S own() {
    return start.get();
  }

  /** A sandbox as good as new, for one test until it is released. */
  Lease<S> lease() {
    Warm<S> warm;
    synchronized (idle) {
      warm = idle.poll();
    }
    if (warm == null) {
      return new Lease<>(this, new Warm<>(this, start.get()));
    }
    try {
      warm.clean();
      return new Lease<>(this, warm);
    } catch (RuntimeException e) {
      // Whole when it was released, and broken since: code of an earlier test still ran.
      warm.sandbox.close();
      return new Lease<>(this, new Warm<>(this, start.get()));
    }
  }

  /** The use of a warm sandbox by one test. If the test does not release it, closing does. */
  static final class Lease<S extends Sandbox> implements AutoCloseable {

    private final Sandboxes<S> kind;
    private Warm<S> warm;

    private Lease(Sandboxes<S> kind, Warm<S> warm) {
      this.kind = kind;
      this.warm = warm;
    }

    S sandbox() {
      return warm.sandbox;
    }

    /**
     * Keeps the sandbox for the next test, or closes it if it is not what it was or does not reply.
     *
     * @return whether one of its servers has ended
     */
    boolean release() {
      if (warm == null) {
        return false;
      }
      var released = warm;
      warm = null;
      if (released.isWhole()) {
        synchronized (kind.idle) {
          kind.idle.push(released);
        }
        return false;
      }
      var gone = released.sandbox.nodes().stream().anyMatch(Sandboxes::hasGone);
      released.sandbox.close();
      return gone;
    }

    @Override
    public void close() {
      release();
    }
  }

  /** A sandbox, and what it was when it was new. */
  private static final class Warm<S extends Sandbox> {

    private final Sandboxes<S> kind;
    private final S sandbox;
    private final Object shapeAtFirst;
    private final Map<Node, Map<String, String>> settings = new HashMap<>();

    private Warm(Sandboxes<S> kind, S sandbox) {
      this.kind = kind;
      this.sandbox = sandbox;
      shapeAtFirst = kind.shape.apply(sandbox);
      sandbox.nodes().forEach(node -> settings.put(node, settings(node)));
    }

    void clean() {
      // The settings first: with some of them, such as min-replicas-to-write, nothing can be removed.
      sandbox.nodes().forEach(node -> {
        var now = settings(node);
        now.entrySet().removeIf(setting -> setting.getValue().equals(settings.get(node).get(setting.getKey())));
        now.keySet().forEach(name -> node.jedis().configSet(name, settings.get(node).get(name)));
        node.jedis().scriptFlush();
      });
      kind.writable.apply(sandbox).forEach(node -> {
        node.jedis().flushAll();
        node.jedis().functionFlush();
      });
      kind.agree.accept(sandbox, AGREEMENT);
    }

    boolean isWhole() {
      try {
        if (!sandbox.nodes().stream().allMatch(Sandboxes::answers)) {
          return false;
        }
        kind.agree.accept(sandbox, AGREEMENT);
        return kind.shape.apply(sandbox).equals(shapeAtFirst);
      } catch (EnvironmentProblem | IllegalStateException e) {
        return false;
      }
    }
  }

  private static Map<String, String> settings(Node node) {
    var settings = new HashMap<>(node.jedis().configGet("*"));
    // Whom a server follows is a matter of the sentinels.
    settings.remove("replicaof");
    settings.remove("slaveof");
    return settings;
  }

  /** A server that shuts down refuses connections a little before its process ends. */
  private static boolean hasGone(Node node) {
    try (var probe = new Socket(node.host(), node.port())) {
      return !node.isAlive();
    } catch (IOException e) {
      return true;
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
