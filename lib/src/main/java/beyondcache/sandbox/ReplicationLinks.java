package beyondcache.sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The links through which replicas of a {@link Replicated} follow their primary. */
final class ReplicationLinks {

  /** Milliseconds; so long a sentinel leaves a replica alone that follows another address than it should. */
  private static final int WHILE_LINKED = 3_600_000;

  private final Replicated sandbox;
  private final Map<Node, Link> links = new HashMap<>();
  private final Map<Integer, Node> targets = new HashMap<>();

  ReplicationLinks(Replicated sandbox) {
    this.sandbox = sandbox;
  }

  synchronized Link link(Node replica) {
    var primary = sandbox.primary();
    if (replica == primary || !sandbox.nodes().contains(replica)) {
      throw new IllegalArgumentException(replica.name() + " is no replica of " + primary.name() + ".");
    }
    if (!replica.isOurs()) {
      throw RunningServer.notOurs(replica, "led through a link of ours");
    }
    var old = links.remove(replica);
    if (old != null) {
      old.close();
    }
    var link = new Link(primary, () -> unlink(replica, primary));
    links.put(replica, link);
    targets.put(link.port(), primary);
    failoverTimeout(WHILE_LINKED);
    replica.ask(j -> j.replicaof(link.host(), link.port()));
    sandbox.await(replica.name() + " follows through the link", () -> sandbox.topology().member(replica).inStep());
    return link;
  }

  private synchronized void unlink(Node replica, Node primary) {
    var link = links.get(replica);
    // Only if it still follows this way: a failover may have told it better.
    if (link != null && followedPort(replica).filter(p -> p == link.port()).isPresent()) {
      replica.tryAsk(j -> j.replicaof(primary.host(), primary.port()));
    }
    links.remove(replica);
    if (links.isEmpty()) {
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

  /** A failover is wanted: if the sentinels fail to elect a leader, they are to try again soon. */
  synchronized void makeWay() {
    if (!links.isEmpty()) {
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
