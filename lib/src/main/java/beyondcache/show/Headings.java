package beyondcache.show;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.util.Collection;

/** What all charts have in common: the title above, and below it what is measured. */
final class Headings {

  static final int LEFT = 12;
  static final int NAMES = 24;
  static final Color NO_COLOUR = new Color(0, true);

  private Headings() {}

  /** How much space title and unit take. */
  static int height(String title, String unit) {
    return (title.isEmpty() ? 0 : 24) + (unit.isEmpty() ? 0 : 20) + 8;
  }

  /** Paints the title, and what the vertical axis measures where one reads it without turning one's head. */
  static int paint(Graphics2D g, String title, String unit) {
    g.setFont(Canvas.font(Font.BOLD, 15));
    g.setColor(Canvas.INK);
    g.drawString(title, LEFT, 24);
    g.setFont(Canvas.font(Font.PLAIN, 12));
    g.setColor(Canvas.QUIET);
    g.drawString(unit, LEFT, height(title, unit) - 8);
    return height(title, unit);
  }

  /** Paints the names of several series in their colours, in one line. */
  static int paintNames(Graphics2D g, Collection<String> names, int top) {
    g.setFont(Canvas.font(Font.BOLD, 12));
    var x = LEFT;
    var i = 0;
    for (var name : names) {
      g.setColor(Canvas.colour(i++));
      g.drawString(name, x, top + 12);
      x += g.getFontMetrics().stringWidth(name) + 18;
    }
    return NAMES;
  }

  static void paintNoData(Graphics2D g, int width, int height) {
    g.setFont(Canvas.font(Font.PLAIN, 12));
    g.setColor(Canvas.QUIET);
    g.drawString("no data", width / 2f - 22, height / 2f);
  }
}
