package beyondcache.show;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Paints a {@link Chart}. XChart draws what there is to see of the series. The axes are painted around it: XChart puts its
 * ticks on the data where these are evenly spaced, leaves some out near the edges, and never ends where numbers are very
 * large, very small or very close to each other. So are the names at the lines' ends, for which it has a legend.
 */
final class ChartPainter {

  private static final int RIGHT = 14;
  private static final int NAME_HEIGHT = 16;
  private static final int LONGEST_NAME = 24;
  /** Room around the outermost points. */
  private static final int MARGIN = 8;

  private final Chart chart;
  private final Graphics2D g;
  private final List<Series> drawn;
  private final Font nameFont = Canvas.font(Font.BOLD, 12);
  private final Font tickFont = Canvas.font(Font.PLAIN, 11);
  private final boolean namesAbove;
  private final Range xs;
  private final Range ys;
  private int left;
  private int top;
  private int right;
  private int bottom;

  private ChartPainter(Chart chart, Graphics2D g) {
    this.chart = chart;
    this.g = g;
    this.drawn = chart.series.stream().filter(one -> !one.present().isEmpty()).toList();
    // A cloud of points has no end to carry its name.
    this.namesAbove = drawn.stream().anyMatch(one -> one.kind() == Chart.Kind.POINTS);
    this.xs = Range.of(DoubleStream.concat(drawn.stream().flatMapToDouble(one -> Arrays.stream(one.xs())),
        chart.marks.stream().mapToDouble(Chart.Mark::x)), chart.logX);
    var values = Range.of(drawn.stream().flatMapToDouble(one -> Arrays.stream(one.ys())), chart.logY).rounded();
    this.ys = !Double.isNaN(chart.yFrom) ? new Range(chart.yFrom, chart.yTo, chart.logY)
        // A quantity that comes near zero is best judged from there; a cloud of points may be a map.
        : namesAbove ? values : values.fromZero();
  }

  static String png(Chart chart) {
    chart.checkLogarithms();
    return Canvas.png(chart.width, chart.height, g -> new ChartPainter(chart, g).paint());
  }

  private void paint() {
    top = Headings.paint(g, chart.title, chart.yLabel);
    if (drawn.isEmpty()) {
      Headings.paintNoData(g, chart.width, chart.height);
      return;
    }
    if (namesAbove && drawn.size() > 1) {
      top += Headings.paintNames(g, drawn.stream().map(Series::name).toList(), top);
    }
    top += chart.marks.isEmpty() ? 0 : 16;
    bottom = Math.max(top + 40, chart.height - 26 - (chart.xLabel.isEmpty() ? 0 : 20));
    var rows = ys.ticks(Math.max(1, (bottom - top) / 30), isWhole(Series::ys));
    left = Headings.LEFT + width(tickFont, rows.stream().map(Range.Tick::label).toList()) + 10;
    right = Math.max(left + 40, chart.width - RIGHT - (namesAbove ? 0 : roomForNames()));
    paintRows(rows);
    paintColumns();
    paintSeries();
    paintMarks();
    if (!namesAbove) {
      paintNames();
    }
  }

  private double x(double value) {
    return left + MARGIN + xs.place(value) * (right - left - 2 * MARGIN);
  }

  private double y(double value) {
    return bottom - MARGIN - ys.place(value) * (bottom - top - 2 * MARGIN);
  }

  private int width(Font font, List<String> texts) {
    return texts.stream().mapToInt(g.getFontMetrics(font)::stringWidth).max().orElse(0);
  }

  private boolean isWhole(Function<Series, double[]> values) {
    return drawn.stream().flatMapToDouble(one -> Arrays.stream(values.apply(one)))
        .allMatch(value -> Double.isNaN(value) || value == Math.rint(value));
  }

  private void paintRows(List<Range.Tick> ticks) {
    g.setFont(tickFont);
    g.setStroke(new BasicStroke(1f));
    for (var tick : ticks) {
      if (!tick.label().isEmpty()) {
        g.setColor(Canvas.GRID);
        g.draw(new Line2D.Double(left, y(tick.at()), right, y(tick.at())));
        g.setColor(Canvas.INK);
        g.drawString(tick.label(), left - 8 - g.getFontMetrics().stringWidth(tick.label()), (float) y(tick.at()) + 4);
      }
    }
  }

  private void paintColumns() {
    g.setFont(tickFont);
    g.setStroke(new BasicStroke(1f));
    var words = g.getFontMetrics();
    // Long numbers need more room than short ones, which are not known before they are made.
    var count = Math.max(1, (right - left) / 50);
    var ticks = xs.ticks(count, isWhole(Series::xs));
    while (count > 1 && width(tickFont, ticks.stream().map(Range.Tick::label).toList()) + 16 > (right - left) / count) {
      count--;
      ticks = xs.ticks(count, isWhole(Series::xs));
    }
    var free = 0.0;
    for (var tick : ticks) {
      g.setColor(Canvas.AXIS);
      var length = tick.label().isEmpty() ? 3 : 5;
      g.draw(new Line2D.Double(x(tick.at()), bottom, x(tick.at()), bottom + length));
      var width = words.stringWidth(tick.label());
      var from = Math.min(x(tick.at()) - width / 2.0, chart.width - width - 2.0);
      if (from >= free) {
        g.setColor(Canvas.INK);
        g.drawString(tick.label(), (float) from, bottom + 18f);
        free = tick.label().isEmpty() ? free : from + width + 6;
      }
    }
    g.setColor(Canvas.QUIET);
    g.setFont(Canvas.font(Font.PLAIN, 12));
    g.drawString(chart.xLabel, (float) ((left + right) / 2.0 - g.getFontMetrics().stringWidth(chart.xLabel) / 2.0),
        bottom + 37f);
  }

  /** XChart gets all numbers between 0 and 1, where it is at its best. */
  private void paintSeries() {
    var inner = new XYChart(right - left, bottom - top);
    var style = inner.getStyler();
    style.setChartBackgroundColor(Headings.NO_COLOUR).setPlotBackgroundColor(Headings.NO_COLOUR);
    style.setLegendVisible(false).setChartTitleVisible(false).setPlotBorderVisible(false).setChartPadding(0);
    style.setAxisTitlesVisible(false).setAxisTicksVisible(false).setPlotGridLinesVisible(false).setPlotMargin(0);
    style.setXAxisMin(inMargin(0, right - left)).setXAxisMax(inMargin(1, right - left)).setPlotContentSize(1);
    style.setYAxisMin(inMargin(0, bottom - top)).setYAxisMax(inMargin(1, bottom - top));
    var points = drawn.stream().filter(one -> one.kind() == Chart.Kind.POINTS).mapToInt(one -> one.xs().length).sum();
    style.setMarkerSize(points > 1000 ? 4 : 6);
    for (var i = 0; i < drawn.size(); i++) {
      var one = drawn.get(i);
      var alone = one.alone();
      if (one.kind() == Chart.Kind.POINTS) {
        addPoints(inner, "points " + i, one, points > 200 ? Canvas.pale(i) : Canvas.colour(i));
        continue;
      }
      var line = add(inner, "line " + i, one,
          one.kind() == Chart.Kind.LINE ? XYSeriesRenderStyle.Line : XYSeriesRenderStyle.Step);
      line.setLineStyle(Canvas.stroke(i));
      line.setLineColor(Canvas.colour(i));
      line.setMarker(SeriesMarkers.NONE);
      if (alone.xs().length > 0) {
        addPoints(inner, "alone " + i, alone, Canvas.colour(i));
      }
    }
    var forSeries = (Graphics2D) g.create(left, top, right - left, bottom - top);
    inner.paint(forSeries, right - left, bottom - top);
    forSeries.dispose();
  }

  /** The value at the very edge, so that 0 and 1 are inside the margin. */
  private static double inMargin(int end, int pixels) {
    var margin = MARGIN / (pixels - 2.0 * MARGIN);
    return end == 0 ? -margin : 1 + margin;
  }

  private XYSeries add(XYChart inner, String name, Series one, XYSeriesRenderStyle style) {
    return inner.addSeries(name, Arrays.stream(one.xs()).map(xs::place).toArray(),
        Arrays.stream(one.ys()).map(ys::place).toArray()).setXYSeriesRenderStyle(style);
  }

  private void addPoints(XYChart inner, String name, Series one, Color colour) {
    var points = add(inner, name, one, XYSeriesRenderStyle.Scatter);
    points.setMarker(new Dot());
    points.setMarkerColor(colour);
  }

  private void paintMarks() {
    g.setFont(tickFont);
    var words = g.getFontMetrics();
    var free = 0.0;
    for (var mark : chart.marks.stream().sorted(Comparator.comparingDouble(Chart.Mark::x)).toList()) {
      var x = x(mark.x());
      g.setColor(Canvas.QUIET);
      g.setStroke(new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {3, 3}, 0));
      g.draw(new Line2D.Double(x, top, x, bottom));
      var width = words.stringWidth(mark.label());
      var start = Math.min(Math.max(x - width / 2.0, 4), chart.width - width - 4.0);
      // Two marks close to each other: the second one's word stands beside its line, below the first.
      var beside = start < free + 8;
      g.drawString(mark.label(), (float) (beside ? x + 4 : start), top + (beside ? 10f : -4f));
      free = beside ? free : start + width;
    }
  }

  private record Name(String text, Color colour, double x, double y) {}

  private int roomForNames() {
    return width(nameFont, drawn.stream().filter(one -> xs.place(one.xs()[last(one)]) > 0.8).map(ChartPainter::label)
        .toList());
  }

  private static String label(Series one) {
    return Words.shorten(one.name(), LONGEST_NAME);
  }

  private void paintNames() {
    g.setFont(nameFont);
    var names = new ArrayList<Name>();
    for (var i = 0; i < drawn.size(); i++) {
      var one = drawn.get(i);
      var y = Math.min(Math.max(one.ys()[last(one)], ys.from()), ys.to());
      names.add(new Name(label(one), Canvas.colour(i), x(one.xs()[last(one)]), y(y)));
    }
    names.sort(Comparator.comparingDouble(Name::y));
    var lines = Spread.apart(names.stream().mapToDouble(Name::y).toArray(), NAME_HEIGHT, top + 4, bottom);
    for (var i = 0; i < names.size(); i++) {
      g.setColor(names.get(i).colour());
      g.drawString(names.get(i).text(), (float) names.get(i).x() + 7, (float) (lines[i] + 4));
    }
  }

  /** The index of the rightmost point. */
  private static int last(Series one) {
    var last = -1;
    for (var i = 0; i < one.xs().length; i++) {
      if (!Double.isNaN(one.ys()[i]) && (last < 0 || one.xs()[i] >= one.xs()[last])) {
        last = i;
      }
    }
    return last;
  }
}
