package beyondcache.show;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/** Places the words of events in rows, so that none stands in another's words, nor in the line that leads to it. */
final class EventRows {

  private static final int DOT = 7;
  private static final int SPACE = 8;

  /** An event at {@code at}: its words go from {@code x} to {@code end}, in that row below the others. */
  record Placed(Timeline.Event event, String text, double at, double x, double end, int row) {

    private double left() {
      return Math.min(x, at - DOT);
    }

    private double right() {
      return Math.max(end, at + DOT);
    }

    private boolean covers(double place) {
      return left() < place && place < right();
    }

    private Placed in(int row) {
      return new Placed(event, text, at, x, end, row);
    }
  }

  private final ArrayList<Placed> placed = new ArrayList<>();

  /**
   * The words stand to the right of their event's dot; to its left where they would reach beyond {@code limit}, or where there is
   * room, if that spares the words some lines.
   */
  static List<Placed> place(List<Timeline.Event> events, Range range, double from, double to, double limit,
      ToIntFunction<String> width) {
    var right = place(events, range, from, to, limit, width, false);
    if (crossings(right) == 0) {
      return right;
    }
    var left = place(events, range, from, to, limit, width, true);
    return crossings(left) < crossings(right) ? left : right;
  }

  private static List<Placed> place(List<Timeline.Event> events, Range range, double from, double to, double limit,
      ToIntFunction<String> width, boolean preferLeft) {
    var wanted = new ArrayList<Placed>();
    for (var event : events) {
      var text = Words.shorten(event.label(), 60);
      var at = from + range.place(event.at()) * (to - from);
      var onTheLeft = at - SPACE - width.applyAsInt(text);
      var tooWide = at + SPACE + width.applyAsInt(text) > limit;
      var x = tooWide || preferLeft && onTheLeft >= from ? onTheLeft : at + SPACE;
      wanted.add(new Placed(event, text, at, x, x + width.applyAsInt(text), 0));
    }
    var rows = new EventRows();
    // Words on the left from left to right, words on the right from right to left: the line down to the next one
    // passes where nothing stands yet.
    wanted.stream().filter(each -> each.x() < each.at()).sorted(Comparator.comparingDouble(Placed::at))
        .forEach(rows::add);
    wanted.stream().filter(each -> each.x() > each.at()).sorted(Comparator.comparingDouble(Placed::at).reversed())
        .forEach(rows::add);
    return rows.placed;
  }

  private static long crossings(List<Placed> placed) {
    return placed.stream().mapToLong(one -> placed.stream().filter(other -> cross(one, other)).count()).sum();
  }

  private void add(Placed next) {
    for (var row = 0; row <= placed.size(); row++) {
      var here = next.in(row);
      if (placed.stream().noneMatch(other -> overlap(here, other) || cross(here, other))) {
        placed.add(here);
        return;
      }
    }
    // Words that a line crosses can be read; words upon words cannot.
    var row = 0;
    while (overlaps(next.in(row))) {
      row++;
    }
    placed.add(next.in(row));
  }

  private boolean overlaps(Placed next) {
    return placed.stream().anyMatch(other -> overlap(next, other));
  }

  private static boolean overlap(Placed one, Placed other) {
    return one.row() == other.row() && one.left() < other.right() + SPACE && other.left() < one.right() + SPACE;
  }

  /** Whether the line down to one of them passes through the words of the other. */
  private static boolean cross(Placed one, Placed other) {
    return one.row() > other.row() ? other.covers(one.at()) : one.row() < other.row() && one.covers(other.at());
  }
}
