package beyondcache.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ValuesTest {

  @Test
  void numbersReadAsPeopleWriteThem() {
    var read = new ArrayList<String>();
    for (var number : new Number[] {0, 9999, 10_000, -1_234_567L, 0.5, 3.14159265, 12345.678, 1e-7, 1.5e-7, 2e300, -0.0,
        Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, new BigInteger("123456789012345678901234567890"),
        9007199254740993L, 0.1f}) {
      read.add(Values.read(number));
    }
    assertEquals(List.of("0", "9999", "10,000", "-1,234,567", "0.5", "3.142", "12,345.7", "1e-7", "1.5e-7", "2e300", "0",
        "NaN", "∞", "-∞", "123,456,789,012,345,678,901,234,567,890", "9,007,199,254,740,993", "0.1"), read);
  }

  @Test
  void valuesReadAsInRedisCli() {
    assertEquals("(nil)", Values.read(null));
    assertEquals("[a, (nil), 1]", Values.read(Arrays.asList("a", null, 1)));
    assertEquals("[1, 2]", Values.read(new int[] {1, 2}));
    assertEquals("{a = 1}", Values.read(Map.of("a", 1)));
    assertEquals("(nil)", Values.read(Optional.empty()));
    assertEquals("Zürich", Values.read("Zürich".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertEquals("\"\\x00a\\n\\\"\\xff\"", Values.read(new byte[] {0, 'a', '\n', '"', (byte) 0xFF}));
  }

  @Test
  void durationsReadInTheUnitThatFits() {
    assertEquals("0 s", Values.read(Duration.ZERO));
    assertEquals("0.5 µs", Values.read(Duration.ofNanos(500)));
    assertEquals("340 µs", Values.read(Duration.ofNanos(340_000)));
    assertEquals("12.5 ms", Values.read(Duration.ofNanos(12_500_000)));
    assertEquals("90 s", Values.read(Duration.ofSeconds(90)));
    assertEquals("5 min", Values.read(Duration.ofMinutes(5)));
    assertEquals("2 h", Values.read(Duration.ofHours(2)));
    assertEquals("-1.5 s", Values.read(Duration.ofMillis(-1500)));
  }
}
