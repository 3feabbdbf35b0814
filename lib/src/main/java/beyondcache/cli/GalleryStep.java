package beyondcache.cli;

import beyondcache.EnvironmentProblem;
import beyondcache.check.Checker;
import beyondcache.check.Exercise;
import beyondcache.check.Exercises;
import beyondcache.check.Proof;
import beyondcache.check.Proof.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Proves every exercise: its stub fails, its model answer passes, wrong answers are rejected each time by the test that names
 * their misconception, other correct answers pass.
 */
record GalleryStep() implements TestStep {

  private static final int MODEL_RUNS = 20;
  private static final int GALLERY_RUNS = 10;
  private static final int MOST_AT_ONCE = 4;
  /** Exercises that break whole topologies take seconds each time; all of them ten times would take hours. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "gallery";
  }

  @Override
  public String what() {
    return "the exercises, each with its stub, its model answer, wrong answers and other correct ones";
  }

  @Override
  public Tally run(Progress progress) {
    var exercises = Exercises.all();
    var atOnce = Math.min(MOST_AT_ONCE, Runtime.getRuntime().availableProcessors());
    var pool = Executors.newFixedThreadPool(atOnce);
    try {
      var total = exercises.isEmpty() ? Tally.FAILED : Tally.NONE;
      var proofs = new ArrayList<Future<List<Finding>>>();
      for (var exercise : exercises) {
        proofs.add(pool.submit(() -> prove(exercise, progress)));
      }
      for (var i = 0; i < proofs.size(); i++) {
        total = total.plus(tell(exercises.get(i), proofs.get(i).get(), progress));
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
    }
  }

  private static List<Finding> prove(Exercise exercise, Progress progress) {
    var findings = new ArrayList<Finding>();
    try (var checker = new Checker()) {
      new Proof(checker, MODEL_RUNS, GALLERY_RUNS, PATIENCE, finding -> {
        findings.add(finding);
        progress.status("  " + exercise + ": " + finding.text().lines().findFirst().orElse(""));
      }).of(exercise);
    }
    return findings;
  }

  private static Tally tell(Exercise exercise, List<Finding> findings, Progress progress) {
    var failed = findings.stream().filter(f -> !f.holds()).toList();
    progress.line("  " + exercise + ": " + (findings.size() - failed.size()) + " of " + findings.size() + " hold");
    failed.forEach(f -> progress.line("    ✗ " + f.text()));
    return new Tally(findings.size() - failed.size(), failed.size(), 0);
  }
}
