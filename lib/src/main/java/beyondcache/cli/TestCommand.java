package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import beyondcache.cli.TestStep.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code course test}: everything that has to pass before a change goes in. */
@Command(name = "test", description = "Runs the course's own tests: all of them, or the steps that are named.")
final class TestCommand implements Callable<Integer> {

  private final Progress progress = new Progress();

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "STEP", arity = "0..*", completionCandidates = Names.class,
      description = "Any of: ${COMPLETION-CANDIDATES}.")
  private List<String> names = List.of();

  /** Everything there is, in the order in which it runs: what breaks most often and quickest comes first. */
  private static List<TestStep> all() {
    List<TestStep> steps = new ArrayList<>();
    steps.add(new MavenStep("lib", "the library", List.of("lib")));
    steps.add(new GalleryStep());
    steps.addAll(PythonStep.all());
    steps.add(new NotebookStep());
    steps.add(new BrowserStep());
    return steps;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var leftovers = new Leftovers();
    var total = Tally.NONE;
    var start = System.nanoTime();
    for (var step : chosen()) {
      total = total.plus(run(step));
    }
    for (var left : leftovers.find(Duration.ofSeconds(10))) {
      progress.line("Left behind by the tests: " + left);
      total = total.plus(Tally.FAILED);
    }
    progress.line("In " + Progress.say(Duration.ofNanos(System.nanoTime() - start)));
    progress.line(total.toString());
    return total.failed() == 0 ? Exit.DONE : Exit.FAILED;
  }

  private List<TestStep> chosen() {
    if (names.isEmpty()) {
      return all();
    }
    return names.stream().map(name -> all().stream().filter(step -> step.name().equals(name)).findFirst()
        .orElseThrow(() -> new ParameterException(spec.commandLine(), "There is no step '" + name + "'; there are "
            + String.join(", ", new Names()) + "."))).toList();
  }

  private Tally run(TestStep step) {
    progress.line(step.name() + ": " + step.what());
    var start = System.nanoTime();
    Tally tally;
    try {
      tally = step.run(progress);
    } catch (EnvironmentProblem | IOException e) {
      progress.line(e.toString().indent(2).stripTrailing());
      tally = Tally.FAILED;
    }
    progress.line(step.name() + ": " + tally + ", in " + Progress.say(Duration.ofNanos(System.nanoTime() - start)));
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
      progress.line("  All that was said is in " + log);
      return false;
    }
  }

  /** The names of the steps, for the help. */
  static final class Names extends ArrayList<String> {

    private static final long serialVersionUID = 1L;

    Names() {
      all().forEach(step -> add(step.name()));
    }
  }
}
