package beyondcache.sandbox;

import java.util.Arrays;

/** A version of Redis, compared number by number: 7.0.15 is at least 7.0, and not at least 7.2. */
record Version(String text) {

  static Version of(String text) {
    if (!text.matches("\\d+(\\.\\d+)*")) {
      throw new IllegalArgumentException("A version is numbers with dots between them, as in 7.4, and not '" + text + "'.");
    }
    return new Version(text);
  }

  boolean atLeast(Version other) {
    return Arrays.compare(padded(), other.padded()) >= 0;
  }

  private int[] padded() {
    return Arrays.copyOf(Arrays.stream(text.split("\\.")).mapToInt(Integer::parseInt).toArray(), 4);
  }

  @Override
  public String toString() {
    return text;
  }
}
