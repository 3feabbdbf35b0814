package beyondcache.show;

import java.util.ArrayList;

/** Packs spans into as few rows as keep them from overlapping. */
final class Rows {

  private final ArrayList<Double> ends = new ArrayList<>();

  /** The row for the next span; come in the order of their beginnings. */
  int place(double from, double to) {
    for (var row = 0; row < ends.size(); row++) {
      if (ends.get(row) <= from) {
        ends.set(row, to);
        return row;
      }
    }
    ends.add(to);
    return ends.size() - 1;
  }

  int count() {
    return ends.size();
  }
}
