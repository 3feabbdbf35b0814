package beyondcache.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The links through which replicas of a {@link Replicated} follow their primary. */
final class ReplicationLinks {

  /** Milliseconds for which a sentinel tolerates a replica that follows another address than its primary's. */
  private static final int WHILE_LINKED = 3_600_000;

  private final Replicated sandbox;
  private final Map<Node, Link> links = new HashMap<>();
  private final Map<Integer, Node> targets = new HashMap<>();

  ReplicationLinks(Replicated sandbox) {
    this.sandbox = sandbox;
  }

  /** Talks to the servers without the lock, since one that is paused lets others wait. */
  Link link(Node replica) {
    var primary = sandbox.primary();
    if (replica == primary || !sandbox.nodes().contains(replica)) {
      throw new IllegalArgumentException(replica.name() + " is no replica of " + primary.name() + ".");
    }
    if (!replica.isOurs()) {
      throw RunningServer.notOurs(replica, "led through a link of ours");
    }
    var link = new Link(primary, closed -> unlink(replica, primary, closed));
    Link old;
    synchronized (this) {
      old = links.put(replica, link);
      targets.put(link.port(), primary);
    }
    if (old != null) {
      old.close();
    }
    failoverTimeout(WHILE_LINKED);
    replica.ask(j -> j.replicaof(link.host(), link.port()));
    sandbox.await(replica.name() + " follows through the link", () -> sandbox.topology().member(replica).inStep());
    return link;
  }

  private void unlink(Node replica, Node primary, Link link) {
    boolean isLast;
    synchronized (this) {
      if (!links.remove(replica, link)) {
        return; // Another link has taken its place.
      }
      isLast = links.isEmpty();
    }
    // Only if it still follows through this link: a failover may have given it another primary.
    if (followedPort(replica).filter(p -> p == link.port()).isPresent()) {
      replica.tryAsk(j -> j.replicaof(primary.host(), primary.port()));
    }
    if (isLast) {
      failoverTimeout(SentinelStart.FAILOVER_TIMEOUT);
    }
  }

  private static Optional<Integer> followedPort(Node replica) {
    return replica.tryAsk(j -> Node.fields(j.info("replication")).get("master_port")).map(Integer::valueOf);
  }

  /** The node at the far end of the link with this port. */
  synchronized Optional<Node> behind(int port) {
    return Optional.ofNullable(targets.get(port));
  }

  /** Before a failover: if the sentinels fail to elect a leader, they should try again soon. */
  void restoreFailoverTimeout() {
    boolean isLinked;
    synchronized (this) {
      isLinked = !links.isEmpty();
    }
    if (isLinked) {
      failoverTimeout(SentinelStart.FAILOVER_TIMEOUT);
    }
  }

  private void failoverTimeout(int millis) {
    for (var sentinel : sandbox.sentinels()) {
      sentinel.tryAsk(j -> j.sentinelSet(sandbox.masterName(), Map.of("failover-timeout", Integer.toString(millis))));
    }
  }

  void close() {
    Map<Node, Link> open;
    synchronized (this) {
      open = Map.copyOf(links);
      links.clear();
    }
    open.values().forEach(Link::close);
  }
}
