package beyondcache.check.report;

import beyondcache.check.Verdict;
import beyondcache.check.Verdict.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gradescope's {@code results.json}. Each test is one point, numbered within its exercise and tagged with the misconceptions it
 * looks for; an answer that came to no test is a single one without its point. What the machine is to blame for is in
 * {@code output} and scores nothing: grade again.
 */
final class GradescopeReport {

  private record Document(double execution_time, String output, String output_format, String test_output_format,
      String visibility, String stdout_visibility, List<Test> tests) {}

  private record Test(double score, double max_score, String status, String name, String number, String output,
      List<String> tags, String visibility, Map<String, String> extra_data) {}

  private GradescopeReport() {}

  static String write(List<Checked> all) {
    var tests = new ArrayList<Test>();
    var output = new StringBuilder();
    var millis = 0L;
    for (var checked : all) {
      output.append(checked.exercise()).append(": ").append(checked.verdict().summary()).append('\n');
      millis += checked.verdict().millis();
      tests(checked, tests);
    }
    return Report.GSON.toJson(new Document(millis / 1000.0, output.toString(), "text", "text", "visible", "visible", tests))
        + "\n";
  }

  private static void tests(Checked checked, List<Test> into) {
    var exercise = checked.exercise();
    var verdict = checked.verdict();
    if (verdict.tests().isEmpty()) {
      into.add(new Test(0, 1, "failed", exercise.toString(), exercise.id(), Report.whole(checked), List.of(), "visible",
          Map.of("outcome", verdict.outcome().name())));
    }
    for (var i = 0; i < verdict.tests().size(); i++) {
      var test = verdict.tests().get(i);
      var passed = test.status() == Status.PASSED;
      into.add(new Test(passed ? 1 : 0, 1, passed ? "passed" : "failed", exercise.title() + ": " + test.name(),
          exercise.id() + "." + (i + 1), passed ? "" : text(verdict, test), test.misconceptions(), "visible",
          Map.of("outcome", verdict.outcome().name(), "status", test.status().name())));
    }
  }

  private static String text(Verdict verdict, Verdict.Test test) {
    return test.status() == Status.NOT_RUN ? "Not run: " + verdict.summary() : Report.explained(test);
  }
}
