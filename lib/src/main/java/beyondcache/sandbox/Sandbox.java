package beyondcache.sandbox;

import java.util.List;

/**
 * Real Redis that you may break. A sandbox is closed like any other resource, and takes its servers and their files with
 * it; should the JVM be killed, they go as well.
 *
 * <p>Where the server comes from, in this order:
 * <ol>
 *   <li>a running one that {@code REDIS_URL} points at;
 *   <li>the program that {@code REDIS_SERVER} names; {@code REDIS_SERVER=embedded} names the last one of this list;
 *   <li>a {@code redis-server} on the path, version 8.0 or newer;
 *   <li>the course's own current one in {@code .course/redis}, which {@code ./course redis --install} fetches;
 *   <li>a {@code redis-server} on the path, version 7.0 or newer;
 *   <li>Redis 7.0.15, which comes with the course's libraries, on Linux and macOS.
 * </ol>
 * {@code -Dsandbox=embedded} takes the last one whatever else is there, {@code -Dsandbox=docker} starts containers.
 * {@code REDIS_SENTINELS} and {@code REDIS_CLUSTER} are to the topologies what {@code REDIS_URL} is to a single server. A
 * sandbox of which something particular is asked always starts servers of its own, because nobody can ask that of a running
 * one; so does {@link #breakable()}.
 *
 * <p>All servers listen on 127.0.0.1 only. What goes wrong on the machine is an {@link beyondcache.EnvironmentProblem} that
 * names the server and shows the end of its log.
 */
public interface Sandbox extends AutoCloseable {

  /** One server, without persistence. */
  static Standalone standalone() {
    return Standalone.open(Surroundings.ofThisProcess());
  }

  /**
   * One server of our own with lines of {@code redis.conf} on top of the sandbox's, as in {@code "appendonly yes"} or
   * {@code "maxmemory 2mb"}.
   */
  static Standalone standalone(String... directives) {
    return Standalone.start(Surroundings.ofThisProcess(), Directives.checked(directives));
  }

  /** One server of our own, wherever {@code REDIS_URL} points: for lessons that kill it. */
  static Standalone breakable() {
    return standalone(new String[0]);
  }

  /** One primary, two replicas and three sentinels, those that {@code REDIS_SENTINELS} points at, or of our own. */
  static Replicated replicated() {
    return Replicated.open(Surroundings.ofThisProcess());
  }

  /**
   * One primary of our own, as many replicas, and as many sentinels, of which a majority has to agree that the primary is
   * down.
   *
   * @param directives lines of {@code redis.conf} for primary and replicas, as in {@code "min-replicas-to-write 1"}
   */
  static Replicated replicated(int replicas, int sentinels, String... directives) {
    return SentinelStart.start(Surroundings.ofThisProcess(), replicas, sentinels, Directives.checked(directives));
  }

  /** Three primaries with a replica each, those that {@code REDIS_CLUSTER} points at, or of our own. */
  static Cluster cluster() {
    return Cluster.open(Surroundings.ofThisProcess());
  }

  /**
   * A cluster of our own.
   *
   * @param shards how many primaries, at least 1; without replicas and with few shards there is nobody to vote for a failover
   * @param directives lines of {@code redis.conf} for every node
   */
  static Cluster cluster(int shards, int replicasPerShard, String... directives) {
    return ClusterStart.start(Surroundings.ofThisProcess(), shards, replicasPerShard, Directives.checked(directives));
  }

  /** All servers that hold data. */
  List<Node> nodes();

  /** The version of Redis, as in 7.0.15. */
  String version();

  /** Whether Redis is of this version or newer, as in {@code atLeast("7.4")}. */
  default boolean atLeast(String version) {
    return Version.of(version()).atLeast(Version.of(version));
  }

  /** Ends the servers, unless they were running before, and removes their files. */
  @Override
  void close();
}
