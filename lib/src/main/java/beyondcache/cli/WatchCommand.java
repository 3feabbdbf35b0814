package beyondcache.cli;

import beyondcache.check.Answer;
import beyondcache.check.Checker;
import beyondcache.check.Exercise;
import beyondcache.check.Exercises;
import beyondcache.check.Hints;
import beyondcache.check.SavedAnswers;
import beyondcache.check.Standing;
import beyondcache.check.VerdictText;
import java.io.PrintWriter;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code course watch}: a verdict at each save, and the next exercise at a key. */
@Command(name = "watch", description = "Checks an answer each time it is saved. Whichever answer is saved is checked; without ID "
    + "it begins with the first exercise that has not passed.")
final class WatchCommand implements Callable<Integer> {

  private static final long KEY_MILLIS = 50;
  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

  @Spec
  private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "ID", description = "the exercise to begin with, such as 1.3 or followers")
  private String id;

  @Option(names = "--poll", description = "look at the files instead of waiting to be told, as on network drives")
  private boolean poll;

  private final boolean terminal = Boolean.getBoolean(Progress.TERMINAL);
  private final Progress progress = new Progress();
  private List<Exercise> exercises;
  private PrintWriter out;
  private Checker checker;
  private Exercise current;

  @Override
  public Integer call() throws InterruptedException {
    out = spec.commandLine().getOut();
    exercises = Exercises.all();
    if (exercises.isEmpty()) {
      out.println("There are no exercises yet.");
      return Exit.DONE;
    }
    try (var saved = SavedAnswers.of(exercises, poll); var keys = new Keys(terminal); var ours = new Checker()) {
      current = first();
      checker = ours;
      saved.whyPolling().ifPresent(why -> out.println("Looking at the files four times a second (" + why + ")."));
      check();
      while (true) {
        var key = keys.poll();
        if (key == 'q') {
          return Exit.DONE;
        }
        if (key != 0) {
          press(key);
        }
        var exercise = saved.next(KEY_MILLIS);
        if (exercise.isPresent()) {
          current = exercise.get();
          check();
        }
      }
    }
  }

  private Exercise first() {
    try {
      return id != null ? Exercises.find(id) : next(exercises.get(exercises.size() - 1));
    } catch (NoSuchElementException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  /** The next one that has not passed, or the same again. */
  private Exercise next(Exercise from) {
    return Standing.here().next(exercises, from).orElse(from);
  }

  private void press(char key) {
    switch (key) {
      case 'n' -> {
        current = next(current);
        check();
      }
      case 'h' -> out.println("\n" + new Hints(current).next());
      case 'l' -> {
        out.println();
        ListCommand.print(exercises, Standing.here(), out);
      }
      case 'r' -> check();
      case 't' -> out.println("\n" + current.task());
      default -> { }
    }
    out.flush();
  }

  private void check() {
    if (terminal) {
      out.print(CLEAR);
      out.println("Checking " + current + " ...");
      out.flush();
    }
    try {
      var verdict = checker.check(current, Answer.stub(current), new LiveVerdict(current, progress));
      progress.clear();
      Standing.here().record(current, verdict);
      out.print((terminal ? CLEAR : "") + VerdictText.of(current, verdict, CheckCommand.colours()));
      if (verdict.passed()) {
        out.println(ListCommand.next(current));
      }
    } catch (NoSuchElementException e) {
      out.println(e.getMessage());
    }
    out.println(terminal ? "\n[n]ext  [t]ask  [h]int  [l]ist  [r]un again  [q]uit   ... waiting for a save"
        : "Waiting for a save ...");
    out.flush();
  }
}
