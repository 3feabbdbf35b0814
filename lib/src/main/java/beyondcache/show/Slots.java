package beyondcache.show;

import beyondcache.sandbox.SlotMap;
import beyondcache.show.Topologies.Owned;
import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which node owns which hash slots, and where keys lie among them. */
public final class Slots implements Picture {

  private static final int WIDTH = 680;
  private static final int ROW = 18;
  private static final int MOST_NAMED = 40;

  private final List<Owned> owned;
  private final String text;
  private final Map<String, Integer> keys = new LinkedHashMap<>();
  private String title = "";

  Slots(List<Owned> owned, String text) {
    this.owned = owned;
    this.text = text;
  }

  /** What the picture shows, above it. */
  public Slots title(String title) {
    this.title = Values.read(title);
    return this;
  }

  /** Marks the slots of these keys, with their names if they are not too many to be read. */
  public Slots keys(String... keys) {
    return keys(List.of(keys));
  }

  /** The same. */
  public Slots keys(Iterable<String> keys) {
    keys.forEach(key -> this.keys.put(key, SlotMap.slot(key)));
    return this;
  }

  /** The keys that each node has, in the order of the slots. */
  private Map<String, Integer> counts() {
    var counts = new LinkedHashMap<String, Integer>();
    owned.forEach(each -> counts.put(each.owner().isEmpty() ? "nobody" : each.owner(), 0));
    keys.values().forEach(slot -> counts.merge(owner(slot), 1, Integer::sum));
    return counts;
  }

  private String owner(int slot) {
    return owned.stream().filter(each -> each.from() <= slot && slot <= each.to()).map(Owned::owner)
        .filter(owner -> !owner.isEmpty()).findFirst().orElse("nobody");
  }

  @Override
  public String text() {
    var lines = new ArrayList<String>();
    if (!title.isEmpty()) {
      lines.add(title);
    }
    lines.add(text);
    if (keys.size() > MOST_NAMED) {
      var table = new Table("node", "keys");
      counts().forEach(table::row);
      lines.add(table.text());
    } else if (!keys.isEmpty()) {
      var table = new Table("key", "slot", "node");
      keys.forEach((key, slot) -> table.row(key, slot, owner(slot)));
      lines.add(table.text());
    }
    return String.join("\n", lines);
  }

  /** The marks of keys above the bar: like those of a timeline's events, but growing upwards. */
  private List<EventRows.Placed> marks(Graphics2D g) {
    if (keys.size() > MOST_NAMED) {
      return keys.values().stream().map(slot -> new EventRows.Placed(new Timeline.Event("", slot, ""), "",
          SlotBar.x(slot + 0.5, WIDTH), 0, 0, 0)).toList();
    }
    var events = keys.entrySet().stream().map(key -> new Timeline.Event("", key.getValue(), key.getKey())).toList();
    return EventRows.place(events, new Range(0, SlotMap.SLOTS, false), SlotBar.x(0, WIDTH), SlotBar.x(SlotMap.SLOTS, WIDTH),
        WIDTH - 6.0, g.getFontMetrics(Canvas.font(Font.PLAIN, 12))::stringWidth);
  }

  private int rows() {
    return Canvas.measure(g -> marks(g).stream().mapToInt(EventRows.Placed::row).max().orElse(-1) + 1);
  }

  private int height() {
    return Math.max(120, Headings.height(title, "") + 4 + rows() * ROW + SlotBar.HEIGHT + 4);
  }

  private void paint(Graphics2D g) {
    Headings.paint(g, title, "");
    var top = height() - SlotBar.HEIGHT - 4;
    SlotBar.paint(g, owned, top, WIDTH);
    var colours = Topologies.colours(owned);
    g.setFont(Canvas.font(Font.PLAIN, 12));
    for (var mark : marks(g)) {
      var y = top - 6 - mark.row() * ROW;
      var owner = owner((int) mark.event().at());
      g.setColor(colours.containsKey(owner) ? Canvas.colour(colours.get(owner)) : Canvas.QUIET);
      g.setStroke(new BasicStroke(keys.size() > MOST_NAMED ? 0.5f : 1.4f));
      g.draw(new Line2D.Double(mark.at(), y - 8.0, mark.at(), top));
      g.setColor(Canvas.INK);
      g.drawString(mark.text(), (float) mark.x() - Math.signum((float) (mark.x() - mark.at())) * 4, y - 1f);
    }
  }

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
    return text();
  }
}
