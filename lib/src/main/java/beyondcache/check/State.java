package beyondcache.check;

/** How far the learner is with one exercise. */
public enum State {
  /** The answer has passed. */
  PASSED("✓", "passed"),
  /** An answer has passed, but the file is the stub again, or did not pass when it was checked last. */
  PASSED_EARLIER("✓", "passed earlier"),
  /** Checked, and not passed. */
  TRIED("✗", "not yet"),
  /** Edited, and not checked. */
  STARTED("·", "started"),
  /** As it was handed out. */
  UNTOUCHED(" ", "");

  private final String mark;
  private final String words;

  State(String mark, String words) {
    this.mark = mark;
    this.words = words;
  }

  /** The state of an exercise. */
  public static State of(Exercise exercise, Standing standing) {
    var entry = standing.of(exercise);
    var untouched = new Workspace(exercise).isUntouched();
    if (entry.passed()) {
      return untouched || entry.last() != Verdict.Outcome.PASSED ? PASSED_EARLIER : PASSED;
    }
    if (untouched) {
      return UNTOUCHED;
    }
    return entry.checks() > 0 ? TRIED : STARTED;
  }

  /** One character for lists. */
  public String mark() {
    return mark;
  }

  /** The state in a word or two; empty for an untouched exercise. */
  public String words() {
    return words;
  }
}
