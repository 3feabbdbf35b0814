package beyondcache.show;

/** Where a value lies on a stretch of pixels or columns, with room for all bars of a chart and the line they grow from. */
final class BarScale {

  private final boolean log;
  private final double lowest;
  private final double highest;
  private final double from;
  private final double to;

  BarScale(Bars bars, double from, double to) {
    this.log = bars.logY;
    this.from = from;
    this.to = to;
    var least = log ? Double.MAX_VALUE : 0;
    var most = log ? 0 : 0.0;
    for (var label : bars.labels) {
      var above = 0.0;
      var below = 0.0;
      for (var one : bars.series.values()) {
        var value = one.getOrDefault(label, log ? 1.0 : 0.0);
        above = bars.stacked ? above + Math.max(0, value) : Math.max(above, value);
        below = bars.stacked ? below + Math.min(0, value) : log && above == value ? value : Math.min(below, value);
        least = Math.min(least, log ? value : below);
        most = Math.max(most, above);
      }
    }
    // Logarithmic bars grow from the power of ten below the smallest, so that it has some length too.
    this.lowest = log ? Math.floor(Math.log10(least) - 0.1) : least;
    this.highest = log ? Math.log10(most) : most;
  }

  /** The value that bars grow from. */
  double base() {
    return log ? Math.pow(10, lowest) : 0;
  }

  double place(double value) {
    var scaled = log ? Math.log10(value) : value;
    return highest > lowest ? from + (scaled - lowest) / (highest - lowest) * (to - from) : from;
  }
}
