package beyondcache.check;

import java.util.List;

/**
 * What came of checking an answer. As JSON ({@code check --json}) a verdict is an object with exactly these fields, and
 * those of {@link Test} and {@link Problem}; the names are a contract. {@code outcome} and {@code status} are written in lower
 * case with hyphens, {@code does-not-compile}. Lists may be empty; a text that does not apply is left out.
 *
 * @param exercise the exercise's number, such as {@code 1.3}
 * @param title the exercise's title
 * @param answer the file that was checked, relative to the course's folder where it lies below it
 * @param outcome how it ended
 * @param summary one sentence: what was observed
 * @param millis how long the check took, in milliseconds, without the start of a worker
 * @param tests the exercise's tests, in the order of their source; empty when it came to none of them
 * @param problems where and why the answer does not compile
 * @param stack for an answer that timed out or crashed: where it was, innermost call first
 */
public record Verdict(String exercise, String title, String answer, Outcome outcome, String summary, long millis,
    List<Test> tests, List<Problem> problems, List<String> stack) {

  /** How a check ended. */
  public enum Outcome {
    /** All tests ran and held. */
    PASSED,
    /** At least one test did not hold. */
    FAILED,
    /** The answer is no Java, or does not offer what the tests call. */
    DOES_NOT_COMPILE,
    /** A test, or all of them together, took longer than their limit; {@code stack} says where it was stuck. */
    TIMED_OUT,
    /** The answer ended its process, ran out of memory or threads, or ended the tests' Redis. */
    CRASHED,
    /** Redis or the machine, not the learner. */
    ENVIRONMENT
  }

  /**
   * One test.
   *
   * @param name what it demands, as a sentence
   * @param method its method's name in the test class
   * @param status how it ended
   * @param millis how long it took, in milliseconds
   * @param misconceptions the numbers of the misconceptions that it is there to find, such as {@code M8}
   * @param message for a failed test: what was expected and what was seen
   * @param at for a failed test: the line of the answer, or else of the test, where it was noticed
   * @param picture for a failed test that has one: an SVG image of what happened
   * @param output what the answer printed during the test, cut at 4000 characters
   * @param code the test's own source, without its signature
   */
  public record Test(String name, String method, Status status, long millis, List<String> misconceptions,
      String message, String at, String picture, String output, String code) {

    /** Whether the answer threw an exception, rather than doing something else than the test expects. */
    boolean threw() {
      return message != null && message.startsWith(Explanation.THREW);
    }

    /** The same test, ended in this way, with this to say about it. */
    Test ended(Status how, long after, String what, String where, String drawn, String printed) {
      return new Test(name, method, how, after, misconceptions, what, where, drawn, printed, code);
    }
  }

  /** How one test ended. */
  public enum Status {
    /** It held. */
    PASSED,
    /** It did not. */
    FAILED,
    /** It came to a part of the stub that is not written yet, one that throws UnsupportedOperationException. */
    NOT_WRITTEN,
    /** It took longer than its limit. */
    TIMED_OUT,
    /** It was not run, because the check ended before. */
    NOT_RUN
  }

  /**
   * Why an answer does not compile.
   *
   * @param file the file's name
   * @param line the line, from 1; 0 when it concerns the file as a whole
   * @param column the column, from 1; 0 when unknown
   * @param message what the compiler says, or what we say in its place
   * @param source the text of that line
   */
  public record Problem(String file, long line, long column, String message, String source) {}

  /** Whether the answer passed. */
  public boolean passed() {
    return outcome == Outcome.PASSED;
  }

  /**
   * The parts that are not written yet, such as {@code Cart.add}, if that is all that keeps the answer from passing; else
   * empty. These are the parts that tests came to: behind one there may be others.
   */
  List<String> unwritten() {
    var failures = failures();
    return outcome != Outcome.FAILED || failures.stream().anyMatch(test -> test.status() != Status.NOT_WRITTEN) ? List.of()
        : failures.stream().map(test -> test.message().replaceFirst(" is yours to write\\.$", "")).distinct().toList();
  }

  /** What was observed, in a sentence; empty where the word for the outcome, or what is listed, says it already. */
  String remark() {
    var unwritten = unwritten();
    return passed() || outcome == Outcome.DOES_NOT_COMPILE && problems.size() == 1 ? ""
        : unwritten.isEmpty() ? summary : "Not written yet: " + String.join(", ", unwritten) + ".";
  }

  /** The tests that did not hold. */
  public List<Test> failures() {
    return tests.stream().filter(test -> test.status() != Status.PASSED && test.status() != Status.NOT_RUN).toList();
  }
}
