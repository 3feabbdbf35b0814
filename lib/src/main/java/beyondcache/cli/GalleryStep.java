package beyondcache.cli;

import beyondcache.EnvironmentProblem;
import beyondcache.check.Checker;
import beyondcache.check.Exercise;
import beyondcache.check.Exercises;
import beyondcache.check.Proof;
import beyondcache.check.Proof.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Proves exercises: the stub fails, the model answer passes, wrong answers are rejected by the test that names their
 * misconception, other correct answers pass.
 *
 * @param chosen the exercises
 * @param thorough whether each answer runs ten times instead of once
 */
record GalleryStep(List<Exercise> chosen, boolean thorough) implements TestStep {

  private static final int THOROUGH_RUNS = 10;
  private static final int MOST_AT_ONCE = 8;
  /** Exercises that break whole topologies take seconds each time; all of them ten times would take hours. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The proof of all exercises. */
  static GalleryStep all(boolean thorough) {
    return new GalleryStep(Exercises.all(), thorough);
  }

  @Override
  public String name() {
    return "gallery";
  }

  @Override
  public String what() {
    return "the exercises, each with its stub, its model answer, wrong answers and other correct ones";
  }

  /** Tells a proof of these exercises from a proof of others. */
  String key() {
    return name() + chosen + (thorough ? "thorough" : "");
  }

  @Override
  public Duration expected() {
    return Duration.ofSeconds((thorough ? 60L : 15L) * chosen.size());
  }

  @Override
  public Tally run(Progress progress) {
    var atOnce = Math.min(MOST_AT_ONCE, Runtime.getRuntime().availableProcessors());
    var pool = Executors.newFixedThreadPool(atOnce);
    var checkers = new LinkedBlockingQueue<Checker>();
    for (var i = 0; i < atOnce; i++) {
      checkers.add(Checker.patient());
    }
    try {
      var proofs = new ExecutorCompletionService<Tally>(pool);
      // The later tasks break whole topologies and take longest: they begin first, so that no long one is left for the end.
      chosen.stream().sorted(Comparator.comparing(Exercise::id).reversed())
          .forEach(exercise -> proofs.submit(() -> prove(exercise, checkers, progress)));
      var total = chosen.isEmpty() ? Tally.FAILED : Tally.NONE;
      for (var done = 1; done <= chosen.size(); done++) {
        total = total.plus(proofs.take().get());
        progress.status(done + " of " + chosen.size() + " exercises");
      }
      return total;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentProblem("The proof of the exercises was interrupted.", e);
    } finally {
      pool.shutdownNow();
      checkers.forEach(Checker::close);
    }
  }

  private Tally prove(Exercise exercise, BlockingQueue<Checker> checkers, Progress progress) throws InterruptedException {
    var findings = new ArrayList<Finding>();
    var began = System.nanoTime();
    var checker = checkers.take();
    try {
      new Proof(checker, thorough ? THOROUGH_RUNS : 1, PATIENCE, findings::add).of(exercise);
    } finally {
      checkers.add(checker);
    }
    var failed = findings.stream().filter(f -> !f.holds()).toList();
    progress.line(exercise + ": " + (findings.size() - failed.size()) + " of " + findings.size() + " hold, in "
        + Progress.say(Duration.ofNanos(System.nanoTime() - began))
        + String.join("", failed.stream().map(f -> "\n  ✗ " + f.text()).toList()));
    return new Tally(findings.size() - failed.size(), failed.size(), 0);
  }
}
