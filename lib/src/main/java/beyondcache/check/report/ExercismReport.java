package beyondcache.check.report;

import beyondcache.check.Verdict;
import beyondcache.check.Verdict.Outcome;
import beyondcache.check.Verdict.Status;
import java.util.List;

/**
 * Exercism's {@code results.json}, version 3. Tests come in the order of their source with that source; there are no tasks to
 * link them to, so {@code task_id} is absent, as the format allows. What was not run counts as an error, because the format
 * knows nothing else.
 */
final class ExercismReport {

  private static final int LONGEST_OUTPUT = 500;
  private static final String CUT = "Output was truncated. Please limit to 500 chars";

  private record Document(int version, String status, String message, List<Test> tests) {}

  private record Test(String name, String status, String message, String output, String test_code) {}

  private ExercismReport() {}

  static String write(List<Checked> all) {
    var checked = all.get(0);
    var verdict = checked.verdict();
    var tests = verdict.tests().stream().map(t -> test(verdict, t)).toList();
    var status = verdict.passed() ? "pass" : tests.isEmpty() || verdict.outcome() == Outcome.ENVIRONMENT ? "error" : "fail";
    return Report.GSON.toJson(new Document(3, status, status.equals("error") ? Report.whole(checked) : null, tests)) + "\n";
  }

  private static Test test(Verdict verdict, Verdict.Test test) {
    var status = switch (test.status()) {
      case PASSED -> "pass";
      case FAILED -> "fail";
      default -> "error";
    };
    var message = test.status() == Status.PASSED ? null
        : test.status() == Status.NOT_RUN ? "Not run: " + verdict.summary() : Report.explained(test);
    return new Test(test.name(), status, message, limited(test.output()), test.code());
  }

  private static String limited(String output) {
    return output == null || output.length() <= LONGEST_OUTPUT ? output
        : output.substring(0, LONGEST_OUTPUT - CUT.length() - 1) + "\n" + CUT;
  }
}
