package beyondcache.show;

/** Moves labels apart that would stand on each other. */
final class Spread {

  private Spread() {}

  /**
   * Places as near to the wanted ones as a distance between neighbours allows.
   *
   * @param wanted in ascending order
   * @return as many places, ascending, between {@code from} and {@code to} if they fit there
   */
  static double[] apart(double[] wanted, double distance, double from, double to) {
    var places = wanted.clone();
    // Down with a broom, then up with it: what is pushed out below comes back in.
    for (var i = 0; i < places.length; i++) {
      places[i] = Math.max(places[i], i == 0 ? from : places[i - 1] + distance);
    }
    for (var i = places.length - 1; i >= 0; i--) {
      places[i] = Math.min(places[i], i == places.length - 1 ? to : places[i + 1] - distance);
    }
    return places;
  }
}
