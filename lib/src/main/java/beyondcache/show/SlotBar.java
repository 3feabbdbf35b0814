package beyondcache.show;

import beyondcache.sandbox.SlotMap;
import beyondcache.show.Topologies.Owned;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** Paints the 16384 hash slots as a bar, in the colours of their owners. */
final class SlotBar {

  /** How much space it takes, with the numbers below it. */
  static final int HEIGHT = 52;
  static final Color NOBODY = new Color(0xF0, 0xF0, 0xF0);
  private static final int BAR = 26;

  private SlotBar() {}

  static double x(double slot, int width) {
    return Headings.LEFT + slot / SlotMap.SLOTS * (width - 2.0 * Headings.LEFT);
  }

  static void paint(Graphics2D g, List<Owned> slots, int top, int width) {
    var colours = Topologies.colours(slots);
    var free = -1.0;
    for (var owned : slots) {
      var from = x(owned.from(), width);
      var to = x(owned.to() + 1.0, width);
      var colour = owned.owner().isEmpty() ? NOBODY : Canvas.colour(colours.get(owned.owner()));
      g.setColor(colour);
      g.fill(new Rectangle2D.Double(from, top, Math.max(0.5, to - from - (to - from > 4 ? 1 : 0)), BAR));
      var name = owned.owner().isEmpty() ? "nobody" : owned.owner();
      g.setFont(Canvas.font(Font.BOLD, 12));
      if (g.getFontMetrics().stringWidth(name) > to - from - 8) {
        g.setFont(Canvas.font(Font.BOLD, 10));
      }
      var nameWidth = g.getFontMetrics().stringWidth(name);
      if (nameWidth < to - from - 4) {
        g.setColor(owned.owner().isEmpty() ? Canvas.QUIET : Canvas.wordsOn(colour));
        g.drawString(name, (float) ((from + to) / 2 - nameWidth / 2.0), top + 17f);
      }
      free = paintNumber(g, owned.from(), from, free, top + BAR, width);
    }
    paintNumber(g, SlotMap.SLOTS - 1, x(SlotMap.SLOTS, width), free, top + BAR, width);
  }

  /** The number of a slot where a range begins, if there is room for it. */
  private static double paintNumber(Graphics2D g, int slot, double x, double free, int top, int width) {
    g.setFont(Canvas.font(Font.PLAIN, 11));
    var label = Values.number(slot, 0, true);
    var labelWidth = g.getFontMetrics().stringWidth(label);
    var left = Math.max(Headings.LEFT, Math.min(x - labelWidth / 2.0, width - Headings.LEFT - labelWidth));
    var last = slot == SlotMap.SLOTS - 1;
    if (left < free || !last && left + labelWidth + 50 > width && x < width - Headings.LEFT) {
      return free;
    }
    g.setColor(Canvas.AXIS);
    g.setStroke(new BasicStroke(1f));
    g.draw(new Line2D.Double(Math.min(x, width - Headings.LEFT - 0.5), top, Math.min(x, width - Headings.LEFT - 0.5), top + 4));
    g.setColor(Canvas.INK);
    g.drawString(label, (float) left, top + 16f);
    return left + labelWidth + 10;
  }
}
