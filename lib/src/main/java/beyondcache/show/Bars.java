package beyondcache.show;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A bar chart, with the value on each bar in place of an axis. Bars stand upright; they lie where there are many of them or
 * their labels are long. Several series stand side by side, or on each other when {@link #stacked}.
 */
public final class Bars implements Picture {

  final String title;
  /** Series by name, each with its values by label; the name is empty for single bars. */
  final Map<String, Map<String, Double>> series = new LinkedHashMap<>();
  final List<String> labels = new ArrayList<>();
  String unit = "";
  String xLabel = "";
  boolean stacked;
  boolean logY;
  int width = 680;
  int height;

  Bars(String title) {
    this.title = Values.read(title);
  }

  /** Adds a bar. */
  public Bars bar(String label, Number value) {
    return put("", Values.read(label), value);
  }

  /**
   * Adds a bar to each label; in a group, or a stack, with those of other series.
   *
   * @param name what these bars have in common
   * @param labels one for each bar
   * @param values as many numbers (an array, a list or a stream of them)
   */
  public Bars series(String name, Iterable<?> labels, Object values) {
    var numbers = Series.numbers(name, "bar", values);
    var count = 0;
    for (var label : labels) {
      if (count < numbers.length) {
        put(Values.read(name), Values.read(label), numbers[count]);
      }
      count++;
    }
    if (count != numbers.length) {
      throw new IllegalArgumentException("The series '" + name + "' has " + count + " labels and " + numbers.length
          + " values: give as many of one as of the other.");
    }
    return this;
  }

  private Bars put(String name, String label, Number value) {
    if (value == null || !Double.isFinite(value.doubleValue())) {
      throw new IllegalArgumentException("The bar '" + label + "' is to be a finite number, not " + value + ".");
    }
    if (series.computeIfAbsent(name, any -> new LinkedHashMap<>()).put(label, value.doubleValue()) != null) {
      throw new IllegalArgumentException("There are two bars '" + label + "' in the chart '" + title
          + "': give each a label of its own.");
    }
    if (!labels.contains(label)) {
      labels.add(label);
    }
    return this;
  }

  /** What the labels are. */
  public Bars x(String label) {
    xLabel = Values.read(label);
    return this;
  }

  /** What the bars measure, with its unit. */
  public Bars y(String label) {
    unit = Values.read(label);
    return this;
  }

  /** Puts the series on each other instead of side by side. */
  public Bars stacked() {
    stacked = true;
    return this;
  }

  /** Makes the axis of the values logarithmic. All values must be above zero. */
  public Bars logY() {
    logY = true;
    return this;
  }

  /** Width and height in CSS pixels; 680 by as much as is needed unless told otherwise. */
  public Bars size(int width, int height) {
    this.width = Sizes.check("width", width);
    this.height = Sizes.check("height", height);
    return this;
  }

  /** A value as it stands on its bar: large ones without decimals, commas in all or in none. */
  String label(double value) {
    var most = series.values().stream().flatMap(one -> one.values().stream()).mapToDouble(Math::abs).max().orElse(0);
    var decimals = most >= 1000 ? 0 : most >= 10 ? 1 : 3;
    // A small one among large ones keeps what tells it from zero.
    return Values.number(value, Math.abs(value) >= 1 ? Math.min(decimals, Values.decimals(value)) : Values.decimals(value),
        most >= 10_000);
  }

  @Override
  public String text() {
    checkLogarithm();
    var columns = 36;
    var scale = new BarScale(this, 0, columns);
    var width = series.values().stream().flatMap(one -> one.values().stream()).mapToInt(value -> label(value).length())
        .max().orElse(0);
    var table = series.size() > 1 ? new Table("", "", unit, "") : new Table("", unit, "");
    for (var label : labels) {
      var first = true;
      for (var one : series.entrySet()) {
        var value = one.getValue().get(label);
        if (value != null) {
          var from = (int) Math.round(scale.place(Math.min(value, scale.base())));
          var to = (int) Math.round(scale.place(Math.max(value, scale.base())));
          var bar = " ".repeat(from) + "█".repeat(Math.max(to - from, value == 0 ? 0 : 1));
          var name = first ? label : "";
          if (series.size() > 1) {
            table.row(name, one.getKey(), bar, Words.right(label(value), width));
          } else {
            table.row(name, bar, Words.right(label(value), width));
          }
          first = false;
        }
      }
    }
    return title + "\n" + (labels.isEmpty() ? "(no data)" : table.first(1000).text());
  }

  @Override
  public Map<String, String> forms() {
    checkLogarithm();
    return Map.of("image/png", BarsPainter.png(this));
  }

  @Override
  public Map<String, Map<String, Object>> metadata() {
    return Sizes.png(width, BarsPainter.height(this));
  }

  private void checkLogarithm() {
    series.forEach((name, bars) -> bars.forEach((label, value) -> {
      if (logY && value <= 0) {
        throw new IllegalArgumentException("A logarithmic axis has no place for the bar '" + label + "' of "
            + Values.number(value) + ": leave it out, or draw without logY().");
      }
    }));
    if (logY && stacked) {
      throw new IllegalArgumentException("Bars on each other cannot be read on a logarithmic axis: draw without logY(), "
          + "or without stacked().");
    }
  }

  @Override
  public String toString() {
    return text();
  }
}
