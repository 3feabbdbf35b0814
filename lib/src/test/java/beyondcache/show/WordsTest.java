package beyondcache.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void columnsAreWhatATerminalUses() {
    assertEquals(3, Words.width("abc"));
    assertEquals(4, Words.width("東京"));
    assertEquals(6, Words.width("Zu\u0308rich"));
    assertEquals(2, Words.width("👨‍👩‍👧"));
    assertEquals(1, Words.width("é"));
    assertEquals(2, Words.width("✓ "));
  }

  @Test
  void linesAreNoLongerThanAllowed() {
    assertEquals(List.of("to be", "or not", "to be"), Words.wrap("to be or not to be", 6));
    assertEquals(List.of("abcdef", "ghi"), Words.wrap("abcdefghi", 6));
    assertEquals(List.of("東京", "東京"), Words.wrap("東京東京", 5));
    assertEquals(List.of(""), Words.wrap("", 6));
    assertEquals(List.of("a", "", "b"), Words.wrap("a\n\nb", 6));
    assertEquals(List.of("東", "京"), Words.wrap("東京", 1), "a character that is too wide stands alone");
  }

  @Test
  void whatIsCutOffIsMarked() {
    assertEquals("abcdef", Words.shorten("abcdef", 6));
    assertEquals("abcde…", Words.shorten("abcdefg", 6));
    assertEquals("東…", Words.shorten("東京都", 4));
  }

  @Test
  void escapedTextIsAlwaysWellFormed() {
    assertEquals("&lt;a b=&quot;c&quot;&gt;&amp;&#39;", Words.escape("<a b=\"c\">&'"));
    assertEquals("␀␛\uFFFD\uFFFD", Words.escape("\0\u001B\uD800\uFFFF"));
    assertTrue(Words.escape("🗼").equals("🗼"));
  }
}
