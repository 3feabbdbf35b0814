package beyondcache.sandbox;

import beyondcache.sandbox.Topology.Slots;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Which node owns which of the 16384 hash slots: a snapshot.
 *
 * @param ranges in the order of the slots; a slot in none of them is not served
 * @param moves slots on their way from one node to another
 */
public record SlotMap(List<Range> ranges, List<Move> moves) {

  /** The number of hash slots in any cluster. */
  public static final int SLOTS = 16_384;

  /** Slots next to each other that one node owns. */
  public record Range(Slots slots, Node owner) {}

  /** A slot that is being moved: its keys are on either node. */
  public record Move(int slot, Node from, Node to) {}

  /**
   * The slot of a key: CRC16 of the key, or of what stands between its first braces, modulo 16384 (Redis Cluster
   * specification, "Key distribution model").
   */
  public static int slot(String key) {
    return JedisClusterCRC16.getSlot(key);
  }

  /** The owner of a slot, if any. */
  public Optional<Node> owner(int slot) {
    return ranges.stream().filter(r -> r.slots().from() <= slot && slot <= r.slots().to()).map(Range::owner).findFirst();
  }

  /** The owner of a key's slot, if any. */
  public Optional<Node> owner(String key) {
    return owner(slot(key));
  }

  /** How many slots a node owns. */
  public int count(Node owner) {
    return ranges.stream().filter(r -> r.owner() == owner).mapToInt(r -> r.slots().count()).sum();
  }

  /** How many slots have an owner. */
  public int served() {
    return ranges.stream().mapToInt(r -> r.slots().count()).sum();
  }

  @Override
  public String toString() {
    var owned = ranges.stream().map(r -> String.format("  %-11s  %s", r.slots(), r.owner().name()));
    var moving = moves.stream().map(m -> String.format("  %-11s  %s -> %s", m.slot(), m.from().name(), m.to().name()));
    return java.util.stream.Stream.concat(owned, moving)
        .collect(Collectors.joining("\n", served() + " of " + SLOTS + " slots served\n", ""));
  }
}
