package beyondcache.wire;

import beyondcache.sandbox.Cluster;
import beyondcache.sandbox.Node;
import beyondcache.sandbox.Replicated;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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
  private final Map<Node, beyondcache.sandbox.Link> links = new LinkedHashMap<>();
  private final Set<String> actors = new HashSet<>();

  private Wires() {}

  /** Wires to all nodes of a cluster. */
  public static Wires inFrontOf(Cluster cluster) {
    return new Wires().direct(cluster.nodes().stream());
  }

  /** Wires to the data nodes and to the sentinels of a replicated set. */
  public static Wires inFrontOf(Replicated replicated) {
    return new Wires().direct(all(replicated));
  }

  /** Wires to all nodes of a cluster, over links that can be slow, silent or cut: {@link #link}. */
  public static Wires overLinks(Cluster cluster) {
    return new Wires().linked(cluster.nodes().stream(), cluster::link);
  }

  /** Wires to the data nodes and to the sentinels of a replicated set, over links that can be slow, silent or cut. */
  public static Wires overLinks(Replicated replicated) {
    return new Wires().linked(all(replicated), replicated::link);
  }

  private static Stream<Node> all(Replicated replicated) {
    return Stream.concat(replicated.nodes().stream(), replicated.sentinels().stream());
  }

  private Wires direct(Stream<Node> nodes) {
    nodes.forEach(node -> wires.put(node, Wire.inFrontOf(node)));
    return this;
  }

  private Wires linked(Stream<Node> nodes, Function<Node, beyondcache.sandbox.Link> linking) {
    nodes.forEach(node -> {
      var link = linking.apply(node);
      links.put(node, link);
      wires.put(node, Wire.inFrontOf(link.host(), link.port()));
    });
    return this;
  }

  /** The link between the wire and this node. */
  public beyondcache.sandbox.Link link(Node node) {
    var link = links.get(node);
    if (link == null) {
      throw new IllegalArgumentException("There is no link to " + node + ". Make the wires by overLinks.");
    }
    return link;
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

  /** Closes all of them, and their links. */
  @Override
  public void close() {
    wires.values().forEach(Wire::close);
    links.values().forEach(beyondcache.sandbox.Link::close);
  }
}
