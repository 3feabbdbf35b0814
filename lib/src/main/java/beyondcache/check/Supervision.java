package beyondcache.check;

import beyondcache.check.Message.Event;
import beyondcache.check.Message.Kind;
import beyondcache.check.Message.Order;
import beyondcache.check.Message.Planned;
import beyondcache.check.Message.Work;
import beyondcache.check.Verdict.Outcome;
import beyondcache.check.Verdict.Problem;
import beyondcache.check.Verdict.Status;
import beyondcache.check.Verdict.Test;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One check as seen from outside the worker: keeps the score and the time, and believes nothing that it was not told. */
final class Supervision {

  private static final long COMPILE_MILLIS = 60_000;
  private static final long STACK_MILLIS = 2_000;
  private static final long LAST_WORDS_MILLIS = 300;

  private final WorkerProcess worker;
  private final Exercise exercise;
  private final String label;
  private final long totalMillis;
  private final int patience;
  private final Consumer<List<Test>> listener;
  private final String nonce = WorkerProcess.secret();
  private final List<Test> tests = new ArrayList<>();
  private List<Planned> planned = List.of();
  /** The tests that run at present, with when each began. */
  private final Map<Integer, Long> running = new TreeMap<>();
  private boolean tidy;
  private long began;
  private Verdict verdict;

  /**
   * @param patience how many times its own limit a test may take
   * @param listener is given all tests each time that one has ended
   */
  Supervision(WorkerProcess worker, Exercise exercise, String label, Duration total, int patience,
      Consumer<List<Test>> listener) {
    this.worker = worker;
    this.exercise = exercise;
    this.label = label;
    this.totalMillis = total.toMillis();
    this.patience = patience;
    this.listener = listener;
  }

  /** Whether the worker may be used again. */
  boolean isTidy() {
    return tidy;
  }

  /** Whether the worker broke before any line of the answer ran. */
  boolean failedBefore() {
    return planned.isEmpty() && verdict.outcome() == Outcome.CRASHED;
  }

  Verdict verdict() {
    return verdict;
  }

  /** @param only the misconception whose tests are to run alone, or null for all */
  void run(Answer answer, byte[] testFile, String only) {
    began = System.nanoTime();
    verdict = supervise(new Work(exercise.answerClass(), answer.files(), exercise.testClass(), testFile, only));
  }

  private Verdict supervise(Work work) {
    worker.send(new Order(nonce, work, -1));
    while (true) {
      var left = Math.min(COMPILE_MILLIS + totalMillis - millisSince(began), leftOfCompiling());
      if (left <= 0) {
        return timedOut(-1, planned.isEmpty() ? COMPILE_MILLIS : COMPILE_MILLIS + totalMillis);
      }
      for (var test : running.keySet()) {
        if (leftOf(test) <= 0) {
          return timedOut(test, limitOf(test));
        }
        left = Math.min(left, leftOf(test));
      }
      var event = next(left);
      if (event == null && !worker.isAlive()) {
        return died();
      }
      if (event == null) {
        continue;
      }
      switch (event.kind()) {
        case PROBLEMS -> {
          tidy = true;
          return doesNotCompile(event.problems());
        }
        case TESTS -> plan(event.tests());
        case STARTED -> running.put(event.index(), System.nanoTime());
        case FINISHED -> finished(event);
        case DONE -> {
          tidy = event.tidy();
          return done();
        }
        case CRASH -> {
          return crashed(event.index(), event.text(), event.stack());
        }
        case ENVIRONMENT -> {
          return of(Outcome.ENVIRONMENT, event.text(), List.of());
        }
        default -> { }
      }
    }
  }

  /** The next report of this check. Short waits, so that the end of the process is noticed. */
  private Event next(long left) {
    var event = worker.next(Math.min(left, 100));
    if (event == null && !worker.isAlive()) {
      event = worker.next(LAST_WORDS_MILLIS);
    }
    return event != null && nonce.equals(event.nonce()) ? event : null;
  }

  private void plan(List<Planned> list) {
    if (!tests.isEmpty()) {
      return;
    }
    planned = list;
    list.forEach(p -> tests.add(new Test(p.name(), p.method(), Status.NOT_RUN, 0, p.misconceptions(), null, null, null, null,
        p.code())));
  }

  private void finished(Event event) {
    var failure = event.failure();
    tests.set(event.index(), failure == null
        ? tests.get(event.index()).ended(Status.PASSED, event.millis(), null, null, null, event.output())
        : tests.get(event.index()).ended(failure.unwritten() ? Status.NOT_WRITTEN : Status.FAILED, event.millis(),
            failure.message(), failure.at(), failure.picture(), event.output()));
    running.remove(event.index());
    listener.accept(List.copyOf(tests));
  }

  private long leftOfCompiling() {
    return planned.isEmpty() ? COMPILE_MILLIS - millisSince(began) : Long.MAX_VALUE;
  }

  private long leftOf(int test) {
    return limitOf(test) - millisSince(running.get(test));
  }

  private long limitOf(int test) {
    return planned.get(test).limit() * patience;
  }

  private Verdict done() {
    var failed = tests.stream().filter(t -> t.status() != Status.PASSED).count();
    var notRun = tests.stream().filter(t -> t.status() == Status.NOT_RUN).count();
    if (tests.isEmpty()) {
      return of(Outcome.CRASHED, "There was no test to run in " + exercise.testClass() + ".", List.of());
    }
    if (notRun > 0) {
      return of(Outcome.CRASHED, notRun + " of " + tests.size() + " tests were not run.", List.of());
    }
    return failed == 0
        ? of(Outcome.PASSED, VerdictText.passed(tests), List.of())
        : of(Outcome.FAILED, failed + " of " + tests.size() + " tests "
            + (failed == 1 ? "fails." : "fail."), List.of());
  }

  /** @param index the test that has used up its limit, or -1 if the check as a whole has */
  private Verdict timedOut(int index, long limit) {
    var seen = index >= 0 || running.isEmpty() ? index : running.keySet().iterator().next();
    worker.send(new Order(nonce, null, seen));
    var end = System.nanoTime() + STACK_MILLIS * 1_000_000;
    var stack = List.<String>of();
    while (System.nanoTime() < end && worker.isAlive()) {
      var event = next(100);
      if (event != null && event.kind() == Kind.STACK) {
        stack = event.stack();
        break;
      }
    }
    if (index < 0) {
      return of(Outcome.TIMED_OUT, "The check took longer than " + seconds(limit)
          + (planned.isEmpty() ? " before its first test." : " in all."), stack);
    }
    var test = tests.get(index);
    tests.set(index, test.ended(Status.TIMED_OUT, limit, "The test had not ended after " + seconds(limit) + ".", null,
        null, null));
    return of(Outcome.TIMED_OUT, "A test had not ended after " + seconds(limit) + ": " + test.name() + ".", stack);
  }

  private static String seconds(long millis) {
    return millis % 1000 == 0 ? millis / 1000 + " seconds" : millis + " ms";
  }

  private Verdict died() {
    var code = worker.exitCode();
    return worker.printed().contains("java.lang.OutOfMemoryError")
        ? crashed(-1, "the answer ran out of memory", List.of())
        : crashed(-1, "the answer ended its process, with exit code " + code, List.of());
  }

  /** @param index the test during which it happened, or -1 if only those that ran at the time are known */
  private Verdict crashed(int index, String what, List<String> stack) {
    var suspects = index >= 0 ? List.of(index) : List.copyOf(running.keySet());
    var names = suspects.stream().map(i -> tests.get(i).name()).collect(Collectors.joining("; "));
    if (suspects.size() == 1) {
      tests.set(suspects.get(0), tests.get(suspects.get(0)).ended(Status.FAILED, 0, sentence(what), null, null, null));
    }
    var where = suspects.isEmpty() ? "" : suspects.size() == 1 ? ", during the test: " + names
        : ", while these tests ran: " + names;
    return of(Outcome.CRASHED, sentence(what + where), stack);
  }

  private static String sentence(String text) {
    var sentence = Character.toUpperCase(text.charAt(0)) + text.substring(1);
    return sentence.matches("(?s).*[.!?]") ? sentence : sentence + ".";
  }

  private Verdict doesNotCompile(List<Problem> problems) {
    return new Verdict(exercise.id(), exercise.title(), label, Outcome.DOES_NOT_COMPILE,
        problems.size() == 1 ? "The answer does not compile." : "The answer does not compile, for " + problems.size()
            + " reasons.", millisSince(began), List.of(), problems, List.of());
  }

  private Verdict of(Outcome outcome, String summary, List<String> stack) {
    return new Verdict(exercise.id(), exercise.title(), label, outcome, summary, millisSince(began), List.copyOf(tests),
        List.of(), stack);
  }

  static Verdict environment(Exercise exercise, String label, String message, long began) {
    return new Verdict(exercise.id(), exercise.title(), label, Outcome.ENVIRONMENT, message, millisSince(began), List.of(),
        List.of(), List.of());
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }
}
