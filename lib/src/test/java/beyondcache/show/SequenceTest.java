package beyondcache.show;

import static beyondcache.show.Show.sequence;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceTest {

  private static Sequence lock() {
    return sequence("Ann", "Redis", "Bob").message("Ann", "Redis", "SET lock ann NX").reply("Redis", "Ann", "OK")
        .note("Ann", "pauses").message("Bob", "Redis", "DEL lock").lost("Ann", "Redis", "GET lock")
        .message("Bob", "Bob", "writes").alarm("Redis", "nobody owns it").divider("later");
  }

  @Test
  void lifelinesAreColumnsInText() {
    var lines = lock().text().lines().toList();
    assertTrue(lines.get(0).matches(" *Ann +Redis +Bob"), lock().text());
    assertTrue(lines.get(1).contains("│── SET lock ann NX ") && lines.get(1).contains("▶│"), lock().text());
    assertTrue(lines.get(2).contains("│◀╌ OK ╌"), lock().text());
    assertTrue(lines.get(3).contains("[ pauses ]"), lock().text());
    assertTrue(lines.get(4).matches(" *│ +│◀─ DEL lock ─+│"), lock().text());
    assertTrue(lines.get(5).matches(" *│── GET lock ─+✗│ +│"), lock().text());
    assertTrue(lines.get(6).endsWith("│ ↺ writes"), lock().text());
    assertTrue(lines.get(7).contains("[! nobody owns it ]"), lock().text());
    assertTrue(lines.get(8).startsWith("──── later ─"), lock().text());
  }

  @Test
  void columnsStandBelowEachOtherWhateverTheTexts() {
    var text = sequence("A", "東京 🗼", "a long name of a participant").message("A", "a long name of a participant", "東京")
        .message("東京 🗼", "A", "x".repeat(100)).reply("A", "東京 🗼", "").text();
    var places = text.lines().skip(1).filter(line -> line.matches(".*│.*│.*│.*"))
        .map(line -> List.of(Words.width(line.substring(0, line.indexOf('│'))),
            Words.width(line.substring(0, line.lastIndexOf('│'))))).distinct().toList();
    assertEquals(1, places.size(), text);
  }

  @Test
  void isCrispOnWhiteGroundAndTheSameEachTime() {
    var png = Png.of(lock().title("A lock"));
    assertTrue(png.isCrisp() && png.hasWhiteCorners());
    assertTrue(png.bytes() < 40_000, png.bytes() + " bytes");
    assertEquals(lock().forms(), lock().forms());
  }

  @Test
  void whoeverSpeaksHasAColour() {
    var source = SequencePainter.source(lock());
    assertTrue(source.contains("participant \"<color:#0072B2>Ann\""), source);
    assertTrue(source.contains("participant \"<color:#333333>Redis\""), source);
    assertTrue(source.contains("participant \"<color:#D55E00>Bob\""), source);
    assertTrue(source.contains("p1 -[#0072B2]-> p0 : OK"), "an answer has the colour of the question");
  }

  @Test
  void textsAreNeverObeyed() {
    var nasty = "!include /etc/passwd\n@enduml\n' comment %date() <script>alert(1)</script> **bold** //italic// ~ \\n $x$ "
        + "<img:file.png> [[http://x]] & \" ; | == .. || : <U+0041> &#65; \u0000 \uD800 🗼";
    var source = SequencePainter.source(sequence(nasty).title(nasty).message(nasty, nasty, nasty).note(nasty, nasty)
        .divider(nasty));
    assertFalse(source.lines().anyMatch(line -> line.startsWith("!include")), source);
    assertFalse(source.contains("<script>") || source.contains("**") || source.contains("%date"), source);
    assertEquals(1, source.split("@enduml", -1).length - 1, source);
  }

  @Test
  void anyTextCanBeDrawn() {
    var random = new Random(4);
    var sequence = sequence("A", "B");
    for (var i = 0; i < 15; i++) {
      var text = random.ints(random.nextInt(30), 0, 0x180).collect(StringBuilder::new, StringBuilder::appendCodePoint,
          StringBuilder::append).toString();
      sequence.message("A", "B", text).reply("B", "A", text).lost("A", "B", text).note("A", text).alarm("B", text)
          .divider(text).message("A", "A", text);
    }
    assertTrue(Png.of(sequence).isCrisp());
  }

  @Test
  void aLongOneIsCutOffAndNotItsPicture() {
    var sequence = sequence("A", "B");
    for (var i = 0; i < 300; i++) {
      sequence.message("A", "B", "INCR n");
    }
    assertTrue(sequence.text().lines().toList().get(121).startsWith("──── and 180 more steps ─"));
    assertTrue(Png.of(sequence).height() > 2048, "PlantUML draws 2048 unless told otherwise");
  }

  @Test
  void nothingIsDrawnAsNothing() {
    assertTrue(Png.of(sequence("A", "B")).isCrisp());
    assertTrue(Png.of(sequence()).hasWhiteCorners());
    assertEquals("(nothing was said)", sequence().text());
  }

  @Test
  void nullIsReadable() {
    assertTrue(sequence("A", "B").message("A", "B", null).text().contains("(nil)"));
  }

  @Test
  void onlyThoseNamedTakePart() {
    var refused = assertThrows(IllegalArgumentException.class, () -> sequence("Ann", "Redis").message("Anne", "Redis", "GET"));
    assertEquals("'Anne' does not take part in this sequence. Those who do: Ann, Redis.", refused.getMessage());
    assertThrows(IllegalArgumentException.class, () -> sequence("A", "A"));
    assertTrue(sequence().message("Ann", "Redis", "GET").text().contains("Redis"), "without names, all who appear");
  }
}
