package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import beyondcache.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * The model lock, limiter, session store and leaderboard against Redisson's, bucket4j and Spring Session's layout, and against
 * one plain round trip: {@code ./course bench patterns}. All take turns in one process at one server; see {@code
 * environment/bench/patterns}. Two tables come out: operations per second with what each contestant guarantees, and the figures
 * that have targets.
 */
final class PatternsBench implements BenchCommand.Bench {

  private static final int PLAYERS = 1_000_000;
  private static final int ROUNDS = 9;
  private static final double TIMES = 2;
  private static final List<String> MODELS = List.of("task2/FencedLock", "task2/Sessions", "task3/Leaderboard", "task3/RateLimiter");

  /** What took part in a contest, with its samples by the number of threads. */
  private record Entrant(String contest, String name, String guarantee, Map<Integer, List<Double>> rates) {

    boolean isOurs() {
      return name.startsWith("the course");
    }

    double[] rates(int threads) {
      return array(rates.get(threads));
    }

    double median(int threads) {
      return new Figure(name, "", 0, rates(threads)).median();
    }
  }

  private final Map<String, Entrant> entrants = new LinkedHashMap<>();
  private final Map<String, List<Double>> millis = new LinkedHashMap<>();

  @Override
  public List<Figure> run(int runs, Progress progress) throws Exception {
    var classes = Files.createTempDirectory("course-bench");
    try (var redis = Sandbox.breakable()) {
      compile(classes);
      var command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp",
          classes + System.getProperty("path.separator") + System.getProperty("java.class.path"), "patterns.Contest",
          redis.host(), "" + redis.port(), "" + (runs > 0 ? runs : ROUNDS), "" + PLAYERS);
      try (var child = Child.start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT))) {
        child.process().inputReader().lines().forEach(line -> take(line.split("\t"), progress));
        if (child.await() != 0) {
          throw new EnvironmentProblem("The contest has ended with an error, which stands above.");
        }
      }
    } finally {
      Trees.delete(classes);
    }
    progress.clear();
    print(progress);
    return figures();
  }

  /** The contest and the model answers, as they are now. */
  private static void compile(Path classes) throws IOException {
    var arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "--release", "17", "-encoding", "UTF-8", "-d",
        classes.toString(), "-cp", System.getProperty("java.class.path")));
    try (var contest = Files.list(CourseFolder.root().resolve("environment/bench/patterns"))) {
      var models = MODELS.stream().map(name -> CourseFolder.root().resolve("solutions/src/main/java/" + name + ".java"));
      Stream.concat(contest, models).map(Path::toString).forEach(arguments::add);
    }
    if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new EnvironmentProblem("The contest does not compile; what javac said stands above.");
    }
  }

  private void take(String[] line, Progress progress) {
    switch (line[0]) {
      case "status" -> progress.status(line[1]);
      case "rate" -> entrants.computeIfAbsent(line[1] + line[2], k -> new Entrant(line[1], line[2], line[3], new LinkedHashMap<>()))
          .rates().computeIfAbsent(Integer.valueOf(line[4]), k -> new ArrayList<>()).add(Double.valueOf(line[5]));
      case "millis" -> millis.computeIfAbsent(line[1], k -> new ArrayList<>()).add(Double.valueOf(line[2]));
      default -> throw new IllegalArgumentException("A line of the contest that means nothing: " + String.join(" ", line));
    }
  }

  /** Medians; beside them how many times as many the course's model does, in the median of the rounds. */
  private void print(Progress progress) {
    var format = "  %-32s %9s %6s %9s %6s  %s";
    String contest = null;
    for (var entrant : entrants.values()) {
      if (!entrant.contest().equals(contest)) {
        contest = entrant.contest();
        progress.line(String.format(format, contest, "1 thread", "ours", "8 threads", "ours", "what it guarantees"));
      }
      progress.line(String.format(format, "  " + entrant.name(), String.format("%,.0f", entrant.median(1)), ratio(entrant, 1),
          String.format("%,.0f", entrant.median(8)), ratio(entrant, 8), entrant.guarantee()));
    }
    progress.line("");
  }

  private String ratio(Entrant entrant, int threads) {
    return entrant.isOurs() ? "" : ours(entrant).map(ours -> String.format("x %.1f",
        new Figure("", "", 0, ratios(ours, entrant, threads)).median())).orElse("");
  }

  private Optional<Entrant> ours(Entrant other) {
    return entrants.values().stream().filter(each -> each.isOurs() && each.contest().equals(other.contest())).findFirst();
  }

  private static double[] ratios(Entrant ours, Entrant theirs, int threads) {
    var ratios = ours.rates(threads);
    var divisors = theirs.rates(threads);
    Arrays.setAll(ratios, round -> ratios[round] / divisors[round]);
    return ratios;
  }

  private List<Figure> figures() {
    var figures = new ArrayList<Figure>();
    for (var entrant : entrants.values()) {
      if (entrant.name().startsWith("Redisson")) {
        ours(entrant).ifPresent(ours -> figures.add(new Figure(entrant.contest() + ": ours against " + entrant.name(), "x",
            -TIMES, ratios(ours, entrant, 8))));
      }
    }
    millis.forEach((what, samples) -> figures.add(new Figure(what + ", of " + String.format("%,d", PLAYERS), "ms", 1,
        array(samples))));
    return figures;
  }

  private static double[] array(List<Double> samples) {
    return samples.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
