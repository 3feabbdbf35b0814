package beyondcache.show;

import java.util.Arrays;
import java.util.Objects;

/** What {@link Show#claim} does. */
final class Claims {

  private Claims() {}

  static void check(String sentence, boolean holds) {
    if (!holds) {
      throw failure("✗ " + sentence);
    }
    System.out.println("✓ " + sentence);
  }

  static void check(String sentence, Object actual, Object expected) {
    if (!Objects.equals(Values.comparable(actual), Values.comparable(expected))) {
      throw failure("✗ " + sentence + "\n  actual:   " + describe(actual, expected)
          + "\n  expected: " + describe(expected, actual));
    }
    System.out.println("✓ " + sentence);
  }

  /** The value; with its type where the two would read the same. */
  private static String describe(Object value, Object other) {
    var text = quoted(value);
    return text.equals(quoted(other)) && value != null ? text + " (" + value.getClass().getSimpleName() + ")" : text;
  }

  private static String quoted(Object value) {
    if (value instanceof CharSequence text) {
      return "\"" + text + "\"";
    }
    // Exact, unlike in tables: the last digit may be what makes the difference.
    return value instanceof Number ? value.toString() : Values.read(value);
  }

  private static AssertionError failure(String message) {
    var failure = new AssertionError(message);
    // The reader's own line comes first in the trace.
    failure.setStackTrace(Arrays.stream(failure.getStackTrace())
        .filter(frame -> !frame.getClassName().equals(Claims.class.getName())
            && !frame.getClassName().equals(Show.class.getName()))
        .toArray(StackTraceElement[]::new));
    return failure;
  }
}
