package beyondcache.cli;

/** The exit codes of the {@code course} command; they are a contract. */
final class Exit {

  static final int DONE = 0;

  /** An answer or a notebook failed. */
  static final int FAILED = 1;

  /** The command was called wrongly. */
  static final int USAGE = 2;

  /** The machine, not the learner: something is missing, taken or out of reach. */
  static final int ENVIRONMENT = 3;

  private Exit() {}
}
