package beyondcache.check;

import beyondcache.check.Verdict.Problem;
import com.google.gson.Gson;
import java.util.List;
import java.util.Map;

/**
 * What checker and worker say to each other: one JSON object a line, over a socket of their own. Every message carries the
 * number of its check, which is random and which an answer has no way to be told.
 */
final class Message {

  static final Gson GSON = new Gson();

  private Message() {}

  /** What a worker is asked to do: {@code work}, or, if that is null, to tell where the thread of test {@code index} is. */
  record Order(String nonce, Work work, int index) {}

  /**
   * @param answerClass the class the answer has to declare
   * @param answer the answer's files by name
   * @param testClass the test class
   * @param testFile the test's source
   * @param only the misconception whose tests are to run alone, or null for all
   */
  record Work(String answerClass, Map<String, byte[]> answer, String testClass, byte[] testFile, String only) {}

  /** What kind of {@link Event} it is. */
  enum Kind {
    /** The answer does not compile, or does not fit the tests: {@code problems}. Nothing follows. */
    PROBLEMS,
    /** These {@code tests} will run; said before the first line of the answer runs. */
    TESTS,
    /** Test {@code index} begins. */
    STARTED,
    /** Test {@code index} ended: {@code failure} or, when it held, null. */
    FINISHED,
    /** The tests have run. {@code tidy} is false when the answer left something behind. */
    DONE,
    /** The process is about to end, or has to be ended: {@code text} says why, {@code stack} where. */
    CRASH,
    /** Not the answer's fault: {@code text}. */
    ENVIRONMENT,
    /** Where a test's thread is: {@code stack}. */
    STACK
  }

  record Event(String nonce, Kind kind, List<Problem> problems, List<Planned> tests, int index, long millis,
      Failure failure, String output, boolean tidy, String text, List<String> stack) {

    static Event of(String nonce, Kind kind) {
      return new Event(nonce, kind, List.of(), List.of(), 0, 0, null, null, true, null, List.of());
    }

    static Event problems(String nonce, List<Problem> problems) {
      return new Event(nonce, Kind.PROBLEMS, problems, List.of(), 0, 0, null, null, true, null, List.of());
    }

    static Event tests(String nonce, List<Planned> tests) {
      return new Event(nonce, Kind.TESTS, List.of(), tests, 0, 0, null, null, true, null, List.of());
    }

    static Event started(String nonce, int index) {
      return new Event(nonce, Kind.STARTED, List.of(), List.of(), index, 0, null, null, true, null, List.of());
    }

    static Event finished(String nonce, int index, long millis, Failure failure, String output) {
      return new Event(nonce, Kind.FINISHED, List.of(), List.of(), index, millis, failure, output, true, null, List.of());
    }

    static Event done(String nonce, boolean tidy) {
      return new Event(nonce, Kind.DONE, List.of(), List.of(), 0, 0, null, null, tidy, null, List.of());
    }

    /** @param index the test during which it happened, or -1 if that is not known */
    static Event said(String nonce, Kind kind, int index, String text, List<String> stack) {
      return new Event(nonce, kind, List.of(), List.of(), index, 0, null, null, false, text, stack);
    }
  }

  /**
   * A test that is going to run.
   *
   * @param name what it demands, as a sentence
   * @param method its method
   * @param misconceptions what it is there to find
   * @param limit how long it may take, in milliseconds
   * @param code its source
   */
  record Planned(String name, String method, List<String> misconceptions, long limit, String code) {}

  /**
   * Why a test did not hold.
   *
   * @param message what was expected and seen
   * @param at the line where
   * @param picture an SVG image, or null
   * @param unwritten whether it came to a part of the stub that is not written yet
   */
  record Failure(String message, String at, String picture, boolean unwritten) {}
}
