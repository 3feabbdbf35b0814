package beyondcache.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A {@link Timeline} in text: a bar for each lane, and all that happened in order. */
final class TimelineText {

  private static final int COLUMNS = 60;

  private TimelineText() {}

  private record Line(double at, String when, String lane, String what) {}

  static String of(Timeline timeline) {
    if (timeline.lanes.isEmpty() && timeline.alarms.isEmpty()) {
      return timeline.title + "\n(no data)";
    }
    if (timeline.isEmpty()) {
      return timeline.title + "\n" + String.join("\n", timeline.lanes) + "\n(nothing happened)";
    }
    var range = timeline.range();
    var lines = new ArrayList<String>();
    lines.add(timeline.title);
    var names = timeline.lanes.stream().mapToInt(Words::width).max().orElse(0);
    for (var lane : timeline.lanes) {
      lines.add(Words.left(lane, names) + "  " + bar(timeline, lane, range));
    }
    var end = Values.number(range.to()) + " " + timeline.unit;
    lines.add(Words.left("", names) + "  " + Words.left(Values.number(range.from()), COLUMNS - Words.width(end)) + end);
    timeline.lanes.stream().filter(timeline::hasTicks).forEach(lane -> lines.add(lane + ": ┃ "
        + count(timeline, lane, true) + " let through, ╷ " + count(timeline, lane, false) + " refused"));
    var happened = list(timeline);
    if (!happened.isEmpty()) {
      lines.add(happened);
    }
    return String.join("\n", lines);
  }

  private static String bar(Timeline timeline, String lane, Range range) {
    var bar = "·".repeat(COLUMNS).toCharArray();
    for (var span : timeline.spans) {
      if (span.lane().equals(lane)) {
        var first = column(span.from(), range);
        var last = Math.max(first, (int) Math.ceil(range.place(span.to()) * COLUMNS - 1e-9) - 1);
        Arrays.fill(bar, first, last + 1, span.pause() ? '░' : '█');
      }
    }
    // What passed last, so that it shows where both fall into one column.
    for (var passed : List.of(false, true)) {
      timeline.ticks.stream().filter(ticks -> ticks.lane().equals(lane) && ticks.passed() == passed)
          .flatMapToDouble(ticks -> Arrays.stream(ticks.times()))
          .forEach(time -> bar[column(time, range)] = passed ? '┃' : '╷');
    }
    for (var event : timeline.events) {
      if (event.lane().equals(lane)) {
        bar[column(event.at(), range)] = '◆';
      }
    }
    return new String(bar);
  }

  private static int count(Timeline timeline, String lane, boolean passed) {
    return timeline.ticks.stream().filter(ticks -> ticks.lane().equals(lane) && ticks.passed() == passed)
        .mapToInt(ticks -> ticks.times().length).sum();
  }

  private static int column(double time, Range range) {
    return (int) Math.min(COLUMNS - 1, range.place(time) * COLUMNS);
  }

  private static String list(Timeline timeline) {
    var happened = new ArrayList<Line>();
    timeline.spans.forEach(span -> happened.add(new Line(span.from(),
        Values.number(span.from()) + " to " + Values.number(span.to()), span.lane(), span.label())));
    timeline.events.forEach(event -> happened.add(new Line(event.at(), Values.number(event.at()), event.lane(),
        "◆ " + event.label())));
    timeline.alarms.forEach(alarm -> happened.add(new Line(alarm.from(),
        Values.number(alarm.from()) + " to " + Values.number(alarm.to()), "!", alarm.label())));
    var names = happened.stream().mapToInt(line -> Words.width(line.lane())).max().orElse(0);
    var times = happened.stream().mapToInt(line -> Words.width(line.when())).max().orElse(0);
    return happened.stream().sorted(Comparator.comparingDouble(Line::at))
        .map(line -> Words.right(line.when(), times) + "  " + Words.left(line.lane(), names) + "  "
            + line.what()).collect(Collectors.joining("\n"));
  }
}
