package beyondcache.show;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** From where to where an axis goes, and where it carries numbers. */
record Range(double from, double to, boolean log) {

  /** A place on an axis; an empty label is a tick without a number. */
  record Tick(double at, String label) {}

  /** An axis that shows all these values; some room around a single one. */
  static Range of(DoubleStream values, boolean log) {
    var all = values.filter(value -> !Double.isNaN(value)).summaryStatistics();
    var from = all.getMin();
    var to = all.getMax();
    if (to - from > Math.abs(to) * 1e-12) {
      return new Range(from, to, log);
    }
    if (log) {
      return new Range(from / 10, to * 10, true);
    }
    var room = from == 0 ? 1 : Math.abs(from) / 2;
    return new Range(from - room, to + room, false);
  }

  /** From zero, where a quantity comes so near to it that it is best judged from there. */
  Range fromZero() {
    return !log && from > 0 && from < to * 0.6 ? new Range(0, to, false) : this;
  }

  /** Out to the next 1, 2 or 5 of a power of ten, where a logarithmic axis can carry a number. */
  Range rounded() {
    return log ? new Range(roundedDown(from), 1 / roundedDown(1 / to), true) : this;
  }

  /** Where a value lies: 0 at the beginning, 1 at the end. */
  double place(double value) {
    // Halves, since the length of the longest range is no number.
    return log ? Math.log10(value / from) / Math.log10(to / from) : (value / 2 - from / 2) / (to / 2 - from / 2);
  }

  /**
   * At most about so many numbers, at round values.
   *
   * @param whole whether all values are whole, so that the numbers are to be so too
   */
  List<Tick> ticks(int most, boolean whole) {
    return log ? logTicks(most) : linearTicks(most, whole);
  }

  private List<Tick> linearTicks(int most, boolean whole) {
    var rough = (to / most - from / most);
    var step = whole && rough < 1 ? 1 : 1 / roundedDown(1 / rough);
    var decimals = (int) Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));
    var commas = Math.max(Math.abs(from), Math.abs(to)) >= 10_000;
    var ticks = new ArrayList<Tick>();
    for (var i = Math.ceil(from / step - 1e-9); i <= to / step + 1e-9 && ticks.size() <= most; i++) {
      // Zero comes out as a very small number otherwise.
      var at = i == 0 ? 0 : i * step;
      ticks.add(new Tick(at, step < 1e-9 || step >= 1e15 ? scientific(at) : Values.number(at, decimals, commas)));
    }
    return ticks;
  }

  private static String scientific(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.6e", value).replaceFirst("\\.?0*e\\+?(-?)0*", "e$1");
  }

  private List<Tick> logTicks(int most) {
    var decades = Math.log10(to / from);
    var every = (int) Math.max(1, Math.ceil(decades / 8));
    // The 1, 2 and 5 of each decade, or else the 1 alone: some of them would look like all of them.
    var roomForThree = 3 * decades <= most;
    var commas = to >= 10_000;
    var ticks = new ArrayList<Tick>();
    for (var decade = (int) Math.floor(Math.log10(from) + 1e-9); decade <= Math.log10(to) + 1e-9; decade++) {
      for (var digit = 1; digit < 10; digit++) {
        var at = digit * Math.pow(10, decade);
        if (at >= from * (1 - 1e-9) && at <= to * (1 + 1e-9)) {
          var shown = digit == 1 && decade % every == 0 || roomForThree && (digit == 2 || digit == 5)
              || decades < 1.2 && digit < 7 && roomForThree;
          ticks.add(new Tick(at, shown ? Values.number(at, Values.decimals(at), commas) : ""));
        }
      }
    }
    return ticks;
  }

  private static double roundedDown(double value) {
    var decade = Math.pow(10, Math.floor(Math.log10(value)));
    var digit = value / decade;
    return decade * (digit >= 5 - 1e-9 ? 5 : digit >= 2 - 1e-9 ? 2 : 1);
  }
}
