package beyondcache.check.report;

import beyondcache.check.Verdict;
import beyondcache.check.VerdictText;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.List;
import java.util.Locale;

/** The formats in which verdicts can be written. */
public enum Report {
  /** The course's own: an object with {@code version} 1 and the list {@code verdicts}, as {@link Verdict} documents them. */
  JSON(JsonReport::write, true),
  /** XML as JUnit's runners write it and CI servers read it, after the schema that Maven Surefire publishes. */
  JUNIT(JUnitReport::write, true),
  /** Exercism's {@code results.json}, version 3, which is about a single exercise. */
  EXERCISM(ExercismReport::write, false),
  /** Gradescope's {@code results.json}; each test is one point. */
  GRADESCOPE(GradescopeReport::write, true);

  /** The Exercism and Gradescope documents want absent keys to be absent, as Gson does unless told otherwise. */
  static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private interface Writer {
    String write(List<Checked> all);
  }

  private final Writer writer;
  private final boolean several;

  Report(Writer writer, boolean several) {
    this.writer = writer;
    this.several = several;
  }

  /** Whether it can hold the verdicts of more than one exercise. */
  public boolean takesSeveral() {
    return several;
  }

  /** The report as text, with a line break at its end. */
  public String of(List<Checked> all) {
    if (!several && all.size() != 1) {
      throw new IllegalArgumentException("A report in the format " + name().toLowerCase(Locale.ROOT)
          + " is about one exercise, and this is about " + all.size() + ".");
    }
    return writer.write(all);
  }

  /** Why an answer without a single test was rejected, for formats with room for one text only. */
  static String whole(Checked checked) {
    return VerdictText.of(checked.exercise(), checked.verdict(), false).strip();
  }

  /** A test's message with what the course knows about the belief behind it. */
  static String explained(Verdict.Test test) {
    return test.status() == Verdict.Status.FAILED ? VerdictText.advice(test) : test.message() == null ? "" : test.message();
  }
}
