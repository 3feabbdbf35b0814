package beyondcache.show;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A chart of lines, steps or points over a numeric axis. Each line has its name at its end, in its colour; there is no
 * legend to go back and forth to. Axes say their unit: {@code .x("seconds").y("requests a second")}.
 *
 * <p>Numbers may be arrays, collections or streams of any numeric type. NaN or null as a y is a gap. The image is a PNG
 * with two pixels for each CSS pixel; its text is one spark line for each series.
 */
public final class Chart implements Picture {

  enum Kind { LINE, STEPS, POINTS }

  record Mark(double x, String label) {}

  final String title;
  final Kind kind;
  final List<Series> series = new ArrayList<>();
  final List<Mark> marks = new ArrayList<>();
  String xLabel = "";
  String yLabel = "";
  boolean logX;
  boolean logY;
  double yFrom = Double.NaN;
  double yTo = Double.NaN;
  int width = 680;
  int height = 360;

  Chart(String title, Kind kind) {
    this.title = Values.read(title);
    this.kind = kind;
  }

  /**
   * Adds a line to a line chart, points to a chart of points.
   *
   * @param name stands at the line's end
   * @param xs finite numbers
   * @param ys as many numbers; NaN or null is a gap
   * @throws IllegalArgumentException if that is not so
   */
  public Chart series(String name, Object xs, Object ys) {
    return add(Series.of(name, xs, ys, kind));
  }

  /** Adds a line. See {@link #series}. */
  public Chart line(String name, Object xs, Object ys) {
    return add(Series.of(name, xs, ys, Kind.LINE));
  }

  /**
   * Adds a line of steps, for a value that stays until it changes. See {@link #series}.
   *
   * @param xs where each step begins; one more than there are ys says where the last one ends, and those before a gap
   */
  public Chart steps(String name, Object xs, Object ys) {
    return add(Series.of(name, xs, ys, Kind.STEPS));
  }

  /** Adds points. See {@link #series}. */
  public Chart points(String name, Object xs, Object ys) {
    return add(Series.of(name, xs, ys, Kind.POINTS));
  }

  private Chart add(Series one) {
    if (series.stream().anyMatch(other -> other.name().equals(one.name()))) {
      throw new IllegalArgumentException("There are two series '" + one.name() + "' in the chart '" + title
          + "': give each a name of its own.");
    }
    series.add(one);
    return this;
  }

  /** What the horizontal axis measures, with its unit. */
  public Chart x(String label) {
    xLabel = Values.read(label);
    return this;
  }

  /** What the vertical axis measures, with its unit. */
  public Chart y(String label) {
    yLabel = Values.read(label);
    return this;
  }

  /** Makes the horizontal axis logarithmic. All x must be above zero. */
  public Chart logX() {
    logX = true;
    return this;
  }

  /** Makes the vertical axis logarithmic. All y must be above zero. */
  public Chart logY() {
    logY = true;
    return this;
  }

  /** The ends of the vertical axis, which are chosen by the data otherwise. */
  public Chart yRange(double from, double to) {
    if (!(from < to) || Double.isInfinite(from) || Double.isInfinite(to)) {
      throw new IllegalArgumentException("The vertical axis cannot go from " + from + " to " + to
          + ": the first has to be below the second, and both finite.");
    }
    yFrom = from;
    yTo = to;
    return this;
  }

  /** A thin vertical line with a word on it, for the moment when something happened. */
  public Chart mark(double x, String label) {
    if (!Double.isFinite(x)) {
      throw new IllegalArgumentException("There is no place for the mark '" + label + "' at " + x + ".");
    }
    marks.add(new Mark(x, Values.read(label)));
    return this;
  }

  /** Width and height in CSS pixels; 680 by 360 unless told otherwise. */
  public Chart size(int width, int height) {
    this.width = Sizes.check("width", width);
    this.height = Sizes.check("height", height);
    return this;
  }

  @Override
  public String text() {
    return ChartText.of(this);
  }

  @Override
  public Map<String, String> forms() {
    return Map.of("image/png", ChartPainter.png(this));
  }

  @Override
  public Map<String, Map<String, Object>> metadata() {
    return Sizes.png(width, height);
  }

  /** Refuses what a logarithmic axis has no place for. */
  void checkLogarithms() {
    for (var one : series) {
      for (var i = 0; i < one.xs().length; i++) {
        checkPositive(logX, "x", one.xs()[i], "the series '" + one.name() + "'");
        checkPositive(logY, "y", one.ys()[i], "the series '" + one.name() + "'");
      }
    }
    marks.forEach(mark -> checkPositive(logX, "x", mark.x(), "the mark '" + mark.label() + "'"));
    checkPositive(logY, "y", yFrom, "yRange");
  }

  private static void checkPositive(boolean log, String axis, double value, String where) {
    if (log && value <= 0) {
      throw new IllegalArgumentException("A logarithmic " + axis + " axis has no place for " + Values.number(value)
          + " in " + where + ": leave it out, or draw without log" + axis.toUpperCase(java.util.Locale.ROOT) + "().");
    }
  }

  @Override
  public String toString() {
    return text();
  }
}
