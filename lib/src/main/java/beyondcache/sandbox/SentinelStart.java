package beyondcache.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import redis.clients.jedis.Protocol;

/**
 * Starts a primary, replicas and sentinels, and waits until they agree.
 *
 * <p>Sentinels learn of each other and of the replicas at periods of seconds, which {@code SENTINEL DEBUG} shortens.
 */
final class SentinelStart {

  /** Milliseconds; after twice this time the sentinels repeat a failover that did not succeed. */
  static final int FAILOVER_TIMEOUT = 3_000;

  private static final int DOWN_AFTER = 500;

  /**
   * Milliseconds. Sentinels put a replica that calls itself a primary in its place after four times this period, unless they
   * have heard of its promotion; and the sentinel that promoted it may need more than a second for that, because the
   * promotion ends its connection.
   */
  private static final int PUBLISH_PERIOD = 500;

  /**
   * Milliseconds. A sentinel that has lost a connection makes a new one after this period, a second by default. After a failover
   * it would find that the new primary has not answered for {@link #DOWN_AFTER}, only because it has not asked, and most
   * failovers were seen to be followed by another one. It cannot be much shorter either: a replica that has been silent for five periods
   * is not chosen.
   */
  private static final int PING_PERIOD = 250;

  private SentinelStart() {}

  static Replicated start(Surroundings surroundings, int replicas, int sentinels, List<String> directives) {
    if (replicas < 0 || sentinels < 0) {
      throw new IllegalArgumentException("There cannot be " + replicas + " replicas and " + sentinels + " sentinels.");
    }
    var engine = Engine.of(surroundings, 1 + replicas + sentinels);
    var started = new ArrayList<Node>();
    try {
      // Seen to answer before the replicas start: one that finds nobody tries again only after a second.
      var primary = new Node("redis-1", engine.start("redis-1", Engine.Kind.STANDALONE, directives));
      started.add(primary);
      var tasks = new ArrayList<Callable<Node>>();
      for (var i = 2; i <= replicas + 1; i++) {
        tasks.add(starting(engine, "redis-" + i, Engine.Kind.STANDALONE, replica(primary, directives)));
      }
      for (var i = 1; i <= sentinels; i++) {
        tasks.add(starting(engine, "sentinel-" + i, Engine.Kind.SENTINEL, sentinel(primary, sentinels / 2 + 1)));
      }
      started.addAll(Parallel.all(tasks, Node::close));
      var watching = started.subList(replicas + 1, started.size());
      watching.forEach(sentinel -> pace(sentinel, 100));
      var sandbox = new Replicated(Replicated.MASTER_NAME, primary.server().source(), started.subList(0, replicas + 1),
          watching, engine);
      sandbox.await("all servers agree", sandbox::agreed);
      watching.forEach(sentinel -> {
        pace(sentinel, PUBLISH_PERIOD);
        sentinel.afterRestart(() -> pace(sentinel, PUBLISH_PERIOD));
      });
      return sandbox;
    } catch (RuntimeException e) {
      started.forEach(Node::close);
      engine.close();
      throw e;
    }
  }

  private static Callable<Node> starting(Engine engine, String name, Engine.Kind kind, List<String> directives) {
    return () -> new Node(name, engine.start(name, kind, directives));
  }

  private static List<String> replica(Node primary, List<String> directives) {
    var lines = new ArrayList<>(List.of("replicaof " + primary.host() + " " + primary.port()));
    lines.addAll(directives);
    return lines;
  }

  private static List<String> sentinel(Node primary, int quorum) {
    var name = Replicated.MASTER_NAME;
    return List.of(
        "sentinel monitor " + name + " " + primary.host() + " " + primary.port() + " " + quorum,
        "sentinel down-after-milliseconds " + name + " " + DOWN_AFTER,
        "sentinel failover-timeout " + name + " " + FAILOVER_TIMEOUT,
        "sentinel parallel-syncs " + name + " 1");
  }

  /**
   * @param publishPeriod milliseconds between the messages by which sentinels make themselves known: often until they all are,
   *     then less
   */
  private static void pace(Node sentinel, int publishPeriod) {
    // New in 7.0; who does not know it is slower, and as good.
    sentinel.tryAsk(j -> j.sendCommand(Protocol.Command.SENTINEL, "DEBUG", "INFO-PERIOD", "100", "PUBLISH-PERIOD",
        Integer.toString(publishPeriod), "ASK-PERIOD", "100", "PING-PERIOD", Integer.toString(PING_PERIOD)));
  }
}
