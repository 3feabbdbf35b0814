package beyondcache.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class RangeTest {

  private static List<String> labels(double from, double to, int most) {
    return Range.of(DoubleStream.of(from, to), true).ticks(most, true).stream().map(Range.Tick::label)
        .filter(label -> !label.isEmpty()).toList();
  }

  @Test
  void aLogarithmicAxisWithRoomHasThreeNumbersADecade() {
    assertEquals(List.of("10", "20", "50", "100", "200", "500", "1000"), labels(10, 1000, 11));
  }

  @Test
  void withoutItHasTheDecadesToItsVeryEnd() {
    assertEquals(List.of("1,000", "10,000", "100,000", "1,000,000"), labels(1000, 1_000_000, 7));
  }
}
