package beyondcache.cli;

import beyondcache.check.Exercise;
import beyondcache.check.Exercises;
import beyondcache.check.Standing;
import beyondcache.check.State;
import com.google.gson.GsonBuilder;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code course list}: the exercises, and how far the learner has come. */
@Command(name = "list", description = "Lists the exercises and your progress.")
final class ListCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  /** A line of {@code list --json}; the names are a contract. State: passed, passed-earlier, tried, started or untouched. */
  private record Line(String exercise, String title, String state, int checks, int hints, String answer, String section) {}

  @Override
  public Integer call() {
    var standing = Standing.here();
    var exercises = Exercises.all();
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create()
          .toJson(exercises.stream().map(e -> line(e, standing)).toList()));
    } else {
      print(exercises, standing, out);
    }
    out.flush();
    return Exit.DONE;
  }

  private static Line line(Exercise exercise, Standing standing) {
    var entry = standing.of(exercise);
    return new Line(exercise.id(), exercise.title(), state(exercise, standing),
        entry.checks(), entry.hints(), exercise.path(), exercise.section());
  }

  private static String state(Exercise exercise, Standing standing) {
    return State.of(exercise, standing).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static void print(List<Exercise> exercises, Standing standing, PrintWriter out) {
    if (exercises.isEmpty()) {
      out.println("There are no exercises yet.");
      return;
    }
    var passed = exercises.stream().filter(e -> standing.of(e).passed()).count();
    var format = "%s %-" + longest(exercises.stream().map(Exercise::toString)) + "s  %-"
        + longest(exercises.stream().map(e -> State.of(e, standing).words())) + "s  %s%n";
    for (var exercise : exercises) {
      var state = State.of(exercise, standing);
      out.printf(format, state.mark(), exercise, state.words(), exercise.path());
    }
    out.printf("%n%d of %d passed.", passed, exercises.size());
    exercises.stream().filter(e -> !standing.of(e).passed()).findFirst().ifPresent(next -> out.printf(
        " Next: edit %s, then ./course check %s, or ./course watch%n",
        next.path(), next.id()));
    out.println();
  }

  /** What to do once this exercise has passed. */
  static String next(Exercise passed) {
    return Standing.here().next(Exercises.all(), passed)
        .map(next -> "Next: " + next + ", in " + next.path())
        .orElse("That was the last one: all have passed.");
  }

  private static int longest(Stream<String> texts) {
    return texts.mapToInt(String::length).max().orElse(0) + 1;
  }
}
