package beyondcache.check;

import java.util.HashSet;
import java.util.Set;

/**
 * What a step reads and changes: keys and channels by name. Two steps of which neither changes anything that the other
 * reads or changes give the same result in either order.
 *
 * @param reads the names; {@link #EVERYTHING} stands for all
 * @param writes the names; likewise
 */
record Footprint(Set<String> reads, Set<String> writes) {

  static final String EVERYTHING = "*";
  static final Footprint OF_EVERYTHING = new Footprint(Set.of(), Set.of(EVERYTHING));
  static final Footprint OF_NOTHING = new Footprint(Set.of(), Set.of());
  static final Footprint READS_EVERYTHING = new Footprint(Set.of(EVERYTHING), Set.of());

  static Footprint reading(Set<String> names) {
    return new Footprint(names, Set.of());
  }

  static Footprint writing(Set<String> names) {
    return new Footprint(Set.of(), names);
  }

  Footprint and(Footprint other) {
    var allReads = new HashSet<>(reads);
    allReads.addAll(other.reads);
    var allWrites = new HashSet<>(writes);
    allWrites.addAll(other.writes);
    return new Footprint(allReads, allWrites);
  }

  boolean dependsOn(Footprint other) {
    return meet(writes, other.writes) || meet(writes, other.reads) || meet(reads, other.writes);
  }

  private static boolean meet(Set<String> some, Set<String> others) {
    return !some.isEmpty() && !others.isEmpty()
        && (some.contains(EVERYTHING) || others.contains(EVERYTHING) || some.stream().anyMatch(others::contains));
  }
}
