package beyondcache.show;

import beyondcache.sandbox.Node;
import beyondcache.show.Topologies.Box;
import beyondcache.show.Topologies.Plan;
import beyondcache.show.Topologies.Shard;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.RoundRectangle2D;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who replicates whom, who owns which slots, and who is down: boxes and lines. */
record TopologyPicture(Plan plan, String text) implements Picture {

  private static final int WIDTH = 680;
  private static final int BOX_WIDTH = 150;
  private static final int BOX_HEIGHT = 40;
  private static final int SENTINEL_HEIGHT = 28;
  private static final int GAP = 18;
  private static final Color DOWN = new Color(0x9A, 0x9A, 0x9A);
  private static final Color WRONG = new Color(0xA8, 0x48, 0x00);

  @Override
  public Map<String, String> forms() {
    return Map.of("image/png", Canvas.png(WIDTH, height(), this::paint));
  }

  @Override
  public Map<String, Map<String, Object>> metadata() {
    return Sizes.png(WIDTH, height());
  }

  @Override
  public String toString() {
    return text;
  }

  private int columns() {
    return Math.max(1, Math.min(6, plan.shards().size()));
  }

  private int bands() {
    return (plan.shards().size() + columns() - 1) / columns();
  }

  /** The height of a row of shards: that of the one with the most replicas. */
  private int bandHeight(int band) {
    var replicas = plan.shards().stream().skip((long) band * columns()).limit(columns())
        .mapToInt(shard -> shard.replicas().size()).max().orElse(0);
    return BOX_HEIGHT + replicas * (BOX_HEIGHT + GAP) + GAP;
  }

  private int height() {
    var height = Headings.height(plan.title(), "") + 4 + (plan.slots().isEmpty() ? 0 : SlotBar.HEIGHT + GAP)
        + (plan.sentinels().isEmpty() ? 0 : SENTINEL_HEIGHT + GAP);
    for (var band = 0; band < bands(); band++) {
      height += bandHeight(band);
    }
    return Math.max(120, height);
  }

  private void paint(Graphics2D g) {
    var y = Headings.paint(g, plan.title(), "") + 4;
    if (!plan.slots().isEmpty()) {
      SlotBar.paint(g, plan.slots(), y, WIDTH);
      y += SlotBar.HEIGHT + GAP;
    }
    if (!plan.sentinels().isEmpty()) {
      for (var i = 0; i < plan.sentinels().size(); i++) {
        paintSentinel(g, plan.sentinels().get(i), x(i, plan.sentinels().size()), y);
      }
      y += SENTINEL_HEIGHT + GAP;
    }
    var colours = Topologies.colours(plan.slots());
    for (var band = 0; band < bands(); band++) {
      for (var i = 0; i < columns() && band * columns() + i < plan.shards().size(); i++) {
        var shard = plan.shards().get(band * columns() + i);
        var colour = plan.slots().isEmpty() ? Canvas.colour(0)
            : colours.containsKey(shard.head().name()) ? Canvas.colour(colours.get(shard.head().name())) : Canvas.QUIET;
        paintShard(g, shard, colour, x(i, columns()), y);
      }
      y += bandHeight(band);
    }
  }

  /** The middle of a column. */
  private static double x(int column, int columns) {
    return Headings.LEFT + (WIDTH - 2.0 * Headings.LEFT) / columns * (column + 0.5);
  }

  private int boxWidth() {
    return Math.min(BOX_WIDTH, (WIDTH - 2 * Headings.LEFT) / columns() - 10);
  }

  private void paintShard(Graphics2D g, Shard shard, Color colour, double middle, int top) {
    var y = top;
    for (var replica : shard.replicas()) {
      var below = y + BOX_HEIGHT + GAP;
      var broken = shard.broken().contains(replica) || replica.state() != Node.State.UP;
      g.setColor(broken ? DOWN : colour);
      g.setStroke(broken ? new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {3, 3}, 0)
          : new BasicStroke(1.5f));
      // Each replica hangs on the primary, not on the replica above it.
      var x = middle - boxWidth() / 2.0 + 10;
      g.draw(new Line2D.Double(x, top + BOX_HEIGHT, x, below + BOX_HEIGHT / 2.0));
      g.draw(new Line2D.Double(x, below + BOX_HEIGHT / 2.0, x + 12, below + BOX_HEIGHT / 2.0));
      y = below;
    }
    y = top;
    paintBox(g, shard.head(), colour, middle - boxWidth() / 2.0, y, boxWidth());
    for (var replica : shard.replicas()) {
      y += BOX_HEIGHT + GAP;
      paintBox(g, replica, colour, middle - boxWidth() / 2.0 + 22, y, boxWidth() - 22);
    }
  }

  private static void paintBox(Graphics2D g, Box box, Color colour, double left, int top, int width) {
    var up = box.state() == Node.State.UP;
    var shape = new RoundRectangle2D.Double(left, top, width, BOX_HEIGHT, 8, 8);
    g.setColor(!up ? SlotBar.NOBODY : box.primary() ? colour : Color.WHITE);
    g.fill(shape);
    g.setColor(up ? colour : DOWN);
    g.setStroke(up ? new BasicStroke(1.5f)
        : new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {4, 3}, 0));
    g.draw(shape);
    var words = !up ? Canvas.QUIET : box.primary() ? Canvas.wordsOn(colour) : Canvas.INK;
    g.setColor(words);
    g.setFont(Canvas.font(Font.BOLD, 12));
    paintCentred(g, box.name(), left, width, top + 17);
    g.setColor(!up || box.note().equals("not in step") ? WRONG : words);
    g.setFont(Canvas.font(Font.PLAIN, 11));
    paintCentred(g, Stream.of(box.role(), box.note()).filter(each -> !each.isEmpty()).collect(Collectors.joining(", ")), left, width, top + 32);
  }

  private static void paintSentinel(Graphics2D g, Box box, double middle, int top) {
    var up = box.state() == Node.State.UP;
    var label = box.name() + (box.note().isEmpty() ? "" : ", " + box.note());
    g.setFont(Canvas.font(Font.PLAIN, 12));
    var width = g.getFontMetrics().stringWidth(label) + 24;
    var shape = new RoundRectangle2D.Double(middle - width / 2.0, top, width, SENTINEL_HEIGHT - 2, 24, 24);
    g.setColor(up ? Color.WHITE : SlotBar.NOBODY);
    g.fill(shape);
    g.setColor(up ? Canvas.QUIET : DOWN);
    g.setStroke(new BasicStroke(1.2f));
    g.draw(shape);
    g.setColor(up ? Canvas.INK : WRONG);
    paintCentred(g, label, middle - width / 2.0, width, top + 17);
  }

  private static void paintCentred(Graphics2D g, String text, double left, int width, int y) {
    var shown = text;
    while (g.getFontMetrics().stringWidth(shown) > width - 4 && Words.width(shown) > 3) {
      shown = Words.shorten(shown, Words.width(shown) - 1);
    }
    g.drawString(shown, (float) (left + (width - g.getFontMetrics().stringWidth(shown)) / 2.0), y);
  }
}
