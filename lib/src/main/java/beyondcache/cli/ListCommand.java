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

  /** A line of {@code list --json}; the names are a contract. State: passed, tried, started or untouched. */
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
    return new Line(exercise.id(), exercise.title(), State.of(exercise, standing).name().toLowerCase(Locale.ROOT),
        entry.checks(), entry.hints(), exercise.root().relativize(exercise.stub()).toString(), exercise.section());
  }

  static void print(List<Exercise> exercises, Standing standing, PrintWriter out) {
    if (exercises.isEmpty()) {
      out.println("There are no exercises yet.");
      return;
    }
    var passed = exercises.stream().filter(e -> standing.of(e).passed()).count();
    for (var exercise : exercises) {
      var state = State.of(exercise, standing);
      out.printf("%s %-32s %-8s %s%n", state.mark(), exercise, state.words(),
          exercise.root().relativize(exercise.stub()));
    }
    out.printf("%n%d of %d passed.", passed, exercises.size());
    exercises.stream().filter(e -> !standing.of(e).passed()).findFirst().ifPresent(next -> out.printf(
        " Next: edit %s, then ./course check %s, or ./course watch%n",
        next.root().relativize(next.stub()), next.id()));
    out.println();
  }
}
