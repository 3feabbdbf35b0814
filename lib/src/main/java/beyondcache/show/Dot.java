package beyondcache.show;

import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import org.knowm.xchart.style.markers.Marker;

/** A point of a cloud, on a whole pixel: all of them look the same, which also makes the image a third as large. */
final class Dot extends Marker {

  @Override
  public void paint(Graphics2D g, double x, double y, int size) {
    var left = Math.round((x - size / 2.0) * Canvas.SCALE) / (double) Canvas.SCALE;
    var top = Math.round((y - size / 2.0) * Canvas.SCALE) / (double) Canvas.SCALE;
    g.fill(new Ellipse2D.Double(left, top, size, size));
  }
}
