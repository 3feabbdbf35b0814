package beyondcache.cli;

import beyondcache.check.Exercise;
import beyondcache.check.Verdict.Status;
import beyondcache.check.Verdict.Test;
import beyondcache.check.VerdictText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A verdict on a terminal while it is being reached: a line for each test that fails, and a count that is overwritten. */
final class LiveVerdict implements Consumer<List<Test>> {

  private final Exercise exercise;
  private final Progress progress;
  private final Set<String> shown = new HashSet<>();

  LiveVerdict(Exercise exercise, Progress progress) {
    this.exercise = exercise;
    this.progress = progress;
  }

  @Override
  public void accept(List<Test> tests) {
    if (progress.onTerminal()) {
      tests.stream().filter(test -> test.status() == Status.FAILED && shown.add(test.method()))
          .forEach(test -> progress.line("  ✗ " + test.name()));
      progress.status(VerdictText.soFar(exercise, tests).lines().findFirst().orElse(""));
    }
  }
}
