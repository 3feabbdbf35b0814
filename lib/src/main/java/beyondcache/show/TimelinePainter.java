package beyondcache.show;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Paints a {@link Timeline}: lanes below each other, time from left to right. */
final class TimelinePainter {

  private static final int LEFT = Headings.LEFT;
  private static final int RIGHT = 24;
  private static final int SPAN = 24;
  private static final int EVENT = 19;
  private static final int GAP = 14;
  private static final int AXIS = 44;
  private static final int ALARM = 20;
  private static final Color WRONG = new Color(0xFB, 0xE3, 0xD6);
  private static final Color WRONG_WORDS = new Color(0xA8, 0x48, 0x00);
  private static final Color IDLE = new Color(0xE4, 0xE4, 0xE4);

  private final Timeline timeline;
  private final Font font = Canvas.font(Font.PLAIN, 12);
  private final Font bold = Canvas.font(Font.BOLD, 12);
  private final FontMetrics words;
  private final Range range;
  private final int start;
  private final Map<Timeline.Span, Integer> spanRows = new HashMap<>();
  private final List<List<EventRows.Placed>> laneEvents = new ArrayList<>();
  private final List<int[]> laneRows = new ArrayList<>();

  private TimelinePainter(Timeline timeline, Graphics2D g) {
    this.timeline = timeline;
    this.words = g.getFontMetrics(font);
    this.range = timeline.range();
    var names = g.getFontMetrics(bold);
    this.start = LEFT + timeline.lanes.stream().mapToInt(lane -> names.stringWidth(name(lane))).max().orElse(0) + 16;
    timeline.lanes.forEach(this::layOut);
  }

  static String png(Timeline timeline) {
    return Canvas.png(timeline.width, height(timeline), g -> new TimelinePainter(timeline, g).paint(g));
  }

  static int height(Timeline timeline) {
    return Canvas.measure(g -> {
      var painter = new TimelinePainter(timeline, g);
      return Math.max(120, painter.top() + painter.laneRows.stream().mapToInt(TimelinePainter::laneHeight).sum() + AXIS);
    });
  }

  private int top() {
    return Headings.height(timeline.title, "") + (timeline.alarms.isEmpty() ? 0 : ALARM);
  }

  private static int laneHeight(int[] rows) {
    return Math.max(SPAN, rows[0] * SPAN + rows[1] * EVENT) + GAP;
  }

  private static String name(String lane) {
    return Words.shorten(lane, 20);
  }

  private double x(double time) {
    return start + range.place(time) * (timeline.width - RIGHT - start);
  }

  /** Spans that overlap go below each other; so do the words of events. */
  private void layOut(String lane) {
    var spanRow = new Rows();
    timeline.spans.stream().filter(span -> span.lane().equals(lane))
        .sorted(Comparator.comparingDouble(Timeline.Span::from))
        .forEach(span -> spanRows.put(span, spanRow.place(span.from(), span.to())));
    var events = timeline.events.stream().filter(event -> event.lane().equals(lane)).toList();
    var placed = EventRows.place(events, range, start, timeline.width - RIGHT, timeline.width - 6, words::stringWidth);
    laneEvents.add(placed);
    laneRows.add(new int[] {spanRow.count() + (timeline.hasTicks(lane) ? 1 : 0),
        placed.stream().mapToInt(EventRows.Placed::row).max().orElse(-1) + 1});
  }

  private void paint(Graphics2D g) {
    Headings.paint(g, timeline.title, "");
    if (timeline.isEmpty()) {
      Headings.paintNoData(g, timeline.width, height(timeline));
      return;
    }
    var top = top();
    var bottom = top + laneRows.stream().mapToInt(TimelinePainter::laneHeight).sum();
    paintAlarms(g, top, bottom);
    paintAxis(g, top, bottom);
    var y = top + GAP / 2;
    for (var i = 0; i < timeline.lanes.size(); i++) {
      paintLane(g, timeline.lanes.get(i), Canvas.colour(i), y, laneRows.get(i)[0], laneEvents.get(i));
      y += laneHeight(laneRows.get(i));
    }
  }

  private void paintAlarms(Graphics2D g, int top, int bottom) {
    g.setFont(bold);
    var metrics = g.getFontMetrics();
    for (var alarm : timeline.alarms) {
      var from = x(alarm.from());
      var width = Math.max(2, x(alarm.to()) - from);
      g.setColor(WRONG);
      g.fill(new Rectangle2D.Double(from, top - ALARM + 2, width, bottom - top + ALARM - 2));
      g.setColor(WRONG_WORDS);
      var left = Math.min(Math.max(from + width / 2 - metrics.stringWidth(alarm.label()) / 2.0, 4),
          timeline.width - metrics.stringWidth(alarm.label()) - 4.0);
      g.drawString(alarm.label(), (float) left, top - ALARM + 16f);
    }
  }

  private void paintAxis(Graphics2D g, int top, int bottom) {
    g.setFont(Canvas.font(Font.PLAIN, 11));
    g.setStroke(new BasicStroke(1f));
    var metrics = g.getFontMetrics();
    for (var tick : range.ticks(Math.max(1, (timeline.width - start) / 80), false)) {
      g.setColor(Canvas.GRID);
      g.draw(new Line2D.Double(x(tick.at()), top, x(tick.at()), bottom + 4.0));
      g.setColor(Canvas.INK);
      g.drawString(tick.label(), (float) (x(tick.at()) - metrics.stringWidth(tick.label()) / 2.0), bottom + 18f);
    }
    g.setColor(Canvas.QUIET);
    g.setFont(font);
    g.drawString(timeline.unit, (float) ((start + timeline.width - RIGHT) / 2.0 - words.stringWidth(timeline.unit) / 2.0),
        bottom + 36f);
  }

  private void paintLane(Graphics2D g, String lane, Color colour, int top, int spanRowCount,
      List<EventRows.Placed> events) {
    g.setFont(bold);
    g.setColor(colour);
    g.drawString(name(lane), LEFT, top + 16);
    g.setFont(font);
    for (var span : timeline.spans) {
      if (span.lane().equals(lane)) {
        paintSpan(g, span, colour, top + spanRows.get(span) * SPAN);
      }
    }
    for (var ticks : timeline.ticks) {
      if (ticks.lane().equals(lane)) {
        paintTicks(g, ticks, colour, top + (spanRowCount - 1) * SPAN);
      }
    }
    for (var event : events) {
      var y = top + spanRowCount * SPAN + event.row() * EVENT;
      g.setColor(colour);
      g.setStroke(new BasicStroke(1.4f));
      g.draw(new Line2D.Double(event.at(), top + Math.max(0, spanRowCount * SPAN - 3), event.at(), y + 9.0));
      g.fill(new Ellipse2D.Double(event.at() - 4, y + 5.0, 8, 8));
      g.setColor(Canvas.INK);
      g.drawString(event.text(), (float) event.x(), y + 14f);
    }
  }

  /** What was refused is short and of a colour of its own, so that either tells. */
  private void paintTicks(Graphics2D g, Timeline.Ticks ticks, Color colour, int top) {
    g.setColor(ticks.passed() ? colour : WRONG_WORDS);
    g.setStroke(new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    for (var time : ticks.times()) {
      g.draw(new Line2D.Double(x(time), top + (ticks.passed() ? 0 : SPAN - 9), x(time), top + SPAN - 3.0));
    }
  }

  private void paintSpan(Graphics2D g, Timeline.Span span, Color colour, int top) {
    var width = Math.max(2, x(span.to()) - x(span.from()) - 1);
    g.setColor(span.pause() ? IDLE : colour);
    g.fill(new RoundRectangle2D.Double(x(span.from()), top, width, SPAN - 3, 5, 5));
    var text = span.label();
    while (words.stringWidth(text) > width - 10 && Words.width(text) > 2) {
      text = Words.shorten(text, Words.width(text) - 1);
    }
    if (words.stringWidth(text) <= width - 6) {
      g.setColor(Canvas.wordsOn(span.pause() ? IDLE : colour));
      g.drawString(text, (float) x(span.from()) + 6, top + 15f);
    }
  }
}
