package beyondcache.check;

import beyondcache.show.Show;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The course as a notebook sees it: {@code Course.check("1.3")} checks the answer in the file that the learner edits beside the
 * notebook. The worker process behind it stays warm for the next check and ends with the kernel.
 */
public final class Course {

  private static Checker checker;

  private Course() {}

  /**
   * Checks the learner's answer and shows the verdict: what to do about each test that fails, and how many pass. In a notebook,
   * the names of failed tests appear as they fail.
   *
   * @param exercise the exercise's number or name, such as {@code 1.3} or {@code followers}
   */
  public static void check(String exercise) {
    try {
      var found = Exercises.find(exercise);
      var answer = Answer.stub(found);
      var display = Show.show("Checking " + found + " ...");
      var verdict = checker().check(found, answer, tests -> display.redraw(VerdictText.soFar(found, tests)));
      Standing.here().record(found, verdict);
      var next = verdict.passed() ? Standing.here().next(Exercises.all(), found) : Optional.<Exercise>empty();
      display.update(new VerdictPicture(found, verdict, next));
    } catch (NoSuchElementException e) {
      Show.show(e.getMessage());
    }
  }

  /** Shows the next hint, of three, from a nudge to nearly the code. */
  public static void hint(String exercise) {
    try {
      Show.show(Show.markdown(new Hints(Exercises.find(exercise)).next()));
    } catch (NoSuchElementException e) {
      Show.show(e.getMessage());
    }
  }

  /** Shows the map: all exercises, and how far the learner has come. */
  public static void progress() {
    Show.show(new ProgressPicture(Exercises.all(), Standing.here()));
  }

  private static synchronized Checker checker() {
    if (checker == null) {
      checker = new Checker();
      Runtime.getRuntime().addShutdownHook(new Thread(checker::close, "course worker"));
    }
    return checker;
  }
}
