package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import java.util.List;

/** Starts servers: as processes, or as containers. */
interface Engine extends AutoCloseable {

  /** What kind of server the program is to be. */
  enum Kind { STANDALONE, CLUSTER, SENTINEL }

  /**
   * Starts a server and waits until it answers. Several threads may start several servers at once.
   *
   * @param name what messages and pictures call it
   * @param directives lines of redis.conf, on top of the engine's own
   */
  Server start(String name, Kind kind, List<String> directives);

  /** Releases what the servers have in common; the servers are closed before. */
  @Override
  void close();

  /**
   * The engine that the learner asked for: containers, or processes.
   *
   * @param servers how many there will be at most
   */
  static Engine of(Surroundings surroundings, int servers) {
    return switch (surroundings.kind().orElse("")) {
      case "docker" -> new DockerEngine(servers);
      case "embedded" -> new ProcessEngine(Binary.embedded());
      case "" -> new ProcessEngine(Binary.find(surroundings));
      default -> throw new EnvironmentProblem("-Dsandbox=" + surroundings.kind().get() + " is not known. It may be 'docker' "
          + "(servers in containers) or 'embedded' (the course's own, whatever else is there); without it, the course looks "
          + "around.");
    };
  }

  /** Processes that run a program of this machine. */
  record ProcessEngine(Binary binary) implements Engine {

    @Override
    public Server start(String name, Kind kind, List<String> directives) {
      return OwnServer.start(name, binary, kind, directives);
    }

    @Override
    public void close() {
      // Every server cleans up after itself.
    }
  }
}
