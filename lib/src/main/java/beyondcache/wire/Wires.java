package beyondcache.wire;

import beyondcache.sandbox.Cluster;
import beyondcache.sandbox.Node;
import beyondcache.sandbox.Replicated;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A {@link Wire} in front of each server of a cluster, or of a replicated set and its sentinels. A client that is told the
 * address of one of them discovers the others as it always does, and finds the wires: in what the servers answer, each server's
 * port is replaced by that of its wire. The servers themselves talk to each other directly.
 *
 * <pre>{@code
 * try (var wires = Wires.inFrontOf(cluster)) {
 *   var client = RedisClusterClient.create(new HostAndPort(wires.host(), wires.port("Ann", cluster.nodes().get(0))));
 *   client.get("greeting");
 *   wires.of(cluster.primaryFor("greeting")).tape();
 * }
 * }</pre>
 *
 * <p>A number of five digits in a value that happens to be a server's port is replaced as well. A server that joins later
 * has no wire.
 */
public final class Wires implements AutoCloseable {

  private final Map<Node, Wire> wires = new LinkedHashMap<>();
  private final Set<String> actors = new HashSet<>();

  private Wires() {}

  /** Wires to all nodes of a cluster. */
  public static Wires inFrontOf(Cluster cluster) {
    var all = new Wires();
    cluster.nodes().forEach(node -> all.wires.put(node, Wire.inFrontOf(node)));
    return all;
  }

  /** Wires to all nodes of a cluster, over which every message takes this much longer in each direction. */
  public static Wires slowly(Cluster cluster, Duration oneWay) {
    var all = new Wires();
    for (var node : cluster.nodes()) {
      var link = cluster.link(node).slow(oneWay);
      all.wires.put(node, Wire.inFrontOf(link.host(), link.port()));
    }
    return all;
  }

  /** Wires to the data nodes and to the sentinels of a replicated set. */
  public static Wires inFrontOf(Replicated replicated) {
    var all = new Wires();
    Stream.concat(replicated.nodes().stream(), replicated.sentinels().stream())
        .forEach(node -> all.wires.put(node, Wire.inFrontOf(node)));
    return all;
  }

  /** The wire in front of this node. */
  public Wire of(Node node) {
    var wire = wires.get(node);
    if (wire == null) {
      throw new IllegalArgumentException("There is no wire in front of " + node + ".");
    }
    return wire;
  }

  /** The address on which all of them listen. */
  public String host() {
    return "127.0.0.1";
  }

  /** The port at which an actor reaches a node; the others are discovered from there. */
  public synchronized int port(String actor, Node node) {
    if (actors.add(actor)) {
      var ports = new HashMap<Integer, Integer>();
      wires.forEach((to, wire) -> ports.put(to.port(), wire.port(actor)));
      wires.values().forEach(wire -> wire.translate(actor, ports));
    }
    return of(node).port(actor);
  }

  /**
   * What passes over each of them while this runs.
   *
   * @return a tape for each node to which something was sent
   * @throws Exception what the action throws
   */
  public Map<Node, Tape> record(Wire.Action action) throws Exception {
    var from = new LinkedHashMap<Node, Long>();
    wires.forEach((node, wire) -> from.put(node, wire.deck().position()));
    action.run();
    var tapes = new LinkedHashMap<Node, Tape>();
    from.forEach((node, position) -> {
      var tape = of(node).deck().since(position);
      if (!tape.entries().isEmpty()) {
        tapes.put(node, tape);
      }
    });
    return tapes;
  }

  /** Closes all of them. */
  @Override
  public void close() {
    List.copyOf(wires.values()).forEach(Wire::close);
  }
}
