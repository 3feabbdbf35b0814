package beyondcache.show;

import static beyondcache.show.Show.lines;
import static beyondcache.show.Show.points;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChartTest {

  private static final int BLUE = 0x0072B2;
  private static final int VERMILION = 0xD55E00;

  private static Chart two() {
    return lines("Requests").x("seconds").y("requests a second").series("allowed", List.of(0, 1, 2), List.of(5, 5, 5))
        .series("denied", new long[] {0, 1, 2}, new double[] {0, 10, 20});
  }

  private static String refusal(Runnable drawing) {
    return assertThrows(IllegalArgumentException.class, drawing::run).getMessage();
  }

  @Test
  void isCrispAndSmallOnWhiteGround() {
    var png = Png.of(two());
    assertEquals(680, png.width());
    assertEquals(360, png.height());
    assertTrue(png.isCrisp() && png.hasWhiteCorners());
    assertTrue(png.bytes() < 40_000, png.bytes() + " bytes");
  }

  @Test
  void theSameDataGiveTheSameBytes() {
    assertEquals(two().forms(), two().forms());
    assertNotEquals(two().forms(), two().mark(1, "here").forms());
  }

  @Test
  void namesStandAtTheLinesEndsInTheirColours() {
    var png = Png.of(two());
    assertTrue(png.count(BLUE, 0.92, 1) > 50, "the first name is on the right");
    assertTrue(png.count(VERMILION, 0.92, 1) > 50, "so is the second");
  }

  @Test
  void aLineOverlaidByAnotherStillHasItsName() {
    var png = Png.of(lines("t").series("one", List.of(0, 1), List.of(1, 1)).series("two", List.of(0, 1), List.of(1, 1)));
    assertTrue(png.count(BLUE, 0.92, 1) > 50 && png.count(VERMILION, 0.92, 1) > 50);
  }

  @Test
  void inTextASparkLineForEachSeries() {
    var lines = two().mark(1, "killed").text().lines().toList();
    assertEquals("Requests", lines.get(0));
    assertTrue(lines.get(1).matches(" +requests a second +least  most  last"), lines.get(1));
    assertTrue(lines.get(3).matches("allowed  ▃{48} +5     5     5"), lines.get(3));
    assertTrue(lines.get(4).matches("denied   ▁+▂+▃+▄+▅+▆+▇+█+ +0    20    20"), lines.get(4));
    assertEquals(List.of("seconds: 0 to 2", "killed at 1"), lines.subList(5, 7));
  }

  @Test
  void linesOfDifferentLengthsAreRefused() {
    assertEquals("The series 'a' has 3 x values and 2 y values: give as many of one as of the other.",
        refusal(() -> lines("t").series("a", List.of(1, 2, 3), List.of(1, 2))));
  }

  @Test
  void oneMoreXSaysWhereTheLastStepEnds() {
    assertEquals(lines("t").steps("a", List.of(0, 1, 2), List.of(7, 9, 9)).forms(),
        lines("t").steps("a", List.of(0, 1, 2), List.of(7, 9)).forms());
    assertEquals(lines("t").steps("a", List.of(0, 1, 1, 2, 3), Arrays.asList(7, 7, null, 9, 9)).forms(),
        lines("t").steps("a", List.of(0, 1, 2, 3), Arrays.asList(7, null, 9)).forms(), "a step before a gap");
    assertTrue(refusal(() -> lines("t").steps("a", List.of(0, 1, 2, 3), List.of(7, 9))).contains("4 x values and 2 y"));
    assertTrue(refusal(() -> lines("t").series("a", List.of(0, 1, 2), List.of(7, 9))).contains("3 x values and 2 y"));
  }

  @Test
  void whatIsNotFiniteIsRefusedExceptForGaps() {
    assertTrue(refusal(() -> lines("t").series("a", List.of(1, 2), List.of(1, Double.POSITIVE_INFINITY)))
        .contains("(2.0, Infinity) at index 1"));
    assertTrue(refusal(() -> lines("t").series("a", List.of(Double.NaN), List.of(1))).contains("index 0"));
    refusal(() -> lines("t").mark(Double.NaN, "m"));
    Png.of(lines("t").series("a", List.of(1, 2, 3, 4), Arrays.asList(7, null, Double.NaN, 8)));
  }

  @Test
  void whatIsNoNumberIsRefused() {
    assertTrue(refusal(() -> lines("t").series("a", List.of("one"), List.of(1))).contains("'one' of type String"));
    assertTrue(refusal(() -> lines("t").series("a", null, List.of(1))).contains("null"));
    assertTrue(refusal(() -> lines("t").series("a", 7, List.of(1))).contains("Integer"));
  }

  @Test
  void aLogarithmicAxisHasNoPlaceForZero() {
    assertEquals("A logarithmic y axis has no place for 0 in the series 'a': leave it out, or draw without logY().",
        refusal(() -> lines("t").logY().series("a", List.of(1, 2), List.of(0, 1)).forms()));
    assertTrue(refusal(() -> lines("t").logX().series("a", List.of(-1, 2), List.of(0, 1)).text()).contains("logX()"));
    assertTrue(refusal(() -> lines("t").logX().mark(0, "m").series("a", List.of(1), List.of(1)).forms()).contains("'m'"));
  }

  @Test
  void nothingToDrawIsDrawnAsNothing() {
    assertTrue(Png.of(lines("Empty")).hasWhiteCorners());
    assertTrue(Png.of(lines("Empty").series("a", new int[0], new int[0]).mark(3, "m")).hasWhiteCorners());
    assertTrue(Png.of(lines("Gaps").logY().series("a", List.of(1), List.of(Double.NaN))).hasWhiteCorners());
    assertEquals("Empty\n(no data)", lines("Empty").text());
  }

  @Test
  void aPointWithoutNeighboursIsADot() {
    assertTrue(Png.of(lines("").series("", List.of(5), List.of(7))).count(BLUE, 0, 1) > 20);
  }

  @Test
  void oddRangesAreDrawn() {
    assertDoesNotThrow(() -> {
      Png.of(lines("flat").series("a", List.of(1, 2), List.of(7, 7)));
      Png.of(lines("zero").series("a", List.of(0, 0), List.of(0, 0)));
      Png.of(lines("tiny").logX().logY().series("a", List.of(1e-6, 1e-3), List.of(1e-9, 2e-9)));
      Png.of(lines("huge").series("a", List.of(0, 1e300), List.of(-1e300, 1e300)));
      Png.of(lines("far").series("a", List.of(1e15, 1e15 + 2), List.of(1, 2)));
      Png.of(lines("close").series("a", List.of(1, 1 + 1e-15), List.of(1, 1 + 1e-15)));
      Png.of(lines("near").series("a", List.of(5), List.of(7)).mark(5.1, "m"));
      Png.of(lines("backwards").series("a", List.of(2, 1), List.of(1, 2)));
      Png.of(lines("small").size(120, 120).series("a", List.of(2, 1), List.of(1, 2)).x("x").y("y"));
      Png.of(lines("cut").yRange(0, 1).series("a", List.of(2, 1), List.of(-100, 200)));
    });
  }

  @Test
  void theLastNumberOfTheAxisIsNotCutOff() {
    var ink = 0x333333;
    assertEquals(0, Png.of(points("cloud").series("p", List.of(1, 100_000), List.of(1, 2))).count(ink, 0.998, 1));
  }

  @Test
  void tenThousandPointsAreDrawn() {
    var xs = IntStream.range(0, 10_000).toArray();
    var ys = IntStream.of(xs).mapToDouble(x -> Math.sin(x / 900.0) * 5 + x * 7919 % 100 / 50.0).toArray();
    assertTrue(Png.of(points("cloud").series("p", xs, ys)).bytes() < 250_000);
    assertTrue(Png.of(lines("line").series("p", xs, ys)).bytes() < 120_000);
  }

  @Test
  void namesMayBeAnything() {
    var chart = points("<script>alert(1)</script> $x^2$").x("$y$").y("東京 🗼").series("<b>&amp;", List.of(1), List.of(2))
        .series(null, List.of(1), List.of(2)).mark(1, null).line("long ".repeat(30), List.of(1, 2), List.of(2, 3));
    assertTrue(Png.of(chart).isCrisp());
    assertTrue(chart.text().contains("<b>&amp;"));
  }

  @Test
  void namesAreUnique() {
    assertTrue(refusal(() -> lines("t").series("a", List.of(1), List.of(1)).series("a", List.of(1), List.of(1)))
        .contains("two series 'a'"));
  }

  @Test
  void sizesAreSane() {
    refusal(() -> lines("t").size(10, 100));
    refusal(() -> lines("t").size(100_000, 100));
    refusal(() -> lines("t").yRange(2, 1));
  }

  /** Lines that cross each other make more shades than a palette holds; the pale grid is not what pays for that. */
  @Test
  void whiteAndTheGridStayWhatTheyAreWhateverElseIsDrawn() {
    var chart = lines("Crossing");
    for (var line = 0; line < 7; line++) {
      var phase = line;
      chart.series("line " + line, IntStream.range(0, 60), IntStream.range(0, 60).mapToDouble(x -> 50 * Math.sin(x + phase)));
    }
    var png = Png.of(chart.mark(10, "a mark").mark(20, "another"));
    assertTrue(png.isCrisp() && png.hasWhiteCorners());
    var grid = Canvas.GRID.getRGB();
    assertTrue(IntStream.range(0, png.image().getHeight()).filter(y -> IntStream.range(0, png.image().getWidth())
        .filter(x -> png.image().getRGB(x, y) == grid).count() > 200).count() > 2, "the grid is not to be seen");
  }
}
