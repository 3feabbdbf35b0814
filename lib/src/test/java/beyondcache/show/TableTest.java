package beyondcache.show;

import static beyondcache.show.Show.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TableTest {

  private static String html(Table table) {
    return table.forms().get("text/html");
  }

  @Test
  void numbersStandOnTheRightWithTheSameDecimals() {
    assertEquals("""
        Departures
        airport  flights  delay
        ───────  ───────  ─────
        ATL      414,513  3.250
        ORD        9,999  0.125
        LAX        (nil)      2""",
        table("airport", "flights", "delay").caption("Departures")
            .row("ATL", 414_513, 3.25).row("ORD", 9_999, 0.125).row("LAX", null, 2).text());
  }

  @Test
  void smallNumbersGoWithoutCommas() {
    assertEquals("year  port\n────  ────\n2026  6379", table("year", "port").row(2026, 6379).text());
  }

  @Test
  void wideCharactersTakeTwoColumns() {
    assertEquals("city    n\n──────  ─\n東京    1\nZürich  2\n👍🏽 yes  3",
        table("city", "n").row("東京", 1).row("Zürich", 2).row("👍🏽 yes", 3).text());
  }

  @Test
  void markupIsShownAndNotObeyed() {
    var html = html(table("<b>", "x").row("<script>alert('1')</script>", "a & \"b\"").caption("<i>").foot("<u>"));
    assertFalse(html.contains("<script>") || html.contains("<b>") || html.contains("<i>") || html.contains("<u>"), html);
    assertTrue(html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"), html);
    assertTrue(html.contains("a &amp; &quot;b&quot;"), html);
  }

  @Test
  void aMissingValueReadsNil() {
    assertEquals("x\n─────\n(nil)", table("x").row((Object) null).text());
    assertEquals("x\n─────\n(nil)", table("x").row((Object[]) null).text());
    assertTrue(html(table("x").row((Object) null)).contains("(nil)"));
  }

  @Test
  void longCellsWrapAtSpacesAndLongWordsAnywhere() {
    var text = table("x", "y").row("word ".repeat(30).strip(), "z".repeat(130)).text();
    assertTrue(text.lines().allMatch(line -> line.length() <= 122), text);
    assertEquals(5, text.lines().count(), text);
    assertTrue(html(table("y").row("z".repeat(130))).contains("z".repeat(40) + "<wbr>" + "z".repeat(40)));
  }

  @Test
  void aCellOfSeveralLinesKeepsThem() {
    assertEquals("x    n\n───  ─\none  1\ntwo", table("x", "n").row("one\ntwo", 1).text());
    assertTrue(html(table("x").row("one\ntwo")).contains("one<br>two"));
  }

  @Test
  void anEmptyTableSaysSo() {
    assertEquals("a  b\n─  ─\n(no rows)", table("a", "b").text());
    assertTrue(html(table("a", "b")).contains("(no rows)"));
  }

  @Test
  void whatIsNotShownIsCounted() {
    var table = table("n").first(2);
    for (var i = 0; i < 10_003; i++) {
      table.row(i);
    }
    assertEquals("n\n─\n0\n1\n… and 10,001 more rows", table.text());
    assertTrue(html(table).contains("… and 10,001 more rows"));
    assertEquals("n\n─\n1\n… and 1 more row\nsum", table("n").first(1).row(1).row(2).foot("sum").text());
  }

  @Test
  void aRowOfTheWrongLengthIsRefusedWithBothNumbers() {
    var refused = assertThrows(IllegalArgumentException.class, () -> table("a", "b").row(1));
    assertEquals("This row has 1 cell and the table has 2 columns (a, b): 1", refused.getMessage());
    assertThrows(IllegalArgumentException.class, () -> table("a", "b").row((Object[]) null));
    assertThrows(IllegalArgumentException.class, () -> table());
    assertThrows(IllegalArgumentException.class, () -> table("a").first(0));
    assertThrows(IllegalArgumentException.class, () -> table("a").code("b"));
  }

  @Test
  void durationsReadInTheirUnit() {
    assertEquals("     t\n──────\n340 µs\n 1.5 s\n 2 min",
        table("t").row(Duration.ofNanos(340_000)).row(Duration.ofMillis(1500)).row(Duration.ofMinutes(2)).text());
  }

  @Test
  void theSameDataGiveTheSameBytes() {
    assertEquals(html(table("a").row(1)), html(table("a").row(1)));
  }
}
