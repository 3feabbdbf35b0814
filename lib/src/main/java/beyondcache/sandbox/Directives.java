package beyondcache.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Lines of redis.conf: the sandbox's own, and those that a lesson asks for. */
final class Directives {

  /** Directives by which a server would slip out of the sandbox's hands. */
  private static final Set<String> RESERVED = Set.of("port", "bind", "dir", "daemonize", "pidfile", "logfile", "unixsocket",
      "supervised", "cluster-enabled", "cluster-port", "cluster-config-file", "include");

  private Directives() {}

  /** What a lesson asks for, or an {@link IllegalArgumentException} that says what cannot be asked. */
  static List<String> checked(String... directives) {
    for (var directive : directives) {
      var word = word(directive);
      if (word.isEmpty() || directive.contains("\n") || RESERVED.contains(word)) {
        throw new IllegalArgumentException("'" + directive + "' cannot be given to a sandbox. Give one directive of redis.conf "
            + "in each string, as in \"maxmemory 2mb\"; these belong to the sandbox: "
            + RESERVED.stream().sorted().collect(Collectors.joining(", ")) + ".");
      }
    }
    return List.of(directives);
  }

  private static String word(String directive) {
    return directive.strip().split("\\s+")[0].toLowerCase(Locale.ROOT);
  }

  /** The password that clients will need, or null. */
  static String password(List<String> directives) {
    return directives.stream().filter(d -> word(d).equals("requirepass")).map(d -> d.strip().split("\\s+", 2))
        .filter(d -> d.length == 2).map(d -> d[1].replaceAll("^\"(.*)\"$", "$1")).reduce((first, last) -> last).orElse(null);
  }

  /** The configuration of a server: later lines override earlier ones. */
  static List<String> all(Engine.Kind kind, int port, int busPort, List<String> more) {
    var lines = new ArrayList<>(List.of("port " + port, "daemonize no"));
    if (kind != Engine.Kind.SENTINEL) {
      lines.addAll(List.of("save \"\"", "appendonly no", "repl-diskless-sync no",
          "repl-diskless-load swapdb", "enable-debug-command local"));
    }
    if (kind == Engine.Kind.CLUSTER) {
      lines.addAll(List.of("cluster-enabled yes", "cluster-config-file nodes.conf", "cluster-port " + busPort));
    }
    lines.addAll(more);
    return lines;
  }
}
