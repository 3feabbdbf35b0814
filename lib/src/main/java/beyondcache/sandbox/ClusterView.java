package beyondcache.sandbox;

import beyondcache.sandbox.Topology.Slots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The cluster as one of its nodes sees it: its answer to {@code CLUSTER NODES}.
 *
 * @param entries all nodes that it knows
 */
record ClusterView(List<Entry> entries) {

  /**
   * One node.
   *
   * @param primaryId the id of the primary of a replica, else "-"
   * @param migrating where the slots go that are on their way out of this node; only the node itself says so
   */
  record Entry(String id, String host, int port, Set<String> flags, String primaryId, long epoch, boolean connected,
      List<Slots> slots, Map<Integer, String> migrating) {

    boolean isPrimary() {
      return flags.contains("master");
    }

    boolean isMyself() {
      return flags.contains("myself");
    }

    /** Whether the node that answered takes this one for lost, or does not know it well yet. */
    boolean inDoubt() {
      return flags.contains("fail") || flags.contains("fail?") || flags.contains("handshake") || flags.contains("noaddr");
    }
  }

  /** The view of a node that is up. */
  static Optional<ClusterView> of(Node node) {
    return node.tryAsk(j -> j.clusterNodes()).map(ClusterView::parse);
  }

  static ClusterView parse(String text) {
    return new ClusterView(text.lines().filter(line -> !line.isBlank()).map(ClusterView::entry).toList());
  }

  private static Entry entry(String line) {
    var words = line.split(" ");
    var address = words[1].replaceFirst("[@,].*", "");
    var colon = address.lastIndexOf(':');
    var slots = new ArrayList<Slots>();
    var migrating = new TreeMap<Integer, String>();
    for (var word : Arrays.asList(words).subList(8, words.length)) {
      if (!word.startsWith("[")) {
        var ends = word.split("-");
        slots.add(new Slots(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])));
      } else if (word.contains("->-")) {
        var ends = word.substring(1, word.length() - 1).split("->-");
        migrating.put(Integer.parseInt(ends[0]), ends[1]);
      }
    }
    return new Entry(words[0], address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)),
        Set.of(words[2].split(",")), words[3], Long.parseLong(words[6]), words[7].equals("connected"), List.copyOf(slots),
        Map.copyOf(migrating));
  }

  Entry myself() {
    return entries.stream().filter(Entry::isMyself).findFirst().orElseThrow();
  }

  Optional<Entry> byId(String id) {
    return entries.stream().filter(e -> e.id().equals(id)).findFirst();
  }

  /** The newest change that this node knows of. */
  long epoch() {
    return entries.stream().mapToLong(Entry::epoch).max().orElse(0);
  }

  /** What two nodes have to have in common to agree: who there is, who follows whom, who owns what. */
  Set<List<Object>> facts() {
    return entries.stream().filter(e -> !e.flags().contains("fail"))
        .map(e -> List.<Object>of(e.id(), e.isPrimary(), e.primaryId(), e.slots())).collect(Collectors.toSet());
  }
}
