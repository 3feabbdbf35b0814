package beyondcache.show;

import beyondcache.sandbox.Node;
import beyondcache.sandbox.SlotMap;
import beyondcache.sandbox.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the pictures of replicated servers and clusters show, apart from the servers themselves: names, roles, states.
 */
final class Topologies {

  /** A node as a box; {@code note} is what else there is to say of it. */
  record Box(String name, String role, String note, Node.State state, boolean primary) {}

  /** A primary with its replicas, or nodes that have none; {@code broken} has the replicas that are not in step. */
  record Shard(Box head, List<Box> replicas, List<Box> broken) {}

  /** Slots that one node owns; no name where nobody does. */
  record Owned(int from, int to, String owner) {}

  /** A whole picture. */
  record Plan(String title, List<Box> sentinels, List<Shard> shards, List<Owned> slots) {}

  private Topologies() {}

  static Plan plan(Topology topology) {
    var heads = topology.members().stream().filter(each -> each.role() == Topology.Role.PRIMARY)
        // In the order of their slots: a shard keeps its place and its colour when another node takes it over.
        .sorted(Comparator.comparingInt(each -> each.slots().isEmpty() ? SlotMap.SLOTS : each.slots().get(0).from()))
        .toList();
    var drawn = new ArrayList<>(heads);
    var shards = new ArrayList<Shard>();
    for (var head : heads) {
      var replicas = topology.members().stream().filter(
          each -> each.role() == Topology.Role.REPLICA && each.follows() == head.node()).toList();
      drawn.addAll(replicas);
      var boxes = new LinkedHashMap<Box, Boolean>();
      replicas.forEach(each -> boxes.put(box(each), each.inStep()));
      shards.add(new Shard(box(head), List.copyOf(boxes.keySet()),
          boxes.keySet().stream().filter(each -> !boxes.get(each)).toList()));
    }
    var sentinels = topology.members().stream().filter(each -> each.role() == Topology.Role.SENTINEL).toList();
    drawn.addAll(sentinels);
    topology.members().stream().filter(each -> !drawn.contains(each))
        .forEach(each -> shards.add(new Shard(box(each), List.of(), List.of())));
    return new Plan(topology.title(), sentinels.stream().map(Topologies::box).toList(), shards, owned(heads));
  }

  private static Box box(Topology.Member member) {
    var up = member.state() == Node.State.UP;
    var note = !up ? member.state().name().toLowerCase(Locale.ROOT)
        : member.role() == Topology.Role.REPLICA && !member.inStep() ? "not in step"
            : member.slotCount() > 0 ? Values.number(member.slotCount(), 0, true) + " slots" : "";
    var role = member.role() == Topology.Role.UNKNOWN && !up ? "" : member.role().name().toLowerCase(Locale.ROOT);
    return new Box(member.node().name(), role, note, member.state(), member.role() == Topology.Role.PRIMARY);
  }

  private static List<Owned> owned(List<Topology.Member> heads) {
    var owned = new ArrayList<Owned>();
    heads.forEach(head -> head.slots().forEach(
        slots -> owned.add(new Owned(slots.from(), slots.to(), head.node().name()))));
    return owned.isEmpty() ? owned : withGaps(owned);
  }

  static List<Owned> owned(SlotMap map) {
    var owned = new ArrayList<Owned>();
    map.ranges().forEach(range -> owned.add(
        new Owned(range.slots().from(), range.slots().to(), range.owner().name())));
    return withGaps(owned);
  }

  /** In the order of the slots, with what nobody owns in between. */
  static List<Owned> withGaps(List<Owned> owned) {
    var whole = new ArrayList<Owned>();
    var next = 0;
    for (var each : owned.stream().sorted(Comparator.comparingInt(Owned::from)).toList()) {
      if (each.from() > next) {
        whole.add(new Owned(next, each.from() - 1, ""));
      }
      whole.add(each);
      next = each.to() + 1;
    }
    if (next < SlotMap.SLOTS) {
      whole.add(new Owned(next, SlotMap.SLOTS - 1, ""));
    }
    return whole;
  }

  /** A number for each owner's colour, in the order of their first slots. */
  static Map<String, Integer> colours(List<Owned> slots) {
    var colours = new LinkedHashMap<String, Integer>();
    slots.stream().map(Owned::owner).filter(owner -> !owner.isEmpty())
        .forEach(owner -> colours.putIfAbsent(owner, colours.size()));
    return colours;
  }
}
