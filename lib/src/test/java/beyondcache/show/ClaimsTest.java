package beyondcache.show;

import static beyondcache.show.Show.claim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClaimsTest {

  private static String failure(Object actual, Object expected) {
    return assertThrows(AssertionError.class, () -> claim("they are equal", actual, expected)).getMessage();
  }

  @Test
  void aClaimThatHoldsIsPrinted() {
    assertEquals("✓ the sky is blue\n✓ two\n", Printed.by(() -> {
      claim("the sky is blue", true);
      claim("two", 2L, 2);
    }));
  }

  @Test
  void aClaimThatDoesNotHoldIsAnErrorThatSaysSo() {
    assertEquals("✗ the sky is green",
        assertThrows(AssertionError.class, () -> claim("the sky is green", false)).getMessage());
    assertEquals("✗ they are equal\n  actual:   1\n  expected: 2", failure(1, 2));
    assertEquals("✗ they are equal\n  actual:   (nil)\n  expected: \"OK\"", failure(null, "OK"));
  }

  @Test
  void theTraceBeginsAtTheReadersOwnLine() {
    var failure = assertThrows(AssertionError.class, () -> claim("one", 1, 2));
    assertEquals(ClaimsTest.class.getName(), failure.getStackTrace()[0].getClassName());
  }

  @Test
  void numbersAreEqualByTheirValue() {
    Printed.by(() -> {
      claim("long and int", 2L, 2);
      claim("double and int", 2.0, 2);
      claim("a double as it is written", 0.1, new BigDecimal("0.10"));
      claim("zero, however written", 0.0, new BigDecimal("0E+3"));
      claim("a counter", new AtomicLong(7), 7);
      claim("not a number", Double.NaN, Double.NaN);
      claim("infinite", Double.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
    });
    // The last digit of a score above 2^53 is what a lesson is about.
    assertEquals("✗ they are equal\n  actual:   9.007199254740992E15\n  expected: 9007199254740993",
        failure(9007199254740992.0, 9007199254740993L));
  }

  @Test
  void containersAreEqualByTheirElements() {
    Printed.by(() -> {
      claim("longs and ints", List.of(1L, 2L), List.of(1, 2));
      claim("a list and an array", List.of(1L, 2L), new int[] {1, 2});
      claim("bytes", new byte[] {1, 2}, new byte[] {1, 2});
      claim("arrays in arrays", new int[][] {{1}, {2}}, List.of(List.of(1), List.of(2)));
      claim("null inside", Arrays.asList(1, null), Arrays.asList(1L, null));
      claim("sets in any order", new LinkedHashSet<>(List.of("b", "a")), Set.of("a", "b"));
      claim("maps", Map.of("a", 1L), Map.of("a", 1));
      claim("optional", Optional.of(1L), Optional.of(1));
      claim("characters", new StringBuilder("abc"), "abc");
    });
    assertThrows(AssertionError.class, () -> claim("order counts in a list", List.of(1, 2), List.of(2, 1)));
    assertThrows(AssertionError.class, () -> claim("a list is no set", List.of("a"), Set.of("a")));
  }

  @Test
  void theTypesAreShownWhereTheValuesReadTheSame() {
    record Id(String text) {
      @Override
      public String toString() {
        return "1-0";
      }
    }
    assertEquals("✗ they are equal\n  actual:   \"1\"\n  expected: 1", failure("1", 1));
    assertEquals("✗ they are equal\n  actual:   1-0 (Id)\n  expected: 1-0 (Id)", failure(new Id("1"), new Id("2")));
    assertEquals("✗ they are equal\n  actual:   [a] (ListN)\n  expected: [a] (SetN)".replaceAll("\\((List|Set)N", "($112"),
        failure(List.of("a"), Set.of("a")));
  }
}
