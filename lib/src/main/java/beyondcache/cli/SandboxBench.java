package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import beyondcache.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * How long sandboxes take to start and stop: {@code ./course bench sandbox}. Each round starts each kind once, and
 * clusters also in other people's ways (redis-cli, and the library codemonstur/embedded-redis), which run in a JVM of their
 * own, so that the learner's never sees that library.
 */
final class SandboxBench implements BenchCommand.Bench {

  private static final String ONE = "one server, from call to PONG";
  private static final String CLUSTER = "cluster 3+3, until all six agree";
  private static final String CLUSTER_STOP = "stop of a cluster 3+3";
  private static final String SENTINELS = "1 primary, 2 replicas, 3 sentinels, until all agree";
  private static final Map<String, Integer> TARGETS = Map.of(ONE, 50, CLUSTER, 1_200, CLUSTER_STOP, 300, SENTINELS, 600);

  private final Map<String, List<Double>> millis = new LinkedHashMap<>();

  @Override
  public List<Figure> run(int runs, Progress progress) {
    var rounds = runs > 0 ? runs : 30;
    // Classes are loaded and code is warm before anything counts, as in a notebook after its first cells.
    oneRound();
    millis.clear();
    try (var others = Others.start(serverProgram(), progress)) {
      for (var round = 1; round <= rounds; round++) {
        progress.status("round " + round + " of " + rounds);
        oneRound();
        others.round(this::add);
      }
    }
    return millis.entrySet().stream().map(e -> new Figure(e.getKey(), "ms", TARGETS.getOrDefault(e.getKey(), 0),
        e.getValue().stream().mapToDouble(Double::doubleValue).toArray())).toList();
  }

  private void oneRound() {
    measure(ONE, "stop of one server", () -> Sandbox.standalone("save \"\""));
    measure(SENTINELS, "stop of 1+2+3", () -> Sandbox.replicated(2, 3));
    measure(CLUSTER, CLUSTER_STOP, () -> Sandbox.cluster(3, 1));
  }

  private void measure(String start, String stop, Supplier<Sandbox> opening) {
    var begin = System.nanoTime();
    var sandbox = opening.get();
    var started = System.nanoTime();
    sandbox.close();
    add(start, (started - begin) / 1e6);
    add(stop, (System.nanoTime() - started) / 1e6);
  }

  private void add(String what, double took) {
    millis.computeIfAbsent(what, w -> new ArrayList<>()).add(took);
  }

  /** The redis-server that the sandbox uses, so that redis-cli's cluster is made of the same. */
  private static String serverProgram() {
    try (var redis = Sandbox.standalone("save \"\"")) {
      return redis.info("server").get("executable");
    }
  }

  /** Other people's ways to start a cluster. */
  private static final class Others implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final List<String> ways = new ArrayList<>();

    /** What they leave in the folder of temporary files, which they do not clean up. */
    private final Path litter;

    private Others(Process process, Path litter) {
      this.process = process;
      this.litter = litter;
      this.answers = process == null ? null : process.inputReader();
    }

    static Others start(String server, Progress progress) {
      try {
        var classpath = classpath();
        var litter = Files.createTempDirectory("beyondcache-bench-");
        var process = new ProcessBuilder(javaProgram(), "-cp", classpath, "-Djava.io.tmpdir=" + litter,
            CourseFolder.root().resolve("environment/bench/Peers.java").toString(), server)
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var others = new Others(process, litter);
        others.ways.add("codemonstur");
        if (Arrays.stream(System.getenv("PATH").split(":")).anyMatch(f -> Files.isExecutable(Path.of(f, "redis-cli")))) {
          others.ways.add("redis-cli");
        } else {
          progress.line("Not compared with 'redis-cli --cluster create': there is no redis-cli on the path.");
        }
        return others;
      } catch (IOException e) {
        progress.line("Not compared with others: " + e.getMessage());
        return new Others(null, null);
      }
    }

    private static String javaProgram() {
      return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Fetched when first asked for; no learner needs it. */
    private static String classpath() throws IOException {
      var file = CourseFolder.state().resolve("bench-classpath");
      if (!Files.exists(file)) {
        var maven = new ProcessBuilder("mvn", "-q", "-B", "-f",
            CourseFolder.root().resolve("environment/bench/pom.xml").toString(), "dependency:build-classpath",
            "-Dmdep.outputFile=" + file).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
          if (maven.waitFor() != 0) {
            throw new IOException("the libraries of environment/bench/pom.xml could not be fetched");
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted", e);
        }
      }
      return Files.readString(file).strip();
    }

    void round(BiConsumer<String, Double> result) {
      for (var way : ways) {
        var what = way.equals("redis-cli") ? "redis-cli --cluster create" : "codemonstur/embedded-redis";
        try {
          process.outputWriter().write(way + "\n");
          process.outputWriter().flush();
          var answer = answers.readLine();
          if (answer == null || answer.startsWith("failed")) {
            throw new EnvironmentProblem("The comparison with " + what + " ended: " + answer);
          }
          result.accept("  the same by " + what, Double.valueOf(answer.split(" ")[0]));
          result.accept("  stop of a cluster by " + what, Double.valueOf(answer.split(" ")[1]));
        } catch (IOException e) {
          throw new EnvironmentProblem("The comparison with " + what + " ended: " + e.getMessage(), e);
        }
      }
    }

    @Override
    public void close() {
      if (process == null) {
        return;
      }
      try {
        process.outputWriter().close();
        process.waitFor();
        Trees.delete(litter);
      } catch (IOException e) {
        process.destroy();
      } catch (InterruptedException e) {
        process.destroy();
        Thread.currentThread().interrupt();
      }
    }
  }
}
