package beyondcache.show;

import static beyondcache.show.Show.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimelineTest {

  private static Timeline owners() {
    return timeline("Two owners").span("Ann", 0, 1000, "holds the lock").pause("Ann", 300, 2000, "paused")
        .span("Bob", 1100, 2100, "holds the lock").event("Bob", 1500, "writes").alarm(1100, 2100, "two owners");
  }

  @Test
  void isCrispOnWhiteGroundAndTheSameEachTime() {
    var png = Png.of(owners());
    assertTrue(png.isCrisp() && png.hasWhiteCorners());
    assertTrue(png.bytes() < 40_000);
    assertEquals(owners().forms(), owners().forms());
  }

  @Test
  void inTextABarForEachLaneAndWhatHappenedInOrder() {
    assertEquals("""
        Two owners
        Ann  ████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░··
        Bob  ·······························███████████◆█████████████████
             0                                                    2100 ms
           0 to 1000  Ann  holds the lock
         300 to 2000  Ann  paused
        1100 to 2100  Bob  holds the lock
        1100 to 2100  !    two owners
                1500  Bob  ◆ writes""", owners().text());
  }

  @Test
  void manyMomentsAreTicks() {
    var limited = timeline("Requests").passed("window", new int[] {0, 1, 60}).refused("window", List.of(1, 30));
    assertEquals("""
        Requests
        window  ┃┃····························╷····························┃
                0                                                      60 ms
        window: ┃ 3 let through, ╷ 2 refused""", limited.text());
    assertTrue(Png.of(limited).isCrisp());
    assertEquals(60, limited.range().to());
  }

  @Test
  void aLaneHasRoomForTicksBelowItsSpans() {
    var spans = timeline("").span("a", 0, 9, "x").event("a", 3, "y");
    var height = TimelinePainter.height(spans);
    assertTrue(TimelinePainter.height(spans.passed("a", List.of(1, 2)).refused("b", List.of(3)).lane("c")) > height);
    assertTrue(Png.of(spans).isCrisp());
  }

  @Test
  void noTicksAreNothing() {
    assertEquals("Lane\na\n(nothing happened)", timeline("Lane").passed("a", List.of()).text());
    assertThrows(IllegalArgumentException.class, () -> timeline("").passed("a", new double[] {Double.NaN}));
    assertThrows(IllegalArgumentException.class, () -> timeline("").refused("a", "noon"));
  }

  @Test
  void durationsAreMilliseconds() {
    assertEquals(timeline("").span("a", 0, 1500, "x").text(),
        timeline("").span("a", Duration.ZERO, Duration.ofMillis(1500), "x").text());
  }

  @Test
  void nothingToDrawIsDrawnAsNothing() {
    assertTrue(Png.of(timeline("Empty")).hasWhiteCorners());
    assertEquals("Empty\n(no data)", timeline("Empty").text());
    assertTrue(Png.of(timeline("Lane").lane("a")).hasWhiteCorners());
    assertEquals("Lane\na\n(nothing happened)", timeline("Lane").lane("a").text());
    assertTrue(Png.of(timeline("").alarm(1, 2, "only this")).isCrisp());
  }

  @Test
  void aMomentAndAnythingAsNamesAreDrawn() {
    assertTrue(Png.of(timeline(null).span("<script>", 5, 5, null).event("東京 🗼", 5, "x".repeat(300))).isCrisp());
    assertTrue(Png.of(timeline("far").event("a", 1e12, "x").event("a", 1e12 + 1, "y")).isCrisp());
  }

  @Test
  void badTimesAreRefused() {
    var refused = assertThrows(IllegalArgumentException.class, () -> timeline("").span("Ann", 5, 3, "holds"));
    assertEquals("'holds' of Ann ends at 3, before it begins at 5.", refused.getMessage());
    assertThrows(IllegalArgumentException.class, () -> timeline("").event("a", Double.NaN, "x"));
    assertThrows(IllegalArgumentException.class, () -> timeline("").event("a", "noon", "x"));
    assertThrows(IllegalArgumentException.class, () -> timeline("").alarm(null, 1, "x"));
    assertThrows(IllegalArgumentException.class, () -> timeline("").alarm(2, 1, "x"));
  }

  @Test
  void wordsOfEventsNeverStandOnEachOther() {
    var random = new Random(7);
    for (var round = 0; round < 60; round++) {
      var events = new ArrayList<Timeline.Event>();
      for (var i = random.nextInt(25); i >= 0; i--) {
        events.add(new Timeline.Event("a", random.nextInt(1000), "x".repeat(1 + random.nextInt(40))));
      }
      var placed = EventRows.place(events, new Range(0, 1000, false), 50, 650, 670, text -> text.length() * 7);
      assertEquals(events.size(), placed.size());
      for (var one : placed) {
        for (var other : placed) {
          assertFalse(one != other && one.row() == other.row() && one.x() < other.end() && other.x() < one.end(),
              one + " and " + other);
        }
      }
    }
  }

  /** The airports of the notebook on Redis Cluster: with words on the right only, a line went through one of them. */
  @Test
  void wordsMoveToTheOtherSideOfTheirLineWhereThatSparesACrossing() {
    var events = IntStream.of(780, 13_219, 11_959, 14_588, 12_142, 15_229)
        .mapToObj(slot -> new Timeline.Event("", slot, "airport:ATL")).toList();
    for (var one : EventRows.place(events, new Range(0, 16_384, false), 14, 666, 674, text -> 69)) {
      for (var other : EventRows.place(events, new Range(0, 16_384, false), 14, 666, 674, text -> 69)) {
        assertFalse(one.row() > other.row() && other.x() < one.at() && one.at() < other.end(), one + " through " + other);
      }
    }
  }
}
