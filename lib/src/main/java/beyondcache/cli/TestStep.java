package beyondcache.cli;

import java.io.IOException;
import java.time.Duration;

/** One thing that {@code course test} runs. */
interface TestStep {

  /** The word that selects the step: {@code course test NAME}. */
  String name();

  /** What is tested, for the list of steps. */
  String what();

  /** How long the step takes on two cores beside the other steps, roughly; a first estimate until one was measured. */
  Duration expected();

  /**
   * Makes ready what steps must not do at the same time, such as compiling or installing.
   *
   * @throws IOException if the machine gets in the way; counts as a failure of the step
   */
  default void prepare(Progress progress) throws IOException {}

  /**
   * Runs the step, saying how it goes, and in full what failed.
   *
   * @throws IOException if the machine gets in the way; counts as a failure
   */
  Tally run(Progress progress) throws IOException;

  /**
   * How many tests ended how.
   *
   * @param skipped those that this machine has no means to run
   */
  record Tally(int passed, int failed, int skipped) {

    static final Tally NONE = new Tally(0, 0, 0);
    static final Tally FAILED = new Tally(0, 1, 0);
    static final Tally SKIPPED = new Tally(0, 0, 1);

    Tally plus(Tally other) {
      return new Tally(passed + other.passed, failed + other.failed, skipped + other.skipped);
    }

    @Override
    public String toString() {
      return passed + " passed, " + failed + " failed" + (skipped == 0 ? "" : ", " + skipped + " skipped");
    }
  }
}
