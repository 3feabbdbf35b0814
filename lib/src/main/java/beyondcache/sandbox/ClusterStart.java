package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.args.ClusterFailoverOption;

/**
 * Forms a cluster out of empty nodes, faster than the usual way.
 *
 * <p>A primary that has only started does not call the cluster "ok" for two seconds (CLUSTER_WRITABLE_DELAY in Redis's
 * cluster.c), and who waits for primaries waits that long. Replicas are exempt. So for each shard a node that will be a
 * replica in the end gets the slots at first; the node that is to be the primary replicates it, says "ok" as soon as it has
 * heard of all slots, and then takes over ({@code CLUSTER FAILOVER TAKEOVER}). Takeovers have to happen one after another,
 * each after the news of the last: otherwise two nodes choose the same epoch, and one has to give way. Should any of this
 * not work out, nothing is lost: what stands is a cluster that becomes "ok" after the two seconds.
 */
final class ClusterStart {

  /** Milliseconds after which a node without an answer is suspected; also the pace of failovers. */
  private static final int NODE_TIMEOUT = 500;

  /** How long one step of the quick way may take before the usual way is good enough. */
  private static final Duration STEP = Duration.ofSeconds(3);

  private final int shards;

  /** The primary of each shard, then its replicas, shard after shard. */
  private final List<List<Node>> groups = new ArrayList<>();

  private ClusterStart(int shards) {
    this.shards = shards;
  }

  static Cluster start(Surroundings surroundings, int shards, int replicas, List<String> directives) {
    if (shards < 1 || shards > 100 || replicas < 0) {
      throw new IllegalArgumentException("A cluster has 1 to 100 shards, each with 0 or more replicas; not " + shards
          + " shards with " + replicas + " replicas.");
    }
    var engine = Engine.of(surroundings, (shards + 1) * (1 + replicas));
    List<Node> nodes = List.of();
    try {
      nodes = nodes(engine, 1, shards * (1 + replicas), directives);
      var start = new ClusterStart(shards);
      for (var shard = 0; shard < shards; shard++) {
        var group = new ArrayList<>(List.of(nodes.get(shard)));
        for (var replica = 0; replica < replicas; replica++) {
          group.add(nodes.get(shards + shard * replicas + replica));
        }
        start.groups.add(group);
      }
      start.form();
      var cluster = new Cluster(nodes, engine, nodes.get(0).server().source(), directives);
      cluster.awaitAgreed();
      return cluster;
    } catch (RuntimeException e) {
      nodes.forEach(Node::close);
      engine.close();
      throw e;
    }
  }

  /** Starts nodes that do not know each other yet. */
  static List<Node> nodes(Engine engine, int first, int count, List<String> directives) {
    var lines = new ArrayList<>(List.of("cluster-node-timeout " + NODE_TIMEOUT, "cluster-replica-validity-factor 0"));
    lines.addAll(directives);
    var tasks = new ArrayList<Callable<Node>>();
    for (var i = first; i < first + count; i++) {
      var name = "node-" + i;
      tasks.add(() -> new Node(name, engine.start(name, Engine.Kind.CLUSTER, lines)));
    }
    return Parallel.all(tasks, Node::close);
  }

  /** Makes a node known to another; the rest of the cluster learns of it by gossip. */
  static void meet(Node newcomer, Node other) {
    newcomer.ask(j -> j.sendCommand(Protocol.Command.CLUSTER, "MEET", other.host(),
        Integer.toString(other.port()), Integer.toString(other.server().busPort())));
  }

  private void form() {
    var all = groups.stream().flatMap(List::stream).toList();
    for (var shard = 0; shard < shards; shard++) {
      var from = shard * SlotMap.SLOTS / shards;
      var to = (shard + 1) * SlotMap.SLOTS / shards - 1;
      holder(shard).ask(j -> j.clusterAddSlotsRange(from, to));
    }
    for (var i = 0; i < all.size(); i++) {
      var node = all.get(i);
      var epoch = i + 1;
      node.ask(j -> j.clusterSetConfigEpoch(epoch));
      all.subList(0, i).forEach(other -> meet(node, other));
    }
    for (var shard = 0; shard < shards; shard++) {
      var holder = holder(shard);
      groups.get(shard).stream().filter(node -> node != holder).forEach(node -> replicate(node, holder));
    }
    takeOver();
  }

  /** Who owns the slots of a shard at first: its first replica, if it has any. */
  private Node holder(int shard) {
    var group = groups.get(shard);
    return group.get(group.size() > 1 ? 1 : 0);
  }

  /** Makes a node a replica, once it knows its primary. */
  static void replicate(Node replica, Node primary) {
    var id = primary.ask(j -> j.clusterMyId());
    var done = Waiting.until(Duration.ofSeconds(30), () -> ClusterView.of(replica).flatMap(v -> v.byId(id))
        .filter(e -> !e.inDoubt() && e.isPrimary()).isPresent() && replica.tryAsk(j -> j.clusterReplicate(id)).isPresent());
    if (!done) {
      throw new EnvironmentProblem(replica + " did not become a replica of " + primary + " within 30 s.\n"
          + "The end of its log:\n" + LogTail.of(replica.log()));
    }
  }

  private void takeOver() {
    var epoch = 0L;
    for (var group : groups) {
      var candidate = group.get(0);
      var last = epoch;
      if (group.size() == 1 || !Waiting.until(STEP, () -> knows(candidate, last))) {
        return;
      }
      candidate.tryAsk(j -> j.clusterFailover(ClusterFailoverOption.TAKEOVER));
      if (!Waiting.until(STEP, () -> ClusterView.of(candidate).filter(v -> v.myself().isPrimary()).isPresent())) {
        return;
      }
      epoch = ClusterView.of(candidate).map(v -> v.myself().epoch()).orElse(last);
    }
  }

  /** Whether a node says ok, and has heard of the last takeover. */
  private static boolean knows(Node node, long epoch) {
    return node.tryAsk(j -> Node.fields(j.clusterInfo()))
        .filter(i -> "ok".equals(i.get("cluster_state")) && Long.parseLong(i.get("cluster_current_epoch")) >= epoch)
        .isPresent();
  }
}
