package beyondcache.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads from {@code INFO replication} who replicates whom. */
final class ReplicatedView {

  private ReplicatedView() {}

  static Topology of(Replicated sandbox) {
    var members = new ArrayList<Topology.Member>();
    for (var node : sandbox.nodes()) {
      members.add(member(sandbox, node));
    }
    for (var sentinel : sandbox.sentinels()) {
      members.add(new Topology.Member(sentinel, sentinel.state(), Topology.Role.SENTINEL, null, false, List.of()));
    }
    var replicas = sandbox.nodes().size() - 1;
    var title = "Replication (" + sandbox.source() + "): 1 primary, " + Topology.count(replicas, "replica")
        + (sandbox.sentinels().isEmpty() ? "" : ", " + Topology.count(sandbox.sentinels().size(), "sentinel"));
    return new Topology(title, List.copyOf(members));
  }

  private static Topology.Member member(Replicated sandbox, Node node) {
    var info = replication(node);
    if (info.isEmpty()) {
      return new Topology.Member(node, node.state(), Topology.Role.UNKNOWN, null, false, List.of());
    }
    var fields = info.get();
    if ("master".equals(fields.get("role"))) {
      return new Topology.Member(node, Node.State.UP, Topology.Role.PRIMARY, null, true, List.of());
    }
    var follows = sandbox.followed(fields.get("master_host"), Integer.parseInt(fields.get("master_port")));
    return new Topology.Member(node, Node.State.UP, Topology.Role.REPLICA, follows.orElse(null),
        "up".equals(fields.get("master_link_status")), List.of());
  }

  /** Whether every replica that is up has received what the primary has sent. */
  static boolean sameOffsets(Node primary, List<Node> nodes) {
    var offset = replication(primary).map(i -> i.get("master_repl_offset")).orElse("");
    return nodes.stream().filter(n -> n != primary && n.state() == Node.State.UP)
        .allMatch(n -> replication(n).map(i -> reached(i.get("slave_repl_offset"), offset)).orElse(false));
  }

  private static boolean reached(String replica, String primary) {
    return replica != null && !primary.isEmpty() && Long.parseLong(replica) >= Long.parseLong(primary);
  }

  private static Optional<Map<String, String>> replication(Node node) {
    return node.tryAsk(j -> Node.fields(j.info("replication")));
  }
}
