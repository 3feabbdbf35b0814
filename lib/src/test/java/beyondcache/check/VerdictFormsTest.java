package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Verdict.Outcome;
import beyondcache.check.Verdict.Problem;
import beyondcache.check.Verdict.Status;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a verdict reads in a terminal and in a notebook. */
class VerdictFormsTest {

  private static final Exercise EXERCISE = Fixture.exercise();

  private static Verdict.Test test(String name, Status status, String message) {
    return new Verdict.Test(name, "method", status, 5, List.of("M7"), message, status == Status.FAILED ? "Probe.java:7" : null,
        null, status == Status.FAILED ? "<printed>\n" : null, "assertEquals(2, probe.hit());");
  }

  private static Verdict failed() {
    return new Verdict("9.1", "Probe", "exercises/src/main/java/probe/Probe.java", Outcome.FAILED,
        "1 of 2 tests fails.", 42, List.of(test("the first hit is one", Status.PASSED, null),
            test("the second hit is two", Status.FAILED, "the second hit\nexpected: <2> but was: <1>")), List.of(), List.of());
  }

  @Test
  void aTerminalShowsWhatToDoThenWhyThenWhatWasSeen() {
    assertEquals("""
        9.1 Probe  ✗ failed  42 ms  exercises/src/main/java/probe/Probe.java
          1 of 2 tests fails.
          ✗ the second hit is two
              Let Redis count: INCRBY, HINCRBY, ZINCRBY.
              Why: Two clients that read the same number both write that number plus one. One of the
              changes is lost.
              Seen: the second hit
                    expected: <2> but was: <1>  (Probe.java:7)
              The belief behind it may be: M7 "GET, change, SET is a counter"
              Read: "Counting" in notebooks/09-probe.ipynb
              Printed:
                <printed>
          ✓ 1 of 2 tests passes.
          Read "Counting" in notebooks/09-probe.ipynb, or ask for a hint: ./course hint 9.1
        """, VerdictText.of(EXERCISE, failed(), false));
  }

  @Test
  void afterAnExceptionWhatWasSeenComesFirst() {
    var text = VerdictText.of(EXERCISE, verdict(test("the second hit is two", Status.FAILED, "The answer threw X: no")), false);
    assertTrue(text.indexOf("Seen: The answer threw X: no") < text.indexOf("Let Redis count"), text);
  }

  @Test
  void whileTheTestsRunFailuresAreNamedAndTheRestIsCounted() {
    assertEquals("9.1 Probe: 1 of 3 tests passes. 1 to go.\n  ✗ the second hit is two", VerdictText.soFar(EXERCISE,
        List.of(test("the first hit is one", Status.PASSED, null), test("the second hit is two", Status.FAILED, "no"),
            test("it can be read", Status.NOT_RUN, null))));
  }

  @Test
  void coloursAreForTerminalsOnly() {
    assertFalse(VerdictText.of(EXERCISE, failed(), false).contains("\u001b"));
    assertTrue(VerdictText.of(EXERCISE, failed(), true).contains("\u001b[31m"));
  }

  @Test
  void aProblemIsShownAtItsColumn() {
    var verdict = new Verdict("9.1", "Probe", "Probe.java", Outcome.DOES_NOT_COMPILE, "The answer does not compile.", 42,
        List.of(), List.of(new Problem("Probe.java", 13, 3, "';' expected\n  more", "\treturn 1")), List.of());
    var text = VerdictText.of(EXERCISE, verdict, false);
    assertFalse(text.contains("The answer"), text);
    assertTrue(text.contains("  Probe.java:13  ';' expected\n        more\n       return 1\n        ^\n"), text);
  }

  @Test
  void aNotebookGetsATableWithALinkAndNothingUnescaped() {
    var picture = new VerdictPicture(EXERCISE, failed(), Optional.empty());
    var html = picture.forms().get("text/html");
    assertTrue(html.contains("<a href=\"09-probe.ipynb#Counting\">Counting</a>"), html);
    assertTrue(html.contains("&lt;printed&gt;"), html);
    assertTrue(html.contains("expected: &lt;2&gt; but was: &lt;1&gt;"), html);
    assertFalse(html.contains("<printed>"), html);
    assertEquals(VerdictText.of(EXERCISE, failed(), false).replace("  42 ms", "").stripTrailing(), picture.text());
  }

  @Test
  void aPartThatIsNotWrittenYetIsNoBelief() {
    var verdict = verdict(test("the first hit is one", Status.NOT_WRITTEN, "Probe.hit is yours to write."),
        test("the second hit is two", Status.FAILED, "the second hit"));
    var text = VerdictText.of(EXERCISE, verdict, false);
    assertTrue(text.contains("  · the first hit is one\n      Probe.hit is yours to write.\n  ✗ the second"), text);
    assertTrue(text.contains("2 of 2 tests fail."), text);
  }

  @Test
  void whereOnlyPartsAreMissingTheyAreNamedOnce() {
    var verdict = verdict(test("the first hit is one", Status.NOT_WRITTEN, "Probe.hit is yours to write."),
        test("the second hit is two", Status.NOT_WRITTEN, "Probe.hit is yours to write."),
        test("it can be read", Status.NOT_WRITTEN, "Probe.hits is yours to write."));
    assertEquals("""
        9.1 Probe  ✗ failed  42 ms  Probe.java
          Not written yet: Probe.hit, Probe.hits.
          · the first hit is one
          · the second hit is two
          · it can be read
          Read "Counting" in notebooks/09-probe.ipynb, or ask for a hint: ./course hint 9.1
        """, VerdictText.of(EXERCISE, verdict, false));
    var html = new VerdictPicture(EXERCISE, verdict, Optional.empty()).forms().get("text/html");
    assertEquals(1, html.split("Probe.hits", -1).length - 1, html);
    assertFalse(html.contains("yours to write"), html);
  }

  private static Verdict verdict(Verdict.Test... tests) {
    return new Verdict("9.1", "Probe", "Probe.java", Outcome.FAILED, tests.length + " of " + tests.length
        + " tests fail.", 42, List.of(tests), List.of(), List.of());
  }

  @Test
  void aPassInANotebookNamesWhatIsNext() {
    var passed = new Verdict("9.1", "Probe", "Probe.java", Outcome.PASSED, "The test passes.", 42,
        List.of(test("the first hit is one", Status.PASSED, null)), List.of(), List.of());
    var html = new VerdictPicture(EXERCISE, passed, Optional.of(EXERCISE)).forms().get("text/html");
    assertTrue(html.contains("Next: 9.1 Probe, in <a href=\"../exercises/src/main/java/probe/Probe.java\">"), html);
    assertFalse(new VerdictPicture(EXERCISE, passed, Optional.empty()).forms().get("text/html").contains("Next"), html);
  }
}
