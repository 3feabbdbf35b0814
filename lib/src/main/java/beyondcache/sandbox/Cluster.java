package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;

/**
 * A Redis Cluster: {@link Sandbox#cluster()}. Each shard is a primary with a share of the 16384 hash slots, and its replicas.
 *
 * <p>A node without an answer for half a second is suspected; a failover is over about two seconds after a kill. Nodes keep
 * their names when their roles change: {@link #primaries()} asks who it is now.
 */
public final class Cluster implements Sandbox {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Node> nodes;
  private final Engine engine;
  private final String source;
  private final List<String> directives;
  private final Clients clients = new Clients();

  /** For each primary a slot that it was last seen to own, by which its successor is known. */
  private final Map<Node, Integer> lastOwned = new ConcurrentHashMap<>();

  private RedisClusterClient jedis;
  private String version;

  /** @param engine null when the servers were running before */
  Cluster(List<Node> nodes, Engine engine, String source, List<String> directives) {
    this.nodes = new ArrayList<>(nodes);
    this.engine = engine;
    this.source = source;
    this.directives = directives;
  }

  static Cluster open(Surroundings surroundings) {
    return surroundings.kind().isEmpty() && surroundings.cluster().isPresent()
        ? RunningTopologies.cluster(surroundings.cluster().get())
        : ClusterStart.start(surroundings, 3, 1, List.of());
  }

  @Override
  public List<Node> nodes() {
    synchronized (nodes) {
      return List.copyOf(nodes);
    }
  }

  @Override
  public synchronized String version() {
    if (version == null) {
      version = nodes().stream().flatMap(n -> n.tryAsk(j -> Node.fields(j.info("server")).get("redis_version")).stream())
          .findFirst().orElseThrow(() -> new IllegalStateException("No node of this cluster is up."));
    }
    return version;
  }

  /** The primaries that are up, in the order of their slots; those without slots come last. */
  public List<Node> primaries() {
    return topology().members().stream()
        .filter(m -> m.role() == Topology.Role.PRIMARY && m.state() == Node.State.UP)
        .sorted(Comparator.comparingInt(m -> m.slots().stream().mapToInt(Topology.Slots::from).min().orElse(SlotMap.SLOTS)))
        .map(Topology.Member::node).toList();
  }

  /** The replicas of a primary, also those that are down. */
  public List<Node> replicasOf(Node primary) {
    return topology().replicasOf(primary);
  }

  /** The primary that owns the slot of this key. */
  public Node primaryFor(String key) {
    return slotMap().owner(key).orElseThrow(() -> new IllegalStateException("Nobody serves slot " + SlotMap.slot(key)
        + ", to which '" + key + "' belongs:\n" + this));
  }

  /** A client that knows the cluster; it belongs to the sandbox. It retries for 10 s, which outlasts a failover. */
  public synchronized RedisClusterClient jedis() {
    if (jedis == null) {
      jedis = RedisClusterClient.builder()
          .nodes(nodes().stream().map(n -> new HostAndPort(n.host(), n.port())).collect(Collectors.toSet()))
          .clientConfig(nodes().get(0).clientConfig())
          .maxAttempts(30)
          .maxTotalRetriesDuration(Duration.ofSeconds(10))
          .poolConfig(Clients.pool())
          .build();
      clients.own(jedis);
    }
    return jedis;
  }

  /** A configuration for a Redisson client of one's own: reading from the primaries, few threads. */
  public Config redissonConfig() {
    var config = Clients.redissonConfig(nodes().get(0).server().address());
    config.useClusterServers()
        .addNodeAddress(nodes().stream().map(n -> "redis://" + n.host() + ":" + n.port()).toArray(String[]::new))
        .setScanInterval(500)
        .setReadMode(ReadMode.MASTER)
        .setMasterConnectionMinimumIdleSize(1)
        .setSlaveConnectionMinimumIdleSize(1)
        .setMasterConnectionPoolSize(16)
        .setSlaveConnectionPoolSize(16)
        .setConnectTimeout(Address.CONNECT_MILLIS)
        .setTimeout(Address.REPLY_MILLIS);
    return config;
  }

  /** A Redisson client that knows the cluster; it belongs to the sandbox. */
  public RedissonClient redisson() {
    return clients.redisson(this::redissonConfig);
  }

  /** A Lettuce client that knows the cluster; it belongs to the sandbox. */
  public io.lettuce.core.cluster.RedisClusterClient lettuce() {
    return clients.lettuceCluster(nodes().stream().map(n -> RedisURI.create(n.uri())).toList());
  }

  /** Who replicates whom, and who owns which slots, now. Sends {@code CLUSTER NODES} to every node that is up. */
  public Topology topology() {
    var topology = ClusterPicture.topology(this);
    topology.members().stream().filter(m -> !m.slots().isEmpty())
        .forEach(m -> lastOwned.put(m.node(), m.slots().get(0).from()));
    return topology;
  }

  /** Who owns which slots, and which are being moved. Sends {@code CLUSTER NODES} to every node that is up. */
  public SlotMap slotMap() {
    return ClusterPicture.slotMap(this);
  }

  Optional<Node> at(String host, int port) {
    return nodes().stream().filter(n -> n.port() == port).filter(n -> host.isEmpty() || Hosts.same(n.host(), host)).findFirst();
  }

  /**
   * Moves slots from one primary to another, step by step: nothing happens before {@link Resharding#step()}.
   *
   * @param slots how many, the lowest first
   */
  public Resharding reshard(int slots, Node from, Node to) {
    var owned = ClusterPicture.slotsOf(this, from);
    if (slots < 1 || slots > owned.size()) {
      throw new IllegalArgumentException(from.name() + " owns " + owned.size() + " slots, so " + slots
          + " cannot be moved away from it.");
    }
    return new Resharding(this, owned.subList(0, slots), from, to);
  }

  /** Moves one slot to another primary, step by step: nothing happens before {@link Resharding#step()}. */
  public Resharding moveSlot(int slot, Node to) {
    var from = slotMap().owner(slot).orElseThrow(() -> new IllegalArgumentException("Nobody owns slot " + slot + "."));
    return new Resharding(this, List.of(slot), from, to);
  }

  /**
   * Adds a primary without slots, and as many replicas of it as the first shard has.
   *
   * @return the primary, to which slots can be moved
   */
  public Node addShard() {
    var present = nodes();
    if (engine == null) {
      throw new EnvironmentProblem("This cluster was not started by the course (" + source + " points at it), so it cannot grow "
          + "here.\nUnset " + source + ", or use Sandbox.cluster(3, 1), which starts a cluster of its own.");
    }
    var replicas = replicasOf(primaries().get(0)).size();
    var known = primaries().get(0);
    var fresh = ClusterStart.nodes(engine, present.size() + 1, 1 + replicas, directives);
    synchronized (nodes) {
      nodes.addAll(fresh);
    }
    fresh.forEach(node -> ClusterStart.meet(node, known));
    fresh.subList(1, fresh.size()).forEach(replica -> ClusterStart.replicate(replica, fresh.get(0)));
    awaitAgreed();
    return fresh.get(0);
  }

  /**
   * A planned failover: a replica takes the place of its primary, which hands over without losing a write.
   *
   * <p>Sends {@code CLUSTER FAILOVER} to the replica.
   *
   * @return the new primary
   */
  public Node failover(Node primary) {
    var replica = replicasOf(primary).stream().filter(n -> n.state() == Node.State.UP).findFirst().orElseThrow(
        () -> new IllegalStateException(primary.name() + " has no replica that is up:\n" + this));
    await("a failover can begin", () -> primaryOf(replica) != primary || replica.tryAsk(j -> j.clusterFailover()).isPresent());
    return awaitFailover(primary);
  }

  private Node primaryOf(Node replica) {
    return topology().member(replica).follows();
  }

  /** A planned failover of the first shard. */
  public Node failover() {
    return failover(primaries().get(0));
  }

  /**
   * Waits until another node has taken the place of a primary, and all nodes that are up know it and say that the cluster is
   * ok.
   *
   * @param lost a primary that was killed, paused or told to hand over
   * @return its successor
   * @throws EnvironmentProblem if that has not happened within a minute
   */
  public Node awaitFailover(Node lost) {
    await("a successor of " + lost.name(), () -> successor(lost).isPresent() && agreed());
    return successor(lost).orElseThrow();
  }

  private Optional<Node> successor(Node lost) {
    topology();
    return Optional.ofNullable(lastOwned.get(lost)).flatMap(slot -> slotMap().owner(slot)).filter(owner -> owner != lost);
  }

  /**
   * Waits until all nodes that are up say that the cluster is ok, agree on who owns what and who follows whom, and the
   * replicas among them have all that their primaries have.
   *
   * @throws EnvironmentProblem if that has not happened within a minute
   */
  public void awaitAgreed() {
    awaitAgreed(PATIENCE);
  }

  /** As {@link #awaitAgreed()}, for no longer than this for either. */
  public void awaitAgreed(Duration patience) {
    await("agreement", patience, this::agreed);
    await("replicas in step", patience, () -> topology().members().stream()
        .filter(m -> m.role() == Topology.Role.REPLICA && m.state() == Node.State.UP).allMatch(Topology.Member::inStep));
  }

  /** Whether all nodes that are up say ok, and see the same cluster. */
  private boolean agreed() {
    var up = nodes().stream().filter(n -> n.state() == Node.State.UP).toList();
    var views = up.stream().map(ClusterView::of).toList();
    return views.stream().allMatch(Optional::isPresent)
        && views.stream().map(v -> v.get().facts()).distinct().count() == 1
        && views.get(0).get().facts().size() >= up.size()
        && up.stream().allMatch(n -> n.tryAsk(j -> Node.fields(j.clusterInfo()).get("cluster_state")).filter("ok"::equals)
            .isPresent());
  }

  void await(String what, BooleanSupplier condition) {
    await(what, PATIENCE, condition);
  }

  private void await(String what, Duration patience, BooleanSupplier condition) {
    if (!Waiting.until(patience, condition)) {
      throw new EnvironmentProblem("Waited " + patience.toSeconds() + " s for this, in vain: " + what
          + ". This is how the cluster sees itself:\n" + this);
    }
  }

  /** A way to a node for clients that can be slow, silent or cut. The cluster's own connections do not take it. */
  public Link link(Node node) {
    return clients.link(node);
  }

  String source() {
    return source;
  }

  @Override
  public void close() {
    clients.close();
    nodes().forEach(Node::close);
    if (engine != null) {
      engine.close();
    }
  }

  /** A picture in text: who owns which slots, who replicates whom, and who is down. */
  @Override
  public String toString() {
    return topology().toString();
  }
}
