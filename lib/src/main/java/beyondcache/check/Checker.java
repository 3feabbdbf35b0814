package beyondcache.check;

import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Checks answers, one after another, in a worker process that stays warm between them and is replaced when an answer has
 * ended it, hung in it or left something running in it, and now and then.
 *
 * <p>Bounds: each test has its own limit, ten seconds unless it says otherwise; the tests of a check together have two
 * minutes, compiling one; the worker has a heap of 384 MB and 800 threads.
 *
 * <p>What protects a verdict: answers run in another process; results come on a connection that code of an answer is not
 * given and that cannot be found by reflection; the worker lists the tests before the first line of the answer runs, and only
 * when each of them has reported that it held has the answer passed. An answer that goes after the worker's memory itself, by
 * {@code sun.misc.Unsafe} or a heap dump, could still forge a pass: whoever grades strangers reads their answers too, and
 * gives each a machine of its own.
 */
public final class Checker implements AutoCloseable {

  private static final Duration TOTAL = Duration.ofSeconds(120);
  private static final int PATIENT = 4;
  /** Clients that answers do not close keep their classes and threads in the worker. */
  private static final int CHECKS_OF_A_WORKER = 50;

  private final Duration total;
  private final int patience;
  private WorkerProcess worker;
  private int checks;
  /** Starts while the learner reads the verdict after which the worker was discarded. */
  private CompletableFuture<WorkerProcess> spare;

  /** A checker with the usual bounds. Its worker starts with the first check, or with {@link #warmUp()}. */
  public Checker() {
    this(TOTAL);
  }

  Checker(Duration total) {
    this(total, 1);
  }

  private Checker(Duration total, int patience) {
    this.total = total;
    this.patience = patience;
  }

  /**
   * A checker for proofs, which run many checks beside each other: all limits of time are four times as long, since a busy machine
   * must not be taken for an answer that hangs.
   */
  public static Checker patient() {
    return new Checker(TOTAL.multipliedBy(PATIENT), PATIENT);
  }

  /** Starts the worker now, so that it is warm when it is needed. */
  public synchronized void warmUp() {
    if (worker == null && spare == null) {
      worker = WorkerProcess.start(tests());
    } else if (worker == null) {
      worker = started(spare);
      spare = null;
    }
  }

  /** Most tests wait more than they compute; proofs have other checks to run meanwhile. */
  private int tests() {
    return patience > 1 ? 2 : Math.max(2, Math.min(4, 2 * Runtime.getRuntime().availableProcessors()));
  }

  private static WorkerProcess started(CompletableFuture<WorkerProcess> spare) {
    try {
      return spare.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof EnvironmentProblem problem ? problem : e;
    }
  }

  /** Checks an answer and waits for its verdict. What goes wrong on this machine is a verdict as well. */
  public Verdict check(Exercise exercise, Answer answer) {
    return check(exercise, answer, tests -> { });
  }

  /**
   * Checks an answer and waits for its verdict.
   *
   * @param listener is given all tests each time that one has ended, on the calling thread; those still to come are
   *     {@code NOT_RUN}
   */
  public Verdict check(Exercise exercise, Answer answer, Consumer<List<Verdict.Test>> listener) {
    return check(exercise, answer, null, listener);
  }

  /** Runs only the tests that are there to find one misconception; all, if that is null. */
  synchronized Verdict check(Exercise exercise, Answer answer, String misconception, Consumer<List<Verdict.Test>> listener) {
    var label = label(exercise, answer.path());
    var began = System.nanoTime();
    try {
      var tests = Files.readAllBytes(exercise.test());
      var warm = worker != null;
      var supervision = supervise(exercise, answer, label, tests, misconception, listener);
      if (warm && supervision.failedBefore()) {
        // The answer before this one had the last word: it broke the worker after its own verdict.
        supervision = supervise(exercise, answer, label, tests, misconception, listener);
      }
      return supervision.verdict();
    } catch (EnvironmentProblem e) {
      discard();
      return Supervision.environment(exercise, label, e.getMessage(), began);
    } catch (IOException e) {
      throw new UncheckedIOException("The tests of exercise " + exercise + " cannot be read: " + exercise.test(), e);
    }
  }

  private Supervision supervise(Exercise exercise, Answer answer, String label, byte[] tests,
      String misconception, Consumer<List<Verdict.Test>> listener) {
    if (worker != null && !worker.isAlive()) {
      discard();
    }
    warmUp();
    var supervision = new Supervision(worker, exercise, label, total, patience, listener);
    supervision.run(answer, tests, misconception);
    if (!supervision.isTidy() || ++checks % CHECKS_OF_A_WORKER == 0) {
      discard();
      spare = CompletableFuture.supplyAsync(() -> WorkerProcess.start(tests()));
    }
    return supervision;
  }

  private static String label(Exercise exercise, Path file) {
    var full = file.toAbsolutePath().normalize();
    return full.startsWith(exercise.root()) ? exercise.root().relativize(full).toString() : full.toString();
  }

  /** The worker's process, for tests. */
  synchronized long workerPid() {
    return worker == null ? -1 : worker.pid();
  }

  private void discard() {
    if (worker != null) {
      worker.close();
      worker = null;
    }
  }

  /** Ends the worker. */
  @Override
  public synchronized void close() {
    discard();
    if (spare != null) {
      spare.thenAccept(WorkerProcess::close).exceptionally(neverStarted -> null).join();
      spare = null;
    }
  }
}
