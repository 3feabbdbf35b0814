package beyondcache.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract, kept by servers that were running before: those that the environment names, as in the lab of the compose
 * file; where it names none, servers that this test has started and pretends not to know.
 */
class RunningSandboxTest extends SandboxContract {

  private static final Surroundings OURS = EmbeddedSandboxTest.EMBEDDED;

  private static Optional<Standalone> standalone = Optional.empty();
  private static Optional<Replicated> replicated = Optional.empty();
  private static Optional<Cluster> cluster = Optional.empty();
  private static Surroundings surroundings;

  @BeforeAll
  static void servers() {
    var environment = new java.util.HashMap<>(System.getenv());
    if (!environment.containsKey("REDIS_URL")) {
      standalone = Optional.of(Standalone.start(OURS, List.of("requirepass secret")));
      environment.put("REDIS_URL", "redis://:secret@localhost:" + standalone.get().port() + "/3");
    }
    if (!environment.containsKey("REDIS_SENTINELS")) {
      replicated = Optional.of(Replicated.open(OURS));
      environment.put("REDIS_SENTINELS", addresses(replicated.get().sentinels()) + "/mymaster");
    }
    if (!environment.containsKey("REDIS_CLUSTER")) {
      cluster = Optional.of(Cluster.open(OURS));
      environment.put("REDIS_CLUSTER", addresses(cluster.get().nodes().subList(0, 2)));
    }
    surroundings = Surroundings.of(Map.copyOf(environment)::get, null);
  }

  private static String addresses(List<Node> nodes) {
    return nodes.stream().map(n -> "localhost:" + n.port()).collect(Collectors.joining(", "));
  }

  @AfterAll
  static void end() {
    standalone.ifPresent(Sandbox::close);
    replicated.ifPresent(Sandbox::close);
    cluster.ifPresent(Sandbox::close);
  }

  @Override
  Surroundings surroundings() {
    return surroundings;
  }

  @Override
  boolean breakable() {
    return false;
  }
}
