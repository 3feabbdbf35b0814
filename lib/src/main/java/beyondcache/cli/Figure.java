package beyondcache.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a benchmark measured, several times.
 *
 * @param what the thing that was measured
 * @param unit of the samples and of the target, such as {@code ms}
 * @param target the largest median that is good; negative for the smallest one that is good, 0 where there is no target
 * @param samples one number for each run, in the order of the runs
 */
record Figure(String what, String unit, double target, double... samples) {

  double median() {
    var sorted = samples.clone();
    Arrays.sort(sorted);
    var middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double max() {
    return Arrays.stream(samples).max().orElse(Double.NaN);
  }

  double min() {
    return Arrays.stream(samples).min().orElse(Double.NaN);
  }

  private String goal() {
    if (target == 0) {
      return "";
    }
    var reached = target > 0 ? median() <= target : median() >= -target;
    return (target > 0 ? "≤ " : "≥ ") + number(Math.abs(target)) + " " + unit + (reached ? "" : "  missed");
  }

  /** Prints figures as a table. */
  static void print(List<Figure> figures, Progress progress) {
    var width = figures.stream().mapToInt(it -> it.what.length()).max().orElse(0);
    var format = "%-" + width + "s  %4s  %10s  %10s  %10s  %-5s %s";
    progress.line(String.format(Locale.ROOT, format, "", "runs", "least", "median", "most", "", "target").stripTrailing());
    for (var figure : figures) {
      progress.line(String.format(Locale.ROOT, format, figure.what, figure.samples.length, number(figure.min()),
          number(figure.median()), number(figure.max()), figure.unit, figure.goal()).stripTrailing());
    }
  }

  private static String number(double value) {
    return value >= 100 || value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.2f", value);
  }
}
