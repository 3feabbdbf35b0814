package beyondcache.check;

import beyondcache.check.Verdict.Outcome;
import beyondcache.check.Verdict.Status;
import beyondcache.show.Picture;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A verdict as a small table for a notebook: a row for each test that failed, with what to do about it, and those that passed
 * folded into one line.
 */
final class VerdictPicture implements Picture {

  private static final String GREEN = "#1a7f37";
  private static final String RED = "#cf222e";
  private static final String GREY = "#6e7781";

  /** JupyterLab would break the lines of a {@code pre} in the middle of words. */
  private static final String PRE =
      "<pre style=\"margin:0.4em 0;white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere\">";

  private final Exercise exercise;
  private final Verdict verdict;
  private final Optional<Exercise> nextExercise;

  /** @param nextExercise what to do next, if the answer has passed and there is something left */
  VerdictPicture(Exercise exercise, Verdict verdict, Optional<Exercise> nextExercise) {
    this.exercise = exercise;
    this.verdict = verdict;
    this.nextExercise = nextExercise;
  }

  @Override
  public String text() {
    return VerdictText.untimed(exercise, verdict).stripTrailing();
  }

  @Override
  public Map<String, String> forms() {
    return Map.of("text/html", html());
  }

  @Override
  public String toString() {
    return text();
  }

  private String html() {
    var html = new StringBuilder("<div style=\"max-width:52em;overflow-wrap:anywhere\"><p><b>")
        .append(escape(exercise.toString())).append("</b> ");
    html.append(verdict.passed() ? coloured(GREEN, "✓ passed")
        : coloured(RED, "✗ " + VerdictText.word(verdict.outcome()) + ". ") + escape(verdict.remark())).append("</p>");
    if (!verdict.failures().isEmpty()) {
      html.append("<table style=\"text-align:left\">");
      verdict.failures().forEach(test -> row(html, test));
      html.append("</table>");
    }
    folded(html, Status.PASSED, coloured(GREEN, "✓") + " " + VerdictText.passed(verdict.tests()));
    folded(html, Status.NOT_RUN, coloured(GREY, "·") + " not run:");
    for (var problem : verdict.problems()) {
      html.append("<p><code>").append(escape(problem.line() == 0 ? problem.file()
          : problem.file() + ":" + problem.line())).append("</code> ").append(escape(problem.message())).append("</p>");
      if (problem.source() != null) {
        html.append(PRE).append(escape(problem.source()));
        if (problem.column() > 0) {
          html.append('\n').append(" ".repeat((int) problem.column() - 1)).append('^');
        }
        html.append("</pre>");
      }
    }
    if (!verdict.stack().isEmpty()) {
      html.append("<p>It was here:</p>" + PRE).append(escape(String.join("\n", verdict.stack()))).append("</pre>");
    }
    return html.append(next()).append("</div>").toString();
  }

  private void folded(StringBuilder html, Status status, String heading) {
    var names = verdict.tests().stream().filter(test -> test.status() == status)
        .map(test -> "<li>" + escape(test.name()) + "</li>").toList();
    if (!names.isEmpty()) {
      html.append("<details><summary>").append(heading).append("</summary><ul>").append(String.join("", names))
          .append("</ul></details>");
    }
  }

  private void row(StringBuilder html, Verdict.Test test) {
    var mark = switch (test.status()) {
      case NOT_WRITTEN -> coloured(GREY, "·");
      default -> coloured(RED, "✗");
    };
    html.append("<tr><td style=\"vertical-align:top\">").append(mark).append("</td><td style=\"text-align:left\">")
        .append(escape(test.name()));
    if (test.status() == Status.NOT_WRITTEN && verdict.unwritten().isEmpty()) {
      html.append("<br>").append(coloured(GREY, escape(test.message())));
    } else if (test.status() == Status.FAILED || test.status() == Status.TIMED_OUT) {
      failure(html, test);
    }
    html.append("</td></tr>");
  }

  private void failure(StringBuilder html, Verdict.Test test) {
    // An answer that hangs may hold any belief, or none.
    for (var number : test.status() == Status.FAILED ? test.misconceptions() : List.<String>of()) {
      Beliefs.find(number).ifPresent(belief -> html.append("<br><b>").append(escape(belief.instead())).append("</b><br>")
          .append(escape(belief.why())).append("<br>").append(coloured(GREY, "The belief behind it may be "
              + number + " “" + escape(belief.belief()) + "”: read "))
          .append(link(Section.of(exercise, number))));
    }
    if (test.message() != null) {
      // A picture says what the lines after the first say.
      html.append(PRE).append(escape(test.picture() == null ? test.message()
              : test.message().lines().findFirst().orElse("")))
          .append(test.at() == null ? "" : coloured(GREY, "  (" + escape(test.at()) + ")")).append("</pre>");
    }
    if (test.picture() != null) {
      html.append(test.picture());
    }
    if (test.code() != null && !test.code().isEmpty()) {
      html.append("<details><summary>").append(coloured(GREY, "the test")).append("</summary>" + PRE)
          .append(escape(test.code())).append("</pre></details>");
    }
    if (test.output() != null) {
      html.append(coloured(GREY, "Printed:")).append(PRE).append(escape(test.output())).append("</pre>");
    }
  }

  private String next() {
    if (verdict.passed()) {
      return nextExercise.map(next -> "<p>Next: " + escape(next.toString()) + ", in " + file(next.path()) + "</p>").orElse("");
    }
    if (verdict.outcome() == Outcome.ENVIRONMENT) {
      return "<p>" + coloured(GREY, "Nothing is said about your answer. <code>./course doctor</code> shows what is missing.")
          + "</p>";
    }
    return "<p>Next: edit " + file(verdict.answer()) + ", save it and run this cell again. To read: "
        + link(Section.of(exercise)) + ". A hint: <code>Course.hint(\"" + exercise.id() + "\")</code></p>";
  }

  private static String link(Section section) {
    return "<a href=\"" + escape(section.link()) + "\">" + escape(section.title()) + "</a>";
  }

  /** A link that opens a file of the course beside the notebook. */
  static String file(String path) {
    return "<a href=\"../" + escape(path) + "\">" + escape(path) + "</a>";
  }

  private static String coloured(String colour, String html) {
    return "<span style=\"color:" + colour + "\">" + html + "</span>";
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }
}
