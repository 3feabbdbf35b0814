package beyondcache.check;

import beyondcache.check.Verdict.Outcome;
import beyondcache.check.Verdict.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A verdict for a terminal: what failed first, and what passed in one line. Of a failed test it says first what to do, then
 * why, then what was seen and where to read about it; after an exception, what was seen comes first, since the exception
 * explains more than any advice.
 */
public final class VerdictText {

  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String RESET = "\u001b[0m";
  private static final int WIDTH = 96;

  private final boolean colours;
  private final StringBuilder text = new StringBuilder();

  private VerdictText(boolean colours) {
    this.colours = colours;
  }

  /** @param colours whether the text goes to a terminal */
  public static String of(Exercise exercise, Verdict verdict, boolean colours) {
    var writer = new VerdictText(colours);
    writer.write(exercise, verdict, "  " + verdict.millis() + " ms");
    return writer.text.toString();
  }

  /** Without the time it took: the same for the same answer, as outputs of notebooks have to be. */
  static String untimed(Exercise exercise, Verdict verdict) {
    var writer = new VerdictText(false);
    writer.write(exercise, verdict, "");
    return writer.text.toString();
  }

  /** What to do about a failed test, why, and what was seen, in lines. */
  public static String advice(Verdict.Test test) {
    var advice = new StringBuilder();
    for (var number : test.misconceptions()) {
      Beliefs.find(number).ifPresent(belief -> advice.append(belief.instead()).append('\n').append(belief.why()).append('\n'));
    }
    return advice.append(test.message() == null ? "" : test.message()).toString();
  }

  /** How an outcome is called. */
  static String word(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "passed";
      case FAILED -> "failed";
      case DOES_NOT_COMPILE -> "does not compile";
      case TIMED_OUT -> "timed out";
      case CRASHED -> "crashed";
      case ENVIRONMENT -> "not checked: the environment";
    };
  }

  private void write(Exercise exercise, Verdict verdict, String time) {
    var good = verdict.passed();
    line(paint(BOLD, exercise.toString()) + "  " + paint(good ? GREEN : RED, (good ? "✓ " : "✗ ") + word(verdict.outcome()))
        + paint(DIM, time + "  " + verdict.answer()));
    if (!verdict.remark().isEmpty()) {
      wrapped("  ", verdict.remark());
    }
    problems(verdict);
    for (var test : verdict.failures()) {
      if (test.status() == Status.NOT_WRITTEN) {
        line("  " + paint(DIM, "·") + " " + test.name());
        if (verdict.unwritten().isEmpty()) {
          line("      " + paint(DIM, test.message() + (test.at() == null ? "" : "  (" + test.at() + ")")));
        }
      } else {
        line("  " + paint(RED, "✗") + " " + test.name());
        failure(exercise, test);
      }
    }
    folded(verdict);
    if (!verdict.stack().isEmpty()) {
      line("  It was here:");
      verdict.stack().forEach(frame -> line("    " + frame));
    }
    if (!good && verdict.outcome() != Outcome.ENVIRONMENT) {
      line("  Read " + reading(Section.of(exercise)) + ", or ask for a hint: ./course hint " + exercise.id());
    }
  }

  private void folded(Verdict verdict) {
    var passed = count(verdict.tests(), Status.PASSED);
    var notRun = count(verdict.tests(), Status.NOT_RUN);
    if (passed > 0) {
      line("  " + paint(GREEN, "✓") + " " + passed(verdict.tests()));
    }
    if (notRun > 0) {
      line("  " + paint(DIM, "·") + " " + notRun + (notRun == 1 ? " test was" : " tests were") + " not run.");
    }
  }

  private static int count(List<Verdict.Test> tests, Status status) {
    return (int) tests.stream().filter(test -> test.status() == status).count();
  }

  /** "7 of 19 tests pass.", in the same words for a verdict and while it is being reached. */
  static String passed(List<Verdict.Test> tests) {
    var passed = count(tests, Status.PASSED);
    return passed == tests.size() ? (passed == 1 ? "The test passes." : "All " + passed + " tests pass.")
        : passed + " of " + tests.size() + " tests " + (passed == 1 ? "passes." : "pass.");
  }

  /** What is known while a check runs: how many tests pass so far, and the names of those that failed. */
  public static String soFar(Exercise exercise, List<Verdict.Test> tests) {
    var left = count(tests, Status.NOT_RUN);
    return exercise + ": " + passed(tests) + (left == 0 ? "" : " " + left + " to go.")
        + tests.stream().filter(test -> test.status() == Status.FAILED).map(test -> "\n  ✗ " + test.name())
            .collect(Collectors.joining());
  }

  private void problems(Verdict verdict) {
    for (var problem : verdict.problems()) {
      var place = problem.line() == 0 ? problem.file() : problem.file() + ":" + problem.line();
      var message = new ArrayList<>(problem.message().lines().toList());
      line("  " + paint(BOLD, place) + "  " + message.remove(0));
      message.forEach(more -> line("      " + more));
      if (problem.source() != null) {
        line("      " + problem.source().replace('\t', ' '));
        if (problem.column() > 0) {
          line("      " + " ".repeat((int) problem.column() - 1) + paint(RED, "^"));
        }
      }
    }
  }

  private void failure(Exercise exercise, Verdict.Test test) {
    // Code that hangs may come from any belief, or from none.
    var beliefs = test.status() == Status.FAILED ? test.misconceptions() : List.<String>of();
    if (test.threw()) {
      seen(test);
      advice(beliefs);
    } else {
      advice(beliefs);
      seen(test);
    }
    if (!beliefs.isEmpty()) {
      wrapped("      ", paint(DIM, "The belief behind it may be: ") + beliefs.stream()
          .map(number -> number + Beliefs.find(number).map(b -> " \"" + b.belief() + "\"").orElse(""))
          .collect(Collectors.joining(", ")));
      beliefs.stream().map(number -> Section.of(exercise, number)).distinct()
          .forEach(section -> wrapped("      ", paint(DIM, "Read: ") + reading(section)));
    }
    if (test.output() != null) {
      line("      " + paint(DIM, "Printed:"));
      test.output().lines().limit(20).forEach(printed -> line("        " + printed));
    }
  }

  private void advice(List<String> beliefs) {
    for (var number : beliefs) {
      Beliefs.find(number).ifPresent(belief -> {
        wrapped("      ", belief.instead());
        wrapped("      ", paint(DIM, "Why: ") + belief.why());
      });
    }
  }

  private void seen(Verdict.Test test) {
    var seen = test.message() == null ? List.<String>of() : test.message().lines().toList();
    for (var i = 0; i < seen.size(); i++) {
      line((i == 0 ? "      " + paint(DIM, "Seen: ") : "            ") + seen.get(i)
          + (i == seen.size() - 1 && test.at() != null ? paint(DIM, "  (" + test.at() + ")") : ""));
    }
  }

  private static String reading(Section section) {
    return "\"" + section.title() + "\" in notebooks/" + section.notebook();
  }

  private void wrapped(String indent, String sentence) {
    var line = new StringBuilder(indent);
    for (var word : sentence.split(" ")) {
      if (line.length() > indent.length() && line.length() + word.length() > WIDTH) {
        line(line.toString().stripTrailing());
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    line(line.toString().stripTrailing());
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }

  private String paint(String colour, String words) {
    return colours ? colour + words + RESET : words;
  }
}
