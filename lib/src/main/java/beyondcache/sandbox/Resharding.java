package beyondcache.sandbox;

import java.util.List;
import java.util.NoSuchElementException;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.MigrateParams;

/**
 * Slots on their way from one primary to another, one step at a time, so that a lesson can stop in the middle: while a slot
 * is open, the old owner answers {@code -ASK} for keys that it does not have (any more), and the new owner answers
 * {@code -MOVED} to whoever does not say {@code ASKING} first.
 *
 * <p>Each slot takes one step to open it ({@code CLUSTER SETSLOT IMPORTING} and {@code MIGRATING}), one for each key
 * ({@code MIGRATE}), and one to close it ({@code CLUSTER SETSLOT NODE} on all primaries).
 */
public final class Resharding {

  private static final int BATCH = 100;
  private static final int MIGRATE_MILLIS = 5_000;

  private final Cluster cluster;
  private final List<Integer> slots;
  private final Node from;
  private final Node to;
  private final String fromId;
  private final String toId;
  private int next;
  private boolean open;

  Resharding(Cluster cluster, List<Integer> slots, Node from, Node to) {
    if (from == to) {
      throw new IllegalArgumentException("The slots of " + from.name() + " are with " + to.name() + " already.");
    }
    this.cluster = cluster;
    this.slots = List.copyOf(slots);
    this.from = from;
    this.to = to;
    fromId = from.ask(j -> j.clusterMyId());
    toId = to.ask(j -> j.clusterMyId());
  }

  /** All slots that are to be moved, in the order in which they are. */
  public List<Integer> slots() {
    return slots;
  }

  /** Whether all slots have been moved. */
  public boolean isDone() {
    return next == slots.size();
  }

  /** The slot that the next step is about. */
  public int slot() {
    if (isDone()) {
      throw new NoSuchElementException("All " + slots.size() + " slots have been moved to " + to.name() + ".");
    }
    return slots.get(next);
  }

  /** Whether the current slot is open: its keys are on either node. */
  public boolean isOpen() {
    return open;
  }

  /** The next step: opens a slot, moves one key, or closes the slot. Says in a sentence what it did. */
  public String step() {
    var slot = slot();
    if (!open) {
      to.ask(j -> j.clusterSetSlotImporting(slot, fromId));
      from.ask(j -> j.clusterSetSlotMigrating(slot, toId));
      open = true;
      return "slot " + slot + " is open: " + from.name() + " migrates it, " + to.name() + " imports it";
    }
    if (moveKeys(slot, 1) > 0) {
      return "slot " + slot + ": one key moved to " + to.name();
    }
    // The new owner first: in the other order, both would send clients to each other for a moment.
    to.ask(j -> j.clusterSetSlotNode(slot, toId));
    from.ask(j -> j.clusterSetSlotNode(slot, toId));
    others().forEach(node -> node.ask(j -> j.clusterSetSlotNode(slot, toId)));
    open = false;
    next++;
    return "slot " + slot + " belongs to " + to.name();
  }

  /** Does all that is left to do, many slots at a time, and waits until the nodes agree on the new owner. */
  public void finish() {
    var others = others();
    while (!isDone()) {
      var batch = slots.subList(next, Math.min(next + BATCH, slots.size()));
      setSlots(to, batch, "IMPORTING", fromId);
      setSlots(from, batch, "MIGRATING", toId);
      batch.forEach(slot -> {
        while (moveKeys(slot, BATCH) > 0) {
          // Until none is left.
        }
      });
      setSlots(to, batch, "NODE", toId);
      setSlots(from, batch, "NODE", toId);
      others.forEach(node -> setSlots(node, batch, "NODE", toId));
      next += batch.size();
      open = false;
    }
    cluster.awaitAgreed();
  }

  /** In one go, because a node writes its configuration to the disk before it answers. */
  private static void setSlots(Node node, List<Integer> slots, String state, String id) {
    var replies = node.ask(jedis -> {
      var pipeline = jedis.pipelined();
      slots.forEach(slot -> pipeline.sendCommand(Protocol.Command.CLUSTER, "SETSLOT", Integer.toString(slot), state, id));
      return pipeline.syncAndReturnAll();
    });
    for (var reply : replies) {
      if (reply instanceof JedisDataException refused) {
        throw refused;
      }
    }
  }

  private List<Node> others() {
    return cluster.primaries().stream().filter(n -> n != from && n != to).toList();
  }

  /** @return how many keys of the slot were moved, at most so many */
  private int moveKeys(int slot, int atMost) {
    var keys = from.ask(j -> j.clusterGetKeysInSlotBinary(slot, atMost));
    if (!keys.isEmpty()) {
      from.jedis().migrate(to.host(), to.port(), MIGRATE_MILLIS, credentials(), keys.toArray(byte[][]::new));
    }
    return keys.size();
  }

  private MigrateParams credentials() {
    var address = to.server().address();
    var params = new MigrateParams();
    if (address.password() == null) {
      return params;
    }
    return address.user() == null ? params.auth(address.password()) : params.auth2(address.user(), address.password());
  }

  @Override
  public String toString() {
    return next + " of " + Topology.count(slots.size(), "slot") + " moved from " + from.name() + " to " + to.name()
        + (open ? ", slot " + slot() + " is open" : "");
  }
}
