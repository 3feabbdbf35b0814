package beyondcache.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A chart in text: a spark line for each series. */
final class ChartText {

  private static final String LEVELS = "▁▂▃▄▅▆▇█";
  private static final int COLUMNS = 48;

  private ChartText() {}

  static String of(Chart chart) {
    chart.checkLogarithms();
    var lines = new ArrayList<String>();
    lines.add(chart.title);
    var xs = chart.series.stream().flatMapToDouble(one -> Arrays.stream(one.xs())).summaryStatistics();
    if (xs.getCount() == 0) {
      lines.add("(no data)");
      return String.join("\n", lines);
    }
    var ys = chart.series.stream().flatMap(one -> one.present().stream()).mapToDouble(y -> scaled(y, chart.logY))
        .summaryStatistics();
    var table = new Table("", chart.yLabel.isEmpty() ? "y" : chart.yLabel, "least", "most", "last");
    for (var one : chart.series) {
      var present = one.present().stream().mapToDouble(y -> y).toArray();
      var from = scaled(xs.getMin(), chart.logX);
      var to = scaled(xs.getMax(), chart.logX);
      table.row(one.name(), spark(chart, one, from, to, ys.getMin(), ys.getMax()),
          present.length == 0 ? null : Arrays.stream(present).min().getAsDouble(),
          present.length == 0 ? null : Arrays.stream(present).max().getAsDouble(),
          present.length == 0 ? null : present[present.length - 1]);
    }
    lines.add(table.text());
    lines.add((chart.xLabel.isEmpty() ? "x" : chart.xLabel) + ": " + Values.number(xs.getMin()) + " to "
        + Values.number(xs.getMax()) + (chart.logX ? ", logarithmic" : ""));
    if (!chart.marks.isEmpty()) {
      lines.add(chart.marks.stream().map(mark -> mark.label() + " at " + Values.number(mark.x()))
          .collect(Collectors.joining(" · ")));
    }
    return String.join("\n", lines);
  }

  private static double scaled(double value, boolean log) {
    return log ? Math.log10(value) : value;
  }

  /** The mean of each of {@value #COLUMNS} stretches of the x axis, as a block of that height. */
  private static String spark(Chart chart, Series one, double from, double to, double lowest, double highest) {
    var means = means(chart, one, from, to);
    if (one.kind() != Chart.Kind.POINTS) {
      fill(means, one.kind() == Chart.Kind.LINE);
    }
    return Arrays.stream(means).mapToObj(mean -> {
      if (Double.isNaN(mean)) {
        return " ";
      }
      var level = (int) Math.min(7, highest > lowest ? (mean - lowest) / (highest - lowest) * 8 : 4);
      return LEVELS.substring(level, level + 1);
    }).collect(Collectors.joining()).stripTrailing();
  }

  private static double[] means(Chart chart, Series one, double from, double to) {
    var sums = new double[COLUMNS];
    var counts = new int[COLUMNS];
    for (var i = 0; i < one.xs().length; i++) {
      if (!Double.isNaN(one.ys()[i])) {
        var place = to > from ? (scaled(one.xs()[i], chart.logX) - from) / (to - from) : 0;
        var column = Math.min(COLUMNS - 1, (int) (place * COLUMNS));
        sums[column] += scaled(one.ys()[i], chart.logY);
        counts[column]++;
      }
    }
    return IntStream.range(0, COLUMNS).mapToDouble(i -> counts[i] == 0 ? Double.NaN : sums[i] / counts[i]).toArray();
  }

  /** A line goes on between its points, a step stays until the next. */
  private static void fill(double[] means, boolean sloping) {
    var last = -1;
    for (var i = 0; i < means.length; i++) {
      if (!Double.isNaN(means[i])) {
        for (var between = last + 1; last >= 0 && between < i; between++) {
          means[between] = sloping
              ? means[last] + (means[i] - means[last]) * (between - last) / (i - last) : means[last];
        }
        last = i;
      }
    }
  }
}
