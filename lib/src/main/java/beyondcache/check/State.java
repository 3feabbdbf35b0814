package beyondcache.check;

/** How far the learner is with one exercise. */
public enum State {
  /** An answer has passed. */
  PASSED("✓", "passed"),
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
    if (entry.passed()) {
      return PASSED;
    }
    if (new Workspace(exercise).isUntouched()) {
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
