package beyondcache.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.resps.Tuple;

class PicturesTest {

  @TempDir
  private Path folder;

  private static String text(Object drawable) {
    return Pictures.of(drawable).text();
  }

  @Test
  void aPictureIsItself() {
    var table = Show.table("a");
    assertSame(table, Pictures.of(table));
  }

  @Test
  void mapsAndListsOfMapsAreTables() {
    assertEquals("key   value\n────  ───────\ncity  Chicago", text(Map.of("city", "Chicago")));
    var second = new LinkedHashMap<String, Object>();
    second.put("a", null);
    second.put("b", 2);
    assertEquals("    a  b\n─────  ─\n    1\n(nil)  2", text(List.of(Map.of("a", 1), second)));
    assertEquals("key  value\n───  ─────\na        1", text(List.of(Map.entry("a", 1))));
    assertEquals("member  score\n──────  ─────\nAnn         7", text(List.of(new Tuple("Ann", 7.0))));
    assertEquals("key  value\n───  ─────\n(no rows)", text(Map.of()));
  }

  @Test
  void theRestIsText() {
    assertEquals("(nil)", text(null));
    assertEquals("a < b", text("a < b"));
    assertEquals("42", text(42L));
    assertEquals("[]", text(List.of()));
    assertEquals("[a, b]", text(List.of("a", "b")));
    var sentences = List.of("One sentence of some length, as one would say it.", "Another one, which is not shorter than the first.", "x");
    assertEquals(String.join("\n", sentences), text(sentences));
    assertTrue(Pictures.of("text").forms().isEmpty());
  }

  @Test
  void manyShortOnesStandSideBySide() {
    var text = text(java.util.stream.IntStream.range(100, 200).boxed().toList());
    assertTrue(text.lines().count() > 3 && text.lines().allMatch(line -> line.length() <= 101), text);
  }

  @Test
  void imagesAreKnownByTheirFirstBytes() throws Exception {
    var png = Base64.getDecoder().decode(Canvas.png(10, 10, g -> {}));
    assertEquals(Map.of("image/png", Base64.getEncoder().encodeToString(png)), Pictures.of(png).forms());
    var file = Files.write(folder.resolve("cat.png"), png);
    assertEquals("[cat.png]", text(file));
    assertTrue(Pictures.of(file).forms().containsKey("image/png"));
    var svg = Files.writeString(folder.resolve("a.svg"), "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>");
    assertTrue(Pictures.of(svg).forms().get("image/svg+xml").startsWith("<?xml"));
    assertTrue(Pictures.of(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB)).forms().containsKey("image/png"));
    assertEquals("GET", text("GET".getBytes()), "bytes that are no image are read");
  }

  @Test
  void whatIsNoImageIsRefused() throws Exception {
    var file = Files.writeString(folder.resolve("a.png"), "hello");
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Pictures.of(file)).getMessage()
        .startsWith("a.png is no PNG, JPEG, GIF or SVG image: it begins with hello"));
    assertTrue(assertThrows(UncheckedIOException.class, () -> Pictures.of(folder.resolve("none.png"))).getMessage()
        .contains("there is no such file"));
  }

  @Test
  void htmlAndMarkdownHaveTheirText() {
    assertEquals("b", Show.html("<b>b</b>", "b").text());
    assertEquals(Map.of("text/html", "<b>b</b>"), Show.html("<b>b</b>", "b").forms());
    assertEquals(Map.of("text/markdown", "*b*"), Show.markdown("*b*").forms());
  }
}
