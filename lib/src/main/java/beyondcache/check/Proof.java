package beyondcache.check;

import beyondcache.check.Verdict.Outcome;
import beyondcache.check.Verdict.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Proves that an exercise teaches what it says: its stub compiles and fails, its model answer passes each time, each wrong
 * answer of the gallery is rejected each time by the test that carries its number, and correct answers of another kind pass.
 * What is missing is a finding as well.
 */
public final class Proof {

  private static final int HINTS = 3;
  private static final int OTHERS = 2;
  private static final int AT_LEAST = 2;
  private static final int TRIES = 3;

  private final Checker checker;
  private final int runs;
  private final Duration patience;
  private final Consumer<Finding> listener;

  /**
   * @param runs how often each answer is run, with the same verdict each time. Once: a wrong answer meets only the tests that
   *     carry its number. More often: it meets all tests in its first run, and the model answer is run twice as often as others
   * @param patience an answer whose checks are slow has run often enough after this time, if it ran twice
   * @param listener is told each finding as it is made
   */
  public Proof(Checker checker, int runs, Duration patience, Consumer<Finding> listener) {
    this.checker = checker;
    this.runs = runs;
    this.patience = patience;
    this.listener = listener;
  }

  /**
   * One thing that was looked at.
   *
   * @param holds whether it is as it should be
   * @param text what was seen, and where it does not hold, what to do
   */
  public record Finding(boolean holds, String text) {}

  /** Proves one exercise, or finds out what it lacks. */
  public boolean of(Exercise exercise) {
    var run = new Run(exercise);
    run.page();
    run.stub();
    run.model();
    run.wrong();
    run.right();
    return run.holds;
  }

  private final class Run {

    private final Exercise exercise;
    private boolean holds = true;

    Run(Exercise exercise) {
      this.exercise = exercise;
    }

    private void say(boolean good, String text) {
      holds &= good;
      listener.accept(new Finding(good, text));
    }

    private String path(Path path) {
      return exercise.root().relativize(path).toString();
    }

    void page() {
      var filled = exercise.hints().stream().filter(hint -> !hint.isBlank()).count();
      say(filled == HINTS, filled + " of " + HINTS + " hints in " + path(exercise.page()));
      for (var number : exercise.cures()) {
        if (Beliefs.find(number).isEmpty()) {
          say(false, path(exercise.page()) + " names " + number + ", which is no misconception");
        }
      }
      var notebook = exercise.root().resolve("notebooks").resolve(exercise.section().replaceFirst("#.*", ""));
      say(Files.exists(notebook), "the notebook " + path(notebook) + (Files.exists(notebook) ? " is there" : " is missing"));
    }

    void stub() {
      if (!Files.exists(exercise.pristine())) {
        say(false, "the stub is missing: " + path(exercise.pristine()) + ", with a copy in " + path(exercise.stub()));
        return;
      }
      var untouched = new Workspace(exercise).isUntouched();
      say(untouched, path(exercise.stub()) + (untouched ? " is the stub as it is handed out"
          : " differs from " + path(exercise.pristine()) + ". If it is an answer, './course reset " + exercise.id()
              + "' keeps it elsewhere; if the stub was changed, change both"));
      var verdict = check(exercise.pristine());
      say(verdict.outcome() == Outcome.FAILED && verdict.failures().size() == verdict.tests().size(),
          "the stub compiles and passes no test: " + VerdictText.word(verdict.outcome()) + ", " + verdict.failures().size()
              + " of " + verdict.tests().size() + " tests" + details(verdict));
      var tested = new TreeSet<String>();
      verdict.tests().forEach(test -> tested.addAll(test.misconceptions()));
      for (var number : exercise.cures()) {
        if (!tested.contains(number)) {
          say(false, "no test carries @Misconception(\"" + number + "\")");
        }
      }
      tested.removeAll(exercise.cures());
      for (var number : tested) {
        say(false, "a test carries @Misconception(\"" + number + "\"), which is not among those that "
            + path(exercise.page()) + " cures");
      }
    }

    void model() {
      if (!Files.exists(exercise.model())) {
        say(false, "the model answer is missing: " + path(exercise.model()));
        return;
      }
      long began = System.nanoTime();
      int run = 0;
      while (isWanted(++run, runs == 1 ? 1 : 2 * runs, began)) {
        var verdict = check(exercise.model());
        if (!verdict.passed()) {
          say(false, "the model answer should pass: in run " + run + " it " + VerdictText.word(verdict.outcome())
              + details(verdict));
          return;
        }
      }
      say(true, "the model answer passes " + times(run - 1));
    }

    void wrong() {
      var shown = new TreeSet<String>();
      for (var folder : folders(exercise.wrong())) {
        var number = folder.getFileName().toString().replaceFirst("-.*", "");
        if (!exercise.cures().contains(number)) {
          say(false, path(folder) + " should begin with the number of a misconception that " + path(exercise.page())
              + " cures");
          continue;
        }
        shown.add(number);
        rejected(folder, number);
      }
      for (var number : exercise.cures()) {
        if (!shown.contains(number)) {
          say(false, "no wrong answer for " + number + ": it belongs in " + path(exercise.wrong()) + "/" + number
              + "-WORDS/" + exercise.simpleName() + ".java");
        }
      }
    }

    private void rejected(Path folder, String number) {
      long began = System.nanoTime();
      int run = 0;
      while (isWanted(++run, runs, began)) {
        var verdict = check(folder, run == 1 && runs > 1 ? null : number);
        var byItsTest = verdict.failures().stream()
            .anyMatch(test -> test.status() == Status.FAILED && test.misconceptions().contains(number));
        if (verdict.outcome() != Outcome.FAILED || !byItsTest) {
          say(false, path(folder) + " should be rejected by a test with @Misconception(\"" + number + "\"): in run " + run
              + " it " + VerdictText.word(verdict.outcome()) + details(verdict));
          return;
        }
      }
      say(true, path(folder) + " is rejected " + times(run - 1) + " by the test for " + number);
    }

    void right() {
      var folders = folders(exercise.right());
      if (folders.size() < OTHERS) {
        say(false, folders.size() + " of " + OTHERS + " correct answers of another kind in " + path(exercise.right()));
      }
      for (var folder : folders) {
        var verdict = check(folder);
        long began = System.nanoTime();
        for (int run = 2; isWanted(run, runs, began) && verdict.passed(); run++) {
          verdict = check(folder);
        }
        say(verdict.passed(), path(folder) + (verdict.passed() ? " passes" : " is correct and should pass: it "
            + VerdictText.word(verdict.outcome()) + details(verdict)));
      }
    }

    private boolean isWanted(int run, int most, long began) {
      return run <= Math.min(most, AT_LEAST) || run <= most && System.nanoTime() - began < patience.toNanos();
    }

    private static String times(int runs) {
      return runs == 1 ? "once" : runs + " times of " + runs;
    }

    private Verdict check(Path answer) {
      return check(answer, null);
    }

    /** A machine that is too busy to tell is asked again; that says nothing about the answer. */
    private Verdict check(Path answer, String only) {
      var verdict = checker.check(exercise, Answer.at(exercise, answer), only, tests -> { });
      for (var again = 1; again < TRIES && verdict.outcome() == Outcome.ENVIRONMENT; again++) {
        verdict = checker.check(exercise, Answer.at(exercise, answer), only, tests -> { });
      }
      return verdict;
    }

    private String details(Verdict verdict) {
      if (verdict.passed() || verdict.tests().stream().allMatch(t -> t.status() == Status.NOT_WRITTEN)
          && verdict.problems().isEmpty()) {
        return "";
      }
      return "\n" + VerdictText.of(exercise, verdict, false).indent(4).stripTrailing();
    }

    private List<Path> folders(Path folder) {
      if (!Files.isDirectory(folder)) {
        return List.of();
      }
      try (var entries = Files.list(folder)) {
        return new ArrayList<>(entries.filter(Files::isDirectory).sorted().toList());
      } catch (IOException e) {
        throw new UncheckedIOException("The folder " + folder + " cannot be read", e);
      }
    }
  }
}
