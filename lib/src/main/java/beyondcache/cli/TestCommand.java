package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import beyondcache.check.Exercise;
import beyondcache.check.Exercises;
import beyondcache.cli.TestStep.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code course test}: everything that has to pass before a change goes in. Where there are four cores or more, steps run side
 * by side.
 */
@Command(name = "test", description = "Runs the course's own tests: all of them, or the steps and exercises that are named.")
final class TestCommand implements Callable<Integer> {

  private static final int MOST_AT_ONCE = 4;
  /** Each step uses about two cores by itself; more at once end no sooner, and tests with a limit of time fail. */
  private static final int CORES_FOR_A_STEP = 2;

  private final Progress progress = new Progress();

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "STEP", arity = "0..*", completionCandidates = Names.class,
      description = "Any of: ${COMPLETION-CANDIDATES}; or an exercise, such as 1.3.")
  private List<String> names = List.of();

  @Option(names = "--thorough", description = "Runs each answer of the gallery ten times, against all tests.")
  private boolean thorough;

  /** Everything there is, the longest first. */
  private static List<TestStep> all(boolean thorough) {
    List<TestStep> steps = new ArrayList<>();
    steps.add(GalleryStep.all(thorough));
    steps.add(new MavenStep("lib", "the library", List.of("lib")));
    steps.add(new NotebookStep());
    steps.addAll(PythonStep.all());
    steps.add(new BrowserStep());
    return steps;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var leftovers = new Leftovers();
    var steps = chosen();
    var times = new TestTimes(CourseFolder.state().resolve("test/seconds.properties"), atOnce());
    var total = Tally.NONE;
    Duration elapsed;
    try (var board = new TestBoard(progress, times.expected(steps))) {
      total = total.plus(sideBySide(prepared(steps, board), board));
      elapsed = board.elapsed();
    }
    for (var left : leftovers.find(Duration.ofSeconds(10))) {
      progress.line("Left behind by the tests: " + left);
      total = total.plus(Tally.FAILED);
    }
    if (total.failed() == 0) {
      times.keep(steps, elapsed);
    }
    progress.line("In " + Progress.say(elapsed));
    progress.line(total.toString());
    return total.failed() == 0 ? Exit.DONE : Exit.FAILED;
  }

  private static int atOnce() {
    return Math.max(1, Math.min(MOST_AT_ONCE, Runtime.getRuntime().availableProcessors() / CORES_FOR_A_STEP));
  }

  private List<TestStep> chosen() {
    if (names.isEmpty()) {
      return all(thorough);
    }
    var exercises = names.stream().filter(name -> name.matches("\\d+\\.\\d+")).map(this::exercise).toList();
    var steps = new ArrayList<TestStep>();
    names.stream().filter(name -> !name.matches("\\d+\\.\\d+")).map(this::step).forEach(steps::add);
    if (!exercises.isEmpty()) {
      steps.add(new GalleryStep(exercises, thorough));
    }
    return steps;
  }

  private Exercise exercise(String id) {
    try {
      return Exercises.find(id);
    } catch (NoSuchElementException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private TestStep step(String name) {
    return all(thorough).stream().filter(step -> step.name().equals(name)).findFirst()
        .orElseThrow(() -> new ParameterException(spec.commandLine(), "There is no step '" + name + "'; there are "
            + String.join(", ", new Names()) + ", and the exercises, such as 1.3."));
  }

  /** Prepares steps one after another. Returns each with how its preparation failed, or null. */
  private static Map<TestStep, Exception> prepared(List<TestStep> steps, TestBoard board) {
    var prepared = new LinkedHashMap<TestStep, Exception>();
    for (var step : steps) {
      try {
        step.prepare(board.of(step));
        prepared.put(step, null);
      } catch (EnvironmentProblem | IOException e) {
        prepared.put(step, e);
      }
      board.ended(step);
    }
    return prepared;
  }

  private static Tally sideBySide(Map<TestStep, Exception> steps, TestBoard board) throws InterruptedException {
    var pool = Executors.newFixedThreadPool(atOnce());
    try {
      var tallies = new ArrayList<Future<Tally>>();
      steps.forEach((step, problem) -> tallies.add(pool.submit(() -> run(step, problem, board))));
      var total = Tally.NONE;
      for (var tally : tallies) {
        total = total.plus(tally.get());
      }
      return total;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private static Tally run(TestStep step, Exception problem, TestBoard board) {
    var progress = board.of(step);
    var start = System.nanoTime();
    Tally tally;
    try {
      if (problem != null) {
        throw problem;
      }
      progress.line(step.what());
      tally = step.run(progress);
    } catch (Exception e) {
      progress.line(e.toString());
      tally = Tally.FAILED;
    }
    progress.line(tally + ", in " + Progress.say(Duration.ofNanos(System.nanoTime() - start)));
    board.ended(step);
    return tally;
  }

  /**
   * Runs a process of a step; each line it prints goes to {@code .course/test/NAME.log} and to the listener.
   *
   * @return whether it ended with exit code 0
   */
  static boolean logged(ProcessBuilder builder, String name, Progress progress, Consumer<String> listener)
      throws IOException {
    var log = Files.createDirectories(CourseFolder.state().resolve("test")).resolve(name + ".log");
    try (var child = Child.start(builder); var lines = child.process().inputReader();
        var copy = Files.newBufferedWriter(log)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        copy.write(line);
        copy.newLine();
        listener.accept(line);
      }
      if (child.await() == 0) {
        return true;
      }
      progress.line("All that was said is in " + log);
      return false;
    }
  }

  /** The names of the steps, for the help. */
  static final class Names extends ArrayList<String> {

    private static final long serialVersionUID = 1L;

    Names() {
      all(false).forEach(step -> add(step.name()));
    }
  }
}
