package beyondcache.check;

import beyondcache.check.Verdict.Outcome;
import beyondcache.check.Verdict.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A verdict for a terminal. Of a failed test it says first what to do, then why, then what was seen and where to read about
 * it.
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
    for (var test : verdict.tests()) {
      var mark = switch (test.status()) {
        case PASSED -> paint(GREEN, "✓");
        case NOT_RUN, NOT_WRITTEN -> paint(DIM, "·");
        default -> paint(RED, "✗");
      };
      line("  " + mark + " " + test.name());
      if (test.status() == Status.FAILED || test.status() == Status.TIMED_OUT) {
        failure(exercise, test);
      } else if (test.status() == Status.NOT_WRITTEN && verdict.unwritten().isEmpty()) {
        line("      " + paint(DIM, test.message() + (test.at() == null ? "" : "  (" + test.at() + ")")));
      }
    }
    if (!verdict.stack().isEmpty()) {
      line("  It was here:");
      verdict.stack().forEach(frame -> line("    " + frame));
    }
    if (!good && verdict.outcome() != Outcome.ENVIRONMENT) {
      line("  Read " + reading(Section.of(exercise)) + ", or ask for a hint: ./course hint " + exercise.id());
    }
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
    // An answer that hangs may hold any belief, or none.
    var beliefs = test.status() == Status.FAILED ? test.misconceptions() : List.<String>of();
    for (var number : beliefs) {
      Beliefs.find(number).ifPresent(belief -> {
        wrapped("      ", belief.instead());
        wrapped("      ", paint(DIM, "Why: ") + belief.why());
      });
    }
    var seen = test.message() == null ? List.<String>of() : test.message().lines().toList();
    for (var i = 0; i < seen.size(); i++) {
      line((i == 0 ? "      " + paint(DIM, "Seen: ") : "            ") + seen.get(i)
          + (i == seen.size() - 1 && test.at() != null ? paint(DIM, "  (" + test.at() + ")") : ""));
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
