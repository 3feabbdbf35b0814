package beyondcache.check;

/** The hints of an exercise, one after another. */
public final class Hints {

  private final Exercise exercise;
  private final Standing standing = Standing.here();

  /** The hints of the given exercise. */
  public Hints(Exercise exercise) {
    this.exercise = exercise;
  }

  /** The next hint in Markdown; the last one again once all have been seen. */
  public String next() {
    return at(Math.min(standing.of(exercise).hints() + 1, exercise.hints().size()));
  }

  /**
   * The hint of the given level, from 1.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public String at(int level) {
    var hint = exercise.hints().get(level - 1);
    standing.hinted(exercise, level);
    return "Hint " + level + " of " + exercise.hints().size() + " for " + exercise + "\n\n" + hint;
  }
}
