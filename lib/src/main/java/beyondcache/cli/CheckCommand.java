package beyondcache.cli;

import beyondcache.EnvironmentProblem;
import beyondcache.check.Answer;
import beyondcache.check.Checker;
import beyondcache.check.Exercise;
import beyondcache.check.Exercises;
import beyondcache.check.Proof;
import beyondcache.check.Standing;
import beyondcache.check.Verdict;
import beyondcache.check.VerdictText;
import beyondcache.check.report.Checked;
import beyondcache.check.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code course check}: puts answers in front of their tests. */
@Command(name = "check", description = "Checks answers to exercises.")
final class CheckCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "ID", description = "exercises, such as 1.3 or followers")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--all", description = "all exercises")
  private boolean all;

  @Option(names = "--solution", description = "check the model answer instead of yours")
  private boolean solution;

  @Option(names = "--answer", paramLabel = "PATH", description = "check this file or folder instead of yours")
  private Path answer;

  @Option(names = "--json", description = "print verdicts as JSON, and nothing else")
  private boolean json;

  @Option(names = "--report", paramLabel = "FORMAT:FILE", description = "also write a report: json, junit, exercism or "
      + "gradescope")
  private List<String> reports = new ArrayList<>();

  @Option(names = "--prove", description = "for contributors: prove the exercise, and say what is missing")
  private boolean prove;

  @Option(names = "--runs", paramLabel = "N", defaultValue = "10", description = "with --prove: how often each answer of "
      + "the gallery runs (default: ${DEFAULT-VALUE})")
  private int runs;

  private final Progress progress = new Progress();

  @Override
  public Integer call() {
    var exercises = exercises();
    try (var checker = prove ? Checker.patient() : new Checker()) {
      return prove ? prove(checker, exercises) : check(checker, exercises);
    }
  }

  private int prove(Checker checker, List<Exercise> exercises) {
    var out = spec.commandLine().getOut();
    var proof = new Proof(checker, runs, Duration.ofDays(1), f -> out.println((f.holds() ? "  ✓ " : "  ✗ ") + f.text()));
    var worst = Exit.DONE;
    for (var exercise : exercises) {
      out.println(exercise);
      worst = proof.of(exercise) ? worst : Exit.FAILED;
    }
    return worst;
  }

  private int check(Checker checker, List<Exercise> exercises) {
    var files = files(exercises.size());
    var out = spec.commandLine().getOut();
    var all = new ArrayList<Checked>();
    var worst = Exit.DONE;
    for (var exercise : exercises) {
      var verdict = checker.check(exercise, answer(exercise), live(exercise));
      progress.clear();
      if (answer == null && !solution) {
        Standing.here().record(exercise, verdict);
      }
      all.add(new Checked(exercise, verdict));
      if (!json) {
        out.print(VerdictText.of(exercise, verdict, colours()));
        if (exercises.size() == 1 && verdict.passed() && answer == null && !solution) {
          out.println(ListCommand.next(exercise));
        }
        out.flush();
      }
      worst = Math.max(worst, exit(verdict));
    }
    if (json) {
      out.print(Report.JSON.of(all));
      out.flush();
    }
    files.forEach((file, report) -> write(file, report.of(all)));
    return worst;
  }

  /** Shows on a terminal what is known so far. */
  private Consumer<List<Verdict.Test>> live(Exercise exercise) {
    if (json) {
      return tests -> { };
    }
    progress.status("Checking " + exercise + " ...");
    return new LiveVerdict(exercise, progress);
  }

  /** The reports asked for, by file; what is wrong with them is said before anything runs. */
  private Map<Path, Report> files(int exercises) {
    var files = new LinkedHashMap<Path, Report>();
    for (var asked : reports) {
      var parts = asked.split(":", 2);
      var report = Arrays.stream(Report.values()).filter(r -> r.name().equalsIgnoreCase(parts[0])).findFirst().orElse(null);
      if (report == null || parts.length < 2 || parts[1].isBlank()) {
        throw new ParameterException(spec.commandLine(), "--report takes FORMAT:FILE, with json, junit, exercism or gradescope "
            + "for FORMAT, as in junit:results.xml. This is \"" + asked + "\".");
      }
      if (exercises > 1 && !report.takesSeveral()) {
        throw new ParameterException(spec.commandLine(), "A report in the format " + parts[0] + " is about one exercise. "
            + "Check one at a time.");
      }
      files.put(Path.of(parts[1]), report);
    }
    return files;
  }

  private static void write(Path file, String text) {
    try {
      if (file.toAbsolutePath().getParent() != null) {
        Files.createDirectories(file.toAbsolutePath().getParent());
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new EnvironmentProblem("The report cannot be written to " + file + ": " + e.getMessage(), e);
    }
  }

  private List<Exercise> exercises() {
    if (all == !ids.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Name the exercises to check, as in './course check 1.1', or say --all.");
    }
    try {
      return all ? Exercises.all() : ids.stream().map(Exercises::find).toList();
    } catch (NoSuchElementException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private Answer answer(Exercise exercise) {
    try {
      return answer != null ? Answer.at(exercise, answer) : solution ? Answer.model(exercise) : Answer.stub(exercise);
    } catch (NoSuchElementException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private static int exit(Verdict verdict) {
    return switch (verdict.outcome()) {
      case PASSED -> Exit.DONE;
      case ENVIRONMENT -> Exit.ENVIRONMENT;
      default -> Exit.FAILED;
    };
  }

  static boolean colours() {
    return Boolean.getBoolean(Progress.TERMINAL) && System.getenv("NO_COLOR") == null;
  }
}
