package beyondcache.show;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/**
 * Paints {@link Bars}. This is done without XChart, whose lying bars cannot stand on each other, and whose labels do not
 * mind their neighbours.
 */
final class BarsPainter {

  private static final int LEFT = Headings.LEFT;
  private static final int RIGHT = 16;
  private static final int WIDEST_LABEL = 32;

  private final Bars bars;
  private final Graphics2D g;
  private final Font font = Canvas.font(Font.PLAIN, 12);

  private BarsPainter(Bars bars, Graphics2D g) {
    this.bars = bars;
    this.g = g;
  }

  static String png(Bars bars) {
    return Canvas.png(bars.width, height(bars), g -> new BarsPainter(bars, g).paint());
  }

  /** Bars lie when their labels would not fit below them side by side, and when they are too few to fill a page. */
  private static boolean lying(Bars bars) {
    if (bars.height == 0 && bars.labels.size() <= 3 && bars.series.size() == 1) {
      return true;
    }
    var slot = (bars.width - LEFT - RIGHT) / Math.max(1, bars.labels.size());
    // Six and a half pixels are a letter of twelve; near enough to decide without a font.
    return bars.labels.stream().anyMatch(label -> Words.width(label) * 6.5 > slot - 6)
        || bars.labels.size() * (bars.stacked ? 1 : bars.series.size()) > 24;
  }

  static int height(Bars bars) {
    if (bars.height > 0) {
      return bars.height;
    }
    var top = Headings.height(bars.title, bars.unit) + (bars.series.size() > 1 ? Headings.NAMES : 0) + 8;
    return lying(bars) ? Math.max(80, top + bars.labels.size() * slot(bars) + 12) : 340;
  }

  /** The height of a group of lying bars with the space around it. */
  private static int slot(Bars bars) {
    return bars.stacked || bars.series.size() < 2 ? 28 : bars.series.size() * 18 + 14;
  }

  private void paint() {
    var top = Headings.paint(g, bars.title, bars.unit);
    if (bars.labels.isEmpty()) {
      Headings.paintNoData(g, bars.width, height(bars));
      return;
    }
    if (bars.series.size() > 1) {
      top += Headings.paintNames(g, bars.series.keySet(), top);
    }
    g.setFont(font);
    if (lying(bars)) {
      paintLying(top);
    } else {
      paintUpright(top);
    }
  }

  private void paintLying(int top) {
    var words = g.getFontMetrics();
    var labelWidth = bars.labels.stream().mapToInt(each -> words.stringWidth(label(each))).max().orElse(0);
    var valueWidth = bars.series.values().stream().flatMap(one -> one.values().stream())
        .mapToInt(value -> words.stringWidth(bars.label(value))).max().orElse(0) + 10;
    var left = LEFT + labelWidth + 10;
    var scale = new BarScale(bars, left + (negative() ? valueWidth : 0), bars.width - RIGHT - valueWidth);
    var slot = (height(bars) - top - 12) / (double) bars.labels.size();
    var gap = Math.min(14, slot * 0.28);
    for (var i = 0; i < bars.labels.size(); i++) {
      var y = top + i * slot + gap / 2;
      g.setColor(Canvas.INK);
      g.drawString(label(bars.labels.get(i)), left - 10 - words.stringWidth(label(bars.labels.get(i))),
          (float) (y + (slot - gap) / 2 + 4));
      paintGroup(bars.labels.get(i), scale, y, slot - gap, true);
    }
    axis(new Line2D.Double(scale.place(scale.base()), top, scale.place(scale.base()), height(bars) - 12));
  }

  private void paintUpright(int top) {
    var words = g.getFontMetrics();
    var bottom = height(bars) - 26 - (bars.xLabel.isEmpty() ? 0 : 20);
    var scale = new BarScale(bars, bottom - (negative() ? 18 : 0), top + 18);
    var slot = (bars.width - LEFT - RIGHT) / (double) bars.labels.size();
    var gap = Math.max(slot * 0.25, slot - 90 * (bars.stacked ? 1 : bars.series.size()));
    for (var i = 0; i < bars.labels.size(); i++) {
      var x = LEFT + i * slot + gap / 2;
      paintGroup(bars.labels.get(i), scale, x, slot - gap, false);
      g.setColor(Canvas.INK);
      var label = label(bars.labels.get(i));
      g.drawString(label, (float) (x + (slot - gap) / 2 - words.stringWidth(label) / 2.0), bottom + 18f);
    }
    axis(new Line2D.Double(LEFT, scale.place(scale.base()), bars.width - RIGHT, scale.place(scale.base())));
    if (!bars.xLabel.isEmpty()) {
      g.setColor(Canvas.QUIET);
      g.drawString(bars.xLabel, bars.width / 2f - words.stringWidth(bars.xLabel) / 2f, height(bars) - 8f);
    }
  }

  private boolean negative() {
    return bars.series.values().stream().flatMap(one -> one.values().stream()).anyMatch(value -> value < 0);
  }

  private static String label(String label) {
    return Words.shorten(label, WIDEST_LABEL);
  }

  private void axis(Line2D line) {
    g.setColor(Canvas.AXIS);
    g.setStroke(new BasicStroke(1f));
    g.draw(line);
  }

  /** The bars of one label, side by side or on each other, from {@code at} over {@code breadth} pixels. */
  private void paintGroup(String label, BarScale scale, double at, double breadth, boolean lying) {
    var each = bars.stacked ? breadth : breadth / bars.series.size();
    var above = 0.0;
    var below = 0.0;
    var i = 0;
    for (var one : bars.series.values()) {
      var value = one.get(label);
      if (value != null) {
        var start = bars.stacked ? value >= 0 ? above : below : scale.base();
        var end = bars.stacked ? start + value : value;
        var across = bars.stacked ? at : at + i * each;
        paintBar(scale.place(start), scale.place(end), across, bars.stacked ? each : each - 1, lying, Canvas.colour(i));
        if (!bars.stacked) {
          paintValue(value, scale.place(end), across + each / 2, lying, value >= scale.base());
        } else {
          paintInside(value, scale.place(start), scale.place(end), across + each / 2, lying, Canvas.colour(i));
        }
        above = value >= 0 ? end : above;
        below = value < 0 ? end : below;
      }
      i++;
    }
    if (bars.stacked && above > 0) {
      paintValue(above, scale.place(above), at + breadth / 2, lying, true);
    }
  }

  private void paintBar(double start, double end, double across, double breadth, boolean lying, Color colour) {
    g.setColor(colour);
    var from = Math.min(start, end);
    var length = Math.abs(end - start) - (bars.stacked ? 1 : 0);
    g.fill(lying ? new Rectangle2D.Double(from, across, length, breadth)
        : new Rectangle2D.Double(across, from + (bars.stacked ? 1 : 0), breadth, length));
  }

  private void paintValue(double value, double end, double middle, boolean lying, boolean positive) {
    var text = bars.label(value);
    var width = g.getFontMetrics().stringWidth(text);
    g.setColor(Canvas.INK);
    if (lying) {
      g.drawString(text, (float) (positive ? end + 5 : end - 5 - width), (float) middle + 4);
    } else {
      g.drawString(text, (float) (middle - width / 2.0), (float) (positive ? end - 5 : end + 14));
    }
  }

  private void paintInside(double value, double start, double end, double middle, boolean lying, Color colour) {
    var text = bars.label(value);
    var width = g.getFontMetrics().stringWidth(text);
    if (Math.abs(end - start) < (lying ? width + 8 : 16)) {
      return;
    }
    g.setColor(Canvas.wordsOn(colour));
    var centre = (start + end) / 2;
    g.drawString(text, (float) ((lying ? centre : middle) - width / 2.0), (float) (lying ? middle : centre) + 4);
  }
}
