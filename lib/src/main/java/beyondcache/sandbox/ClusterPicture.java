package beyondcache.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes one picture of a cluster out of what its nodes say. */
final class ClusterPicture {

  private ClusterPicture() {}

  static Topology topology(Cluster cluster) {
    var views = views(cluster);
    var newest = newest(views);
    var members = new ArrayList<Topology.Member>();
    for (var node : cluster.nodes()) {
      var entry = newest.flatMap(v -> entryOf(v, cluster, node));
      members.add(entry.map(e -> member(cluster, node, e, newest.get())).orElseGet(
          () -> new Topology.Member(node, node.state(), Topology.Role.UNKNOWN, null, false, List.of())));
    }
    var primaries = members.stream().filter(m -> m.role() == Topology.Role.PRIMARY && !m.slots().isEmpty()).count();
    var served = members.stream().filter(m -> m.role() == Topology.Role.PRIMARY).mapToInt(Topology.Member::slotCount).sum();
    return new Topology("Cluster (" + cluster.source() + "): " + Topology.count((int) primaries, "shard") + ", "
        + (served == SlotMap.SLOTS ? "all slots served" : served + " of " + SlotMap.SLOTS + " slots assigned"),
        List.copyOf(members));
  }

  private static Topology.Member member(Cluster cluster, Node node, ClusterView.Entry entry, ClusterView view) {
    var state = node.state();
    if (entry.isPrimary()) {
      return new Topology.Member(node, state, Topology.Role.PRIMARY, null, true, entry.slots());
    }
    var follows = view.byId(entry.primaryId()).flatMap(e -> cluster.at(e.host(), e.port())).orElse(null);
    var inStep = node.tryAsk(j -> Node.fields(j.info("replication")).get("master_link_status")).filter("up"::equals).isPresent();
    return new Topology.Member(node, state, Topology.Role.REPLICA, follows, inStep, List.of());
  }

  static SlotMap slotMap(Cluster cluster) {
    var views = views(cluster);
    var ranges = new ArrayList<SlotMap.Range>();
    newest(views).ifPresent(view -> view.entries().stream().filter(ClusterView.Entry::isPrimary).forEach(entry ->
        cluster.at(entry.host(), entry.port()).ifPresent(node -> entry.slots().forEach(
            slots -> ranges.add(new SlotMap.Range(slots, node))))));
    ranges.sort(Comparator.comparingInt(r -> r.slots().from()));
    var moves = new ArrayList<SlotMap.Move>();
    views.forEach((from, view) -> view.myself().migrating().forEach((slot, id) -> view.byId(id)
        .flatMap(e -> cluster.at(e.host(), e.port())).ifPresent(to -> moves.add(new SlotMap.Move(slot, from, to)))));
    moves.sort(Comparator.comparingInt(SlotMap.Move::slot));
    return new SlotMap(List.copyOf(ranges), List.copyOf(moves));
  }

  static List<Integer> slotsOf(Cluster cluster, Node owner) {
    return slotMap(cluster).ranges().stream().filter(r -> r.owner() == owner)
        .flatMap(r -> IntStream.rangeClosed(r.slots().from(), r.slots().to()).boxed()).toList();
  }

  /** The views of the nodes that answer. */
  private static Map<Node, ClusterView> views(Cluster cluster) {
    var views = new LinkedHashMap<Node, ClusterView>();
    cluster.nodes().forEach(node -> ClusterView.of(node).ifPresent(view -> views.put(node, view)));
    return views;
  }

  /** The view of the node with the latest news: one that was paused or cut off knows less. */
  private static Optional<ClusterView> newest(Map<Node, ClusterView> views) {
    return views.values().stream().max(Comparator.comparingLong(ClusterView::epoch)
        .thenComparing(v -> -v.entries().stream().filter(ClusterView.Entry::inDoubt).count()));
  }

  private static Optional<ClusterView.Entry> entryOf(ClusterView view, Cluster cluster, Node node) {
    return view.entries().stream().filter(e -> cluster.at(e.host(), e.port()).filter(n -> n == node).isPresent()).findFirst();
  }
}
