package beyondcache.show;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What happened when, in lanes: a lane for each client or server, spans for what lasted (a lock held, a pause), events
 * for moments, ticks for many moments without words. An alarm marks the time during which something was wrong, such as two owners of one lock.
 *
 * <p>Times are numbers in one unit, or {@link Duration}s, which are drawn in milliseconds.
 */
public final class Timeline implements Picture {

  /** A lane's span; {@code pause} for time in which nothing was done. */
  record Span(String lane, double from, double to, String label, boolean pause) {}

  record Event(String lane, double at, String label) {}

  record Alarm(double from, double to, String label) {}

  /** Moments without words; {@code passed} for what was let through, the others were refused. */
  record Ticks(String lane, double[] times, boolean passed) {}

  final String title;
  final List<String> lanes = new ArrayList<>();
  final List<Span> spans = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  final List<Alarm> alarms = new ArrayList<>();
  final List<Ticks> ticks = new ArrayList<>();
  String unit = "ms";
  int width = 680;

  Timeline(String title) {
    this.title = Values.read(title);
  }

  /** The unit of the times, {@code ms} unless told otherwise. */
  public Timeline unit(String unit) {
    this.unit = Values.read(unit);
    return this;
  }

  /** Adds a lane, for those that are to stand in another order than that of their appearance. */
  public Timeline lane(String lane) {
    if (!lanes.contains(Values.read(lane))) {
      lanes.add(Values.read(lane));
    }
    return this;
  }

  /**
   * Something that lasted.
   *
   * @param from when it began
   * @param to when it ended, not before it began
   */
  public Timeline span(String lane, Object from, Object to, String label) {
    return span(lane, from, to, label, false);
  }

  /** A time in which a lane did nothing: paused, cut off, down. */
  public Timeline pause(String lane, Object from, Object to, String label) {
    return span(lane, from, to, label, true);
  }

  private Timeline span(String lane, Object from, Object to, String label, boolean pause) {
    var span = new Span(Values.read(lane), time(from), time(to), Values.read(label), pause);
    checkOrder(span.from(), span.to(), "'" + label + "' of " + lane);
    lane(lane);
    spans.add(span);
    return this;
  }

  /** Something that happened at a moment. */
  public Timeline event(String lane, Object at, String label) {
    lane(lane);
    events.add(new Event(Values.read(lane), time(at), Values.read(label)));
    return this;
  }

  /**
   * Many moments at which something was let through, such as requests: tall ticks, without words.
   *
   * @param times finite numbers (an array, a list or a stream of them)
   */
  public Timeline passed(String lane, Object times) {
    return ticks(lane, times, true);
  }

  /** Many moments at which something was refused: short ticks. See {@link #passed}. */
  public Timeline refused(String lane, Object times) {
    return ticks(lane, times, false);
  }

  private Timeline ticks(String lane, Object times, boolean passed) {
    var numbers = Series.numbers(lane, "time", times);
    for (var number : numbers) {
      time(number);
    }
    lane(lane);
    ticks.add(new Ticks(Values.read(lane), numbers, passed));
    return this;
  }

  boolean hasTicks(String lane) {
    return ticks.stream().anyMatch(tick -> tick.lane().equals(lane) && tick.times().length > 0);
  }

  /** A time during which something was wrong, across all lanes. */
  public Timeline alarm(Object from, Object to, String label) {
    var alarm = new Alarm(time(from), time(to), Values.read(label));
    checkOrder(alarm.from(), alarm.to(), "The alarm '" + alarm.label() + "'");
    alarms.add(alarm);
    return this;
  }

  /** The width in CSS pixels; 680 unless told otherwise. The height follows from the lanes. */
  public Timeline width(int width) {
    this.width = Sizes.check("width", width);
    return this;
  }

  private static void checkOrder(double from, double to, String what) {
    if (to < from) {
      throw new IllegalArgumentException(what + " ends at " + Values.number(to) + ", before it begins at "
          + Values.number(from) + ".");
    }
  }

  private static double time(Object time) {
    if (time instanceof Duration duration) {
      return duration.toNanos() / 1e6;
    }
    if (time instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException("A time is a finite number or a Duration, not " + Values.read(time) + ".");
  }

  boolean isEmpty() {
    return spans.isEmpty() && events.isEmpty() && alarms.isEmpty() && lanes.stream().noneMatch(this::hasTicks);
  }

  /** From the first to the last moment on it. */
  Range range() {
    if (isEmpty()) {
      return new Range(0, 1, false);
    }
    var times = new ArrayList<Double>();
    spans.forEach(span -> times.addAll(List.of(span.from(), span.to())));
    events.forEach(event -> times.add(event.at()));
    alarms.forEach(alarm -> times.addAll(List.of(alarm.from(), alarm.to())));
    ticks.forEach(tick -> Arrays.stream(tick.times()).forEach(times::add));
    var range = Range.of(times.stream().mapToDouble(time -> time), false);
    // Most timelines begin with the first thing that happens, at zero or near it.
    return range.from() > 0 && range.from() < range.to() * 0.2 ? new Range(0, range.to(), false) : range;
  }

  @Override
  public String text() {
    return TimelineText.of(this);
  }

  @Override
  public Map<String, String> forms() {
    return Map.of("image/png", TimelinePainter.png(this));
  }

  @Override
  public Map<String, Map<String, Object>> metadata() {
    return Sizes.png(width, TimelinePainter.height(this));
  }

  @Override
  public String toString() {
    return text();
  }
}
