package beyondcache.show;

import static beyondcache.show.Show.bars;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BarsTest {

  private static String refusal(Runnable drawing) {
    return assertThrows(IllegalArgumentException.class, drawing::run).getMessage();
  }

  private static Bars grouped() {
    return bars("Latency").y("µs").series("Jedis", List.of("GET", "SET"), List.of(130, 140))
        .series("Lettuce", List.of("GET", "SET"), new int[] {160, 170});
  }

  @Test
  void isCrispOnWhiteGroundAndTheSameEachTime() {
    for (var bars : List.of(grouped(), grouped().stacked(), grouped().logY(), bars("one").bar("a", 1))) {
      assertTrue(Png.of(bars).isCrisp() && Png.of(bars).hasWhiteCorners());
      assertEquals(bars.forms(), bars.forms());
      assertTrue(Png.of(bars).bytes() < 30_000);
    }
  }

  @Test
  void longLabelsMakeBarsLie() {
    assertEquals(340, Png.of(bars("").bar("a", 1).bar("b", 2).bar("c", 3).bar("d", 4)).height());
    var lying = bars("");
    IntStream.range(0, 8).forEach(i -> lying.bar("a rather long label " + i, i));
    assertTrue(Png.of(lying).height() < 300);
  }

  @Test
  void inTextEachBarIsALine() {
    assertEquals("""
        Memory
                bytes
        ──────  ────────────────────────────────────  ──────
        string  ████████████████████████████████████  12,000
        hash    ██████████████████                     6,000
        none                                               0""",
        bars("Memory").y("bytes").bar("string", 12_000).bar("hash", 6_000).bar("none", 0).text()
            .replaceFirst("bytes +\n", "bytes\n"));
  }

  @Test
  void inTextGroupsNameTheirLabelOnce() {
    var lines = grouped().text().lines().toList();
    assertTrue(lines.get(3).startsWith("GET  Jedis    █"), grouped().text());
    assertTrue(lines.get(4).startsWith("     Lettuce  █"), grouped().text());
  }

  @Test
  void negativeBarsGrowTheOtherWay() {
    assertTrue(Png.of(bars("").bar("up", 5).bar("down", -5).bar("x", 1).bar("y", 0)).isCrisp());
    assertTrue(bars("").bar("up", 5).bar("down", -5).text().contains("down  █"));
  }

  @Test
  void nothingToDrawIsDrawnAsNothing() {
    assertTrue(Png.of(bars("Empty")).hasWhiteCorners());
    assertEquals("Empty\n(no data)", bars("Empty").text());
    assertTrue(Png.of(bars("Zero").bar("a", 0).bar("b", 0)).hasWhiteCorners());
  }

  @Test
  void labelsMayBeAnything() {
    assertTrue(Png.of(bars(null).bar("<script>", 1).bar("東京 🗼", 2).bar(null, 3).bar("x".repeat(200), 4)).isCrisp());
  }

  @Test
  void badBarsAreRefused() {
    assertEquals("The bar 'a' is to be a finite number, not NaN.", refusal(() -> bars("").bar("a", Double.NaN)));
    refusal(() -> bars("").bar("a", null));
    refusal(() -> bars("").bar("a", Double.POSITIVE_INFINITY));
    assertTrue(refusal(() -> bars("t").bar("a", 1).bar("a", 2)).contains("two bars 'a'"));
    assertTrue(refusal(() -> bars("").series("s", List.of("a", "b"), List.of(1))).contains("2 labels and 1 values"));
    assertTrue(refusal(() -> bars("").logY().bar("a", 0).forms()).contains("'a'"));
    assertTrue(refusal(() -> grouped().logY().stacked().text()).contains("stacked()"));
  }
}
