package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.exceptions.JedisDataException;

/** Finds the servers of a topology that is running already, from the few that the learner named. */
final class RunningTopologies {

  private RunningTopologies() {}

  /** @param text {@code REDIS_SENTINELS}: host:port, separated by commas, and perhaps a slash and the name to ask for */
  static Replicated replicated(String text) {
    var variable = "REDIS_SENTINELS";
    var slash = text.lastIndexOf('/');
    var masterName = slash < 0 ? Replicated.MASTER_NAME : text.substring(slash + 1);
    var sentinels = reachable(variable, slash < 0 ? text : text.substring(0, slash), "sentinel-");
    var sample = sentinels.get(0).server().address();
    var addresses = new ArrayList<Address>();
    try {
      var primary = sentinels.get(0).ask(j -> j.sentinelGetMasterAddrByName(masterName));
      if (primary == null) {
        throw new JedisDataException("no such name");
      }
      addresses.add(like(sample, primary.get(0), Integer.parseInt(primary.get(1))));
      sentinels.get(0).ask(j -> j.sentinelReplicas(masterName))
          .forEach(r -> addresses.add(like(sample, r.get("ip"), Integer.parseInt(r.get("port")))));
    } catch (JedisDataException e) {
      var known = sentinels.get(0).ask(j -> j.sentinelMasters()).stream().map(m -> m.get("name"))
          .collect(Collectors.joining(", "));
      sentinels.forEach(Node::close);
      throw new EnvironmentProblem(variable + " points at sentinels that do not know '" + masterName + "'. They know: " + known
          + ".\nAppend the name after a slash, as in 127.0.0.1:26379/" + masterName, e);
    }
    return new Replicated(masterName, variable, nodes(variable, addresses, "redis-"), sentinels, null);
  }

  /** @param text {@code REDIS_CLUSTER}: host:port of some nodes, separated by commas */
  static Cluster cluster(String text) {
    var variable = "REDIS_CLUSTER";
    var seeds = reachable(variable, text, "seed-");
    var seed = seeds.get(0);
    var view = ClusterView.of(seed).filter(v -> !v.entries().isEmpty() && v.entries().stream().anyMatch(e -> !e.slots().isEmpty()))
        .orElseThrow(() -> new EnvironmentProblem(variable + " points at " + seed.host() + ":" + seed.port()
            + ", which is no node of a Redis Cluster that has been set up.\nCorrect it, or unset it to use a cluster that the "
            + "course starts itself."));
    var addresses = view.entries().stream().filter(e -> !e.flags().contains("noaddr"))
        .map(e -> like(seed.server().address(), e.host().isEmpty() ? seed.host() : e.host(), e.port())).toList();
    seeds.forEach(Node::close);
    return new Cluster(nodes(variable, addresses, "node-"), null, variable, List.of());
  }

  private static List<Node> nodes(String variable, List<Address> addresses, String prefix) {
    var sorted = addresses.stream().distinct().sorted(Comparator.comparing(Address::host).thenComparingInt(Address::port))
        .toList();
    var nodes = new ArrayList<Node>();
    for (var address : sorted) {
      nodes.add(new Node(prefix + (nodes.size() + 1), new RunningServer(address, variable)));
    }
    return nodes;
  }

  /** Those that answer, and at least one; else the message of the first that does not. */
  private static List<Node> reachable(String variable, String text, String prefix) {
    var nodes = new ArrayList<Node>();
    EnvironmentProblem first = null;
    for (var item : Arrays.stream(text.split(",")).map(String::strip).filter(i -> !i.isEmpty()).toList()) {
      var address = Address.parse(variable, item.contains("://") ? item : "redis://" + item);
      try {
        nodes.add(new Node(prefix + (nodes.size() + 1), RunningServer.at(address, variable)));
      } catch (EnvironmentProblem e) {
        first = first == null ? e : first;
      }
    }
    if (nodes.isEmpty()) {
      throw first != null ? first : new EnvironmentProblem(variable + " is set to '" + text + "', which names no server.\n"
          + "Expected HOST:PORT, several of them with commas between, as in 127.0.0.1:7001,127.0.0.1:7002");
    }
    return nodes;
  }

  private static Address like(Address sample, String host, int port) {
    return new Address(host, port, sample.user(), sample.password(), 0);
  }
}
