package task1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Budget;
import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Wire;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ExerciseTest
class AutocompleteTest {

  /** A moment of the year 2027, in nanoseconds since 1970. */
  private static final long NOW = 1_800_000_000_000_000_000L;

  private Autocomplete box;

  @BeforeEach
  void connect(Standalone redis) {
    box = new Autocomplete(redis.host(), redis.port());
  }

  @AfterEach
  void disconnect() {
    box.close();
  }

  @Test
  void namesComeInTheOrderOfTheirBytes() {
    choose("Oslo", "Osaka", "Ostrava", "Odesa", "Paris", "osier");
    assertEquals(List.of("Osaka", "Oslo", "Ostrava"), box.byName("Os", 10));
    assertEquals(List.of("Odesa", "Osaka", "Oslo", "Ostrava", "Paris", "osier"), box.byName("", 10));
    assertEquals(List.of("Osaka", "Oslo"), box.byName("Os", 2), "two at the most");
    assertEquals(List.of(), box.byName("Ox", 10));
  }

  @Test
  void theLatestChoiceComesFirst() {
    box.choose("Oslo", NOW + 1_000_000_000);
    box.choose("Osaka", NOW);
    box.choose("Ostrava", NOW + 2_000_000_000);
    box.choose("Paris", NOW + 3_000_000_000L);
    assertEquals(List.of("Ostrava", "Oslo", "Osaka"), box.latest("Os", 10));
    assertEquals(List.of("Paris", "Ostrava"), box.latest("", 2), "two at the most, of all names");
    assertEquals(List.of(), box.latest("Ox", 10));
  }

  @Test
  void theLatestOfManyIsFoundWhereverItIsByName() {
    IntStream.range(1000, 1300).forEach(i -> box.choose("name " + i, NOW + i));
    assertEquals(List.of("name 1299", "name 1298"), box.latest("name", 2), "the two latest of 300, which are the last by name");
  }

  @Test
  void theLastCallCountsEvenWithAnEarlierTime() {
    box.choose("Oslo", NOW + 10_000_000_000L);
    box.choose("Osaka", NOW + 5_000_000_000L);
    box.choose("Oslo", NOW);
    assertEquals(List.of("Osaka", "Oslo"), box.latest("Os", 10));
    assertEquals(List.of("Osaka", "Oslo"), box.byName("Os", 10), "each name once");
  }

  @Test
  void choicesOfOneNanosecondComeByName() {
    box.choose("Ostrava", NOW);
    box.choose("Osaka", NOW);
    box.choose("Oslo", NOW);
    assertEquals(List.of("Osaka", "Oslo", "Ostrava"), box.latest("Os", 10));
  }

  @Test
  @Misconception("M12")
  void everyNanosecondCounts() {
    // The times in neither the order of the names nor the opposite one, so that equal scores do not come right by chance.
    IntStream.range(0, 20).forEach(i -> box.choose("stop " + (char) ('a' + i * 7 % 20), NOW + i));
    var expected = IntStream.range(0, 20).mapToObj(i -> "stop " + (char) ('a' + (19 - i) * 7 % 20)).toList();
    assertEquals(expected, box.latest("stop", 50), "names chosen a nanosecond apart, the latest first. (A score is a double: "
        + "above 2^53, about 9.0e15, not every integer has a double of its own, and " + NOW + " is 200 times that)");
  }

  @Test
  @Misconception("M12")
  void everyNanosecondCountsThroughoutTime() {
    var times = List.of(0L, 1L, 2L, NOW, NOW + 1, NOW + 2, Long.MAX_VALUE - 2, Long.MAX_VALUE - 1, Long.MAX_VALUE);
    IntStream.range(0, 9).forEach(i -> box.choose("stop " + (char) ('a' + i * 4 % 9), times.get(i)));
    var expected = IntStream.range(0, 9).mapToObj(i -> "stop " + (char) ('a' + (8 - i) * 4 % 9)).toList();
    assertEquals(expected, box.latest("stop", 50), "names chosen at " + times + ", the latest first");
  }

  @Test
  void aNameMayBeInAnyScript() {
    choose("東京", "東北", "Zürich", "Zagreb", "Ólafsvík", "🚀 base", "[brackets]", "(round)", "a:b", "ab");
    assertEquals(Stream.of("東京", "東北").sorted(AutocompleteTest::byBytes).toList(), box.byName("東", 10));
    assertEquals(List.of("Zürich"), box.byName("Zü", 10));
    assertEquals(List.of("🚀 base"), box.latest("🚀", 10));
    assertEquals(List.of("[brackets]"), box.byName("[", 10));
    assertEquals(List.of("(round)"), box.latest("(", 10));
    assertEquals(List.of("a:b", "ab"), box.byName("a", 10));
    assertEquals(List.of(), box.byName("?", 10), "names that begin with a question mark, of which there are none");
    assertEquals(List.of(), box.latest("?", 10), "names that begin with a question mark, the latest first, of which there are none");
    choose("ｚ"); // U+FF5A: before the rocket by its bytes, behind it by Java's chars
    assertEquals(Stream.of("東京", "東北", "Zürich", "Zagreb", "Ólafsvík", "🚀 base", "[brackets]", "(round)", "a:b", "ab", "ｚ")
        .sorted(AutocompleteTest::byBytes).toList(), box.byName("", 100), "all names, in the order of their UTF-8 bytes. (Java compares "
            + "UTF-16: there the rocket comes before ｚ)");
  }

  @Test
  void aPrefixMayEndInAnyCharacter() {
    choose("\uD83C\uDFFF dark", "\uD83C\uDFFE brown", "\uFFFF", "\uFFFF end", "\uDBFF\uDFFF last");
    for (var prefix : List.of("\uD83C\uDFFF", "\uDBFF\uDFFF")) { // U+1F3FF and U+10FFFF: a char ends in DFFF, and none of a pair comes after it
      assertEquals(1, box.byName(prefix, 10).size(), "how many names begin with " + prefix);
      assertEquals(1, box.latest(prefix, 10).size(), "how many names begin with " + prefix + ", the latest first");
    }
    assertEquals(List.of("\uFFFF", "\uFFFF end"), box.byName("\uFFFF", 10), "names that begin with U+FFFF");
    assertEquals(List.of("\uFFFF", "\uFFFF end"), box.latest("\uFFFF", 10), "names that begin with U+FFFF, the latest first");
  }

  @Test
  void aNameMayBeRemovedMeanwhile(Standalone redis) {
    for (boolean latest : List.of(true, false)) {
      var orders = Interleavings.on(redis);
      try (var one = new Autocomplete("127.0.0.1", orders.port("reader")); var other = new Autocomplete("127.0.0.1", orders.port("remover"))) {
        orders.from(jedis -> choose("Oslo", "Osaka"))
            .actor("reader", jedis -> latest ? one.latest("Os", 10) : one.byName("Os", 10))
            .doing("remover", jedis -> other.remove("Oslo"))
            .check("the reader gets both names, or only the one that stays", (jedis, end) ->
                List.of(List.of("Osaka", "Oslo"), List.of("Osaka")).contains(end.result("reader")))
            .assertHolds();
      }
    }
  }

  @Test
  void aNameIsKeptAsItIs() {
    var names = List.of(" ", "  two before, one behind ", "*", "Cafe\u0301", "Caf\u00e9", "a\\b", "what?", "x".repeat(100));
    names.forEach(name -> choose(name));
    assertEquals(names.stream().sorted(AutocompleteTest::byBytes).toList(), box.byName("", 100), "an e with an accent is one character in "
        + "one of these names, and two in another");
    for (var name : names.subList(1, names.size())) {
      assertEquals(List.of(name), box.byName(name, 10), "names that begin with \"" + name + "\"");
      assertEquals(List.of(name), box.latest(name, 10), "names that begin with \"" + name + "\", the latest first");
    }
  }

  @Test
  void aWholeNameIsAPrefixOfItself() {
    choose("Rome", "Romeoville");
    assertEquals(List.of("Rome", "Romeoville"), box.byName("Rome", 10));
    assertEquals(List.of("Romeoville"), box.byName("Romeo", 10));
  }

  @Test
  void aRemovedNameIsUnknown() {
    choose("Oslo", "Osaka");
    box.remove("Oslo");
    box.remove("Atlantis");
    assertEquals(List.of("Osaka"), box.byName("", 10));
    assertEquals(List.of("Osaka"), box.latest("", 10));
    box.choose("Oslo", NOW);
    assertEquals(List.of("Osaka", "Oslo"), box.byName("", 10), "known again");
  }

  @Test
  @Misconception("M3")
  void anAnswerDoesNotCostARoundTripForEachName(Standalone redis) throws Exception {
    IntStream.range(0, 3000).forEach(i -> box.choose("n" + i, NOW + i));
    try (var wire = Wire.inFrontOf(redis); var watched = new Autocomplete(wire.host(), wire.port("box"))) {
      watched.byName("x", 1); // connects
      var byName = Budget.of(wire, () -> assertEquals(3000, watched.byName("n", 10_000).size(), "names that byName returned")).tape();
      assertTrue(byName.roundTrips() <= 4, "byName took " + byName.roundTrips()
          + " round trips for 3,000 names, and four are allowed. Somebody is typing: ask for all names at once.");
      var latest = Budget.of(wire, () -> assertEquals(3000, watched.latest("n", 10_000).size(), "names that latest returned")).tape();
      assertTrue(latest.roundTrips() <= 4, "latest took " + latest.roundTrips()
          + " round trips for 3,000 names, and four are allowed. Somebody is typing: ask for all names at once.");
    }
  }

  private void choose(String... names) {
    for (var name : names) {
      box.choose(name, NOW);
    }
  }

  private static int byBytes(String one, String other) {
    return Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }
}
