package beyondcache;

/**
 * Something is missing or broken on this machine, as opposed to in the learner's code: no server binary, a taken port, a
 * folder that cannot be written. The message says what was observed and what to do next, and is shown without a stack
 * trace; the command line ends with exit code 3.
 */
public final class EnvironmentProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** @param message what was observed, what was expected, and the next step */
  public EnvironmentProblem(String message) {
    super(message);
  }

  /**
   * @param message what was observed, what was expected, and the next step
   * @param cause what the machine said
   */
  public EnvironmentProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
