package beyondcache.sandbox;

import java.util.stream.Collectors;

/**
 * The main class of the JVMs that {@link OrphanTest} kills: opens, uses and closes sandboxes, one after another. With
 * {@code exit} as its argument, it ends in an orderly way without having closed its last one; with {@code cluster}, it
 * prints the ports of a cluster and waits for its input to end.
 */
final class Victim {

  private Victim() {}

  public static void main(String[] args) throws Exception {
    var surroundings = EmbeddedSandboxTest.EMBEDDED;
    if (args.length > 0 && args[0].equals("exit")) {
      Standalone.open(surroundings).jedis().ping();
      System.out.println("exits");
      System.exit(0);
    }
    if (args.length > 0 && args[0].equals("cluster")) {
      try (var cluster = Cluster.open(surroundings)) {
        System.out.println(cluster.nodes().stream().map(n -> Integer.toString(n.port())).collect(Collectors.joining(" ")));
        System.in.read();
      }
      System.exit(0);
    }
    while (true) {
      try (var redis = Standalone.open(surroundings)) {
        System.out.println("standalone");
        redis.jedis().set("key", "value");
        redis.restart();
      }
      try (var redis = Replicated.open(surroundings)) {
        System.out.println("replicated");
        redis.replicas().get(0).pause();
      }
      try (var redis = Cluster.open(surroundings)) {
        System.out.println("cluster");
        redis.jedis().set("key", "value");
        redis.nodes().get(0).kill();
      }
    }
  }
}
