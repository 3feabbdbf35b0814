package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisSentinelClient;

/**
 * One primary, its replicas, and the sentinels that promote a replica when the primary is lost:
 * {@link Sandbox#replicated()}.
 *
 * <p>A sentinel takes a node for down after half a second without an answer; a failover takes one to two seconds from
 * there. Nodes keep their names when their roles change: {@link #primary()} asks who it is now.
 */
public final class Replicated implements Sandbox {

  /** What the sentinels call this set of servers. */
  public static final String MASTER_NAME = "mymaster";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String masterName;
  private final String source;
  private final List<Node> data;
  private final List<Node> sentinels;
  private final Engine engine;
  private final Clients clients = new Clients();
  private final ReplicationLinks links = new ReplicationLinks(this);
  private RedisSentinelClient jedis;
  private String version;

  /** @param engine null when the servers were running before */
  Replicated(String masterName, String source, List<Node> data, List<Node> sentinels, Engine engine) {
    this.masterName = masterName;
    this.source = source;
    this.data = List.copyOf(data);
    this.sentinels = List.copyOf(sentinels);
    this.engine = engine;
  }

  static Replicated open(Surroundings surroundings) {
    return surroundings.kind().isEmpty() && surroundings.sentinels().isPresent()
        ? RunningTopologies.replicated(surroundings.sentinels().get())
        : SentinelStart.start(surroundings, 2, 3, List.of());
  }

  /** The servers that hold the data; the first was the primary at the start. */
  @Override
  public List<Node> nodes() {
    return data;
  }

  /** The sentinels; they hold no data. */
  public List<Node> sentinels() {
    return sentinels;
  }

  /** The name by which clients ask the sentinels for the primary. */
  public String masterName() {
    return masterName;
  }

  @Override
  public synchronized String version() {
    if (version == null) {
      version = data.stream().flatMap(n -> n.tryAsk(j -> Node.fields(j.info("server")).get("redis_version")).stream())
          .findFirst().orElseThrow(() -> new IllegalStateException("No node of this sandbox is up."));
    }
    return version;
  }

  /**
   * The node that the sentinels name as the primary now, up or not. Without sentinels, the node that says so itself.
   *
   * <p>Sends {@code SENTINEL GET-MASTER-ADDR-BY-NAME}.
   */
  public Node primary() {
    var named = sentinels.isEmpty() ? topology().primaries().stream().findFirst()
        : sentinels.stream().flatMap(s -> named(s).stream()).collect(Collectors.groupingBy(n -> n, Collectors.counting()))
            .entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    return named.orElseThrow(() -> new IllegalStateException("Nobody knows the primary now:\n" + this));
  }

  private Optional<Node> named(Node sentinel) {
    return sentinel.tryAsk(j -> j.sentinelGetMasterAddrByName(masterName)).flatMap(a -> at(a.get(0), a.get(1)));
  }

  private Optional<Node> at(String host, String port) {
    return data.stream().filter(n -> Integer.toString(n.port()).equals(port)).filter(n -> Hosts.same(n.host(), host))
        .findFirst();
  }

  /** The node that a replica follows, be it through a link. */
  Optional<Node> followed(String host, int port) {
    return links.behind(port).or(() -> at(host, Integer.toString(port)));
  }

  /** The data nodes that are not the primary, up or not. */
  public List<Node> replicas() {
    var primary = primary();
    return data.stream().filter(n -> n != primary).toList();
  }

  /** A client that asks the sentinels for the primary and follows it; it belongs to the sandbox. */
  public synchronized RedisSentinelClient jedis() {
    if (jedis == null) {
      requireSentinels();
      jedis = RedisSentinelClient.builder()
          .masterName(masterName)
          .sentinels(sentinels.stream().map(n -> new HostAndPort(n.host(), n.port())).collect(Collectors.toSet()))
          .sentinelClientConfig(sentinels.get(0).clientConfig())
          .clientConfig(data.get(0).clientConfig())
          .poolConfig(Clients.pool())
          .build();
      clients.own(jedis);
    }
    return jedis;
  }

  /** A configuration for a Redisson client of one's own: by the sentinels, reading from the primary, few threads. */
  public Config redissonConfig() {
    requireSentinels();
    var config = Clients.redissonConfig(data.get(0).server().address());
    config.useSentinelServers()
        .setMasterName(masterName)
        .addSentinelAddress(sentinels.stream().map(n -> "redis://" + n.host() + ":" + n.port()).toArray(String[]::new))
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

  /** A Redisson client that follows the primary; it belongs to the sandbox. */
  public RedissonClient redisson() {
    return clients.redisson(this::redissonConfig);
  }

  private void requireSentinels() {
    if (sentinels.isEmpty()) {
      throw new IllegalStateException("This sandbox has no sentinels to ask for the primary. Use primary().jedis() instead.");
    }
  }

  /** Who replicates whom, now. Sends {@code INFO replication} to every node that is up. */
  public Topology topology() {
    return ReplicatedView.of(this);
  }

  /**
   * A planned failover: the sentinels promote a replica while the primary is up. Returns when it is done.
   *
   * <p>Sends {@code SENTINEL FAILOVER}.
   *
   * @return the new primary
   */
  public Node failover() {
    requireSentinels();
    var old = primary();
    links.restoreFailoverTimeout();
    // Again and again: a sentinel may refuse (NOGOODSLAVE) for a moment after the last change, and may give up when the
    // machine is so busy that the promoted replica does not tell it in time.
    await("the sentinels promote a replica", () -> {
      var sentinel = sentinels.stream().filter(s -> s.state() == Node.State.UP).findFirst();
      return sentinel.isEmpty() || promoted(sentinel.get(), old);
    });
    return awaitFailover(old);
  }

  /** Whether this sentinel has promoted another node; if not, and it is not about to, tells it to. */
  private boolean promoted(Node sentinel, Node old) {
    if (named(sentinel).filter(n -> n != old).isPresent()) {
      return true;
    }
    sentinel.tryAsk(j -> j.sentinelMaster(masterName)).filter(m -> m.get("flags").equals("master"))
        .ifPresent(m -> sentinel.tryAsk(j -> j.sentinelFailover(masterName)));
    return false;
  }

  /**
   * Waits until a node other than the given one is the primary, accepts writes, and all sentinels that are up know it.
   *
   * @param lost the primary before
   * @return the new primary
   * @throws EnvironmentProblem if that has not happened within a minute
   */
  public Node awaitFailover(Node lost) {
    links.restoreFailoverTimeout();
    await("a primary other than " + lost.name(), () -> {
      var names = sentinels.stream().filter(s -> s.state() == Node.State.UP).map(this::named).distinct().toList();
      return names.size() == 1 && names.get(0).filter(n -> n != lost && saysPrimary(n)).isPresent();
    });
    // A sentinel ends the clients' connections to the nodes whose roles it changes.
    data.forEach(Node::forgetConnections);
    return primary();
  }

  private static boolean saysPrimary(Node node) {
    return node.tryAsk(j -> j.info("replication")).map(Node::fields).filter(i -> "master".equals(i.get("role"))).isPresent();
  }

  /**
   * Waits until the sentinels that are up agree on a primary that is up, every other data node that is up follows it, and
   * the replicas have all that it has.
   *
   * @throws EnvironmentProblem if that has not happened within a minute
   */
  public void awaitAgreed() {
    awaitAgreed(PATIENCE);
  }

  /** As {@link #awaitAgreed()}, for no longer than this. */
  public void awaitAgreed(Duration patience) {
    await("agreement", patience, this::agreed);
  }

  boolean agreed() {
    var topology = topology();
    var primaries = topology.primaries();
    if (primaries.size() != 1 || !allKnow(primaries.get(0))) {
      return false;
    }
    var primary = primaries.get(0);
    return topology.members().stream().filter(m -> m.state() == Node.State.UP && data.contains(m.node()))
        .allMatch(m -> m.node() == primary || m.follows() == primary && m.inStep())
        && ReplicatedView.sameOffsets(primary, data);
  }

  /** Whether every sentinel that is up names this primary, and knows the other sentinels and the replicas that are up. */
  private boolean allKnow(Node primary) {
    var up = data.stream().filter(n -> n.state() == Node.State.UP).count();
    var watching = sentinels.stream().filter(n -> n.state() == Node.State.UP).count();
    return sentinels.stream().filter(s -> s.state() == Node.State.UP).allMatch(s -> s.tryAsk(j -> j.sentinelMaster(masterName))
        .filter(m -> at(m.get("ip"), m.get("port")).filter(n -> n == primary).isPresent())
        .filter(m -> m.get("flags").equals("master"))
        .filter(m -> Integer.parseInt(m.get("num-slaves")) >= up - 1)
        .filter(m -> Integer.parseInt(m.get("num-other-sentinels")) >= watching - 1)
        .isPresent());
  }

  /**
   * The connection by which a replica follows the primary, led through a {@link Link} that can be slow, silent or cut. It
   * holds until the link is closed or another node becomes the primary, who is then followed directly.
   *
   * <p>Sends {@code REPLICAOF} to the replica. A sentinel would undo that after a while, so {@code SENTINEL SET
   * failover-timeout} has it wait longer while the primary lives.
   */
  public Link replicationLink(Node replica) {
    return links.link(replica);
  }

  /** A way to a node for clients that can be slow, silent or cut. */
  public Link link(Node node) {
    return clients.link(node);
  }

  void await(String what, BooleanSupplier condition) {
    await(what, PATIENCE, condition);
  }

  private void await(String what, Duration patience, BooleanSupplier condition) {
    if (!Waiting.until(patience, condition)) {
      throw new EnvironmentProblem("Waited " + patience.toSeconds() + " s for this, in vain: " + what
          + ". This is how the servers see themselves:\n" + this);
    }
  }

  @Override
  public void close() {
    links.close();
    clients.close();
    Stream.concat(sentinels.stream(), data.stream()).forEach(Node::close);
    if (engine != null) {
      engine.close();
    }
  }

  String source() {
    return source;
  }

  /** A picture in text: who replicates whom, and who is down. */
  @Override
  public String toString() {
    return topology().toString();
  }
}
