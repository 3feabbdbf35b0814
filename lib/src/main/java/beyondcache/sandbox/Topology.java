package beyondcache.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who replicates whom, who owns which slots, and who is down: a snapshot, as the servers themselves see it. Its text is a
 * picture without host names and ports, which differ from run to run.
 *
 * @param title what it is, in a line
 * @param members the data nodes, then the sentinels
 */
public record Topology(String title, List<Member> members) {

  /** What a node is there for. */
  public enum Role { PRIMARY, REPLICA, SENTINEL, UNKNOWN }

  /**
   * One node.
   *
   * @param role what it says it is; of one that cannot answer, what the others say
   * @param follows the primary of a replica; null for all others, and where nobody knows
   * @param inStep whether a replica's link to its primary is up and its first copy is complete
   * @param slots the hash slots that it owns, empty outside a cluster
   */
  public record Member(Node node, Node.State state, Role role, Node follows, boolean inStep, List<Slots> slots) {

    /** How many hash slots the node owns. */
    public int slotCount() {
      return slots.stream().mapToInt(Slots::count).sum();
    }
  }

  /** A range of hash slots, both ends included. */
  public record Slots(int from, int to) {

    /** How many slots there are in it. */
    public int count() {
      return to - from + 1;
    }

    @Override
    public String toString() {
      return from == to ? Integer.toString(from) : from + "-" + to;
    }
  }

  /** What is known of this node. */
  public Member member(Node node) {
    return members.stream().filter(m -> m.node() == node).findFirst().orElseThrow(
        () -> new IllegalArgumentException(node + " does not belong to this sandbox."));
  }

  /** The primaries that are up. */
  public List<Node> primaries() {
    return members.stream().filter(m -> m.role() == Role.PRIMARY && m.state() == Node.State.UP).map(Member::node).toList();
  }

  /** The replicas of a primary, also those that are down. */
  public List<Node> replicasOf(Node primary) {
    return members.stream().filter(m -> m.follows() == primary && m.role() == Role.REPLICA).map(Member::node).toList();
  }

  /** The primary that a replica follows. */
  public Optional<Node> primaryOf(Node replica) {
    return Optional.ofNullable(member(replica).follows());
  }

  /** The picture: each primary with its replicas below it, then the others. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add(title);
    var shown = new ArrayList<Member>();
    for (var primary : members) {
      if (primary.role() == Role.PRIMARY) {
        lines.add(line("", primary));
        shown.add(primary);
        var replicas = members.stream().filter(m -> m.role() == Role.REPLICA && m.follows() == primary.node()).toList();
        for (var replica : replicas) {
          lines.add(line(replica == replicas.get(replicas.size() - 1) ? "└─ " : "├─ ", replica));
        }
        shown.addAll(replicas);
      }
    }
    members.stream().filter(m -> !shown.contains(m)).forEach(m -> lines.add(line("", m)));
    return String.join("\n", lines);
  }

  /** "1 replica", "2 replicas". */
  static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String line(String branch, Member member) {
    var state = member.state() == Node.State.UP ? "" : ", " + member.state();
    var slots = member.slots().isEmpty() ? "" : ", " + member.slotCount() + " slots: "
        + String.join(" ", member.slots().stream().map(Slots::toString).toList());
    var link = member.role() == Role.REPLICA && member.state() == Node.State.UP && !member.inStep() ? ", not in step" : "";
    return String.format("  %-14s %s", branch + member.node().name(), member.role().name().toLowerCase(Locale.ROOT))
        + state + link + slots;
  }
}
