package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExercisesTest {

  @TempDir
  Path folder;

  @Test
  void anExerciseIsWhatItsPageSays() {
    var exercise = Fixture.exercise();
    assertEquals("9.1 Probe", exercise.toString());
    assertEquals("probe.Probe", exercise.answerClass());
    assertEquals("probe.ProbeTest", exercise.testClass());
    assertEquals("09-probe.ipynb#Counting", exercise.section());
    assertEquals("Counting", exercise.sectionTitle());
    assertEquals(List.of("M7"), exercise.cures());
    assertEquals(List.of("Redis can count.", "`INCR`.", "`return redis.incr(\"hits\");`"), exercise.hints());
    assertTrue(exercise.task().contains("`hit` counts."));
  }

  @Test
  void anExerciseIsFoundByNumberNameTitleAndFile() {
    var all = Exercises.in(Fixture.root());
    for (var text : List.of("9.1", "9.1-probe", "probe", "Probe", " PROBE ", "Probe.java", "src/main/java/probe/Probe.java")) {
      assertEquals("9.1", Exercises.find(all, text).id(), text);
    }
    var e = assertThrows(NoSuchElementException.class, () -> Exercises.find(all, "9.2"));
    assertEquals("There is no exercise \"9.2\". There are: 9.1 Probe.", e.getMessage());
  }

  @Test
  void exercisesComeInTheOrderOfTheirNumbers() throws IOException {
    for (var id : List.of("1.10", "10.1", "1.9", "2.1")) {
      page(id, "# " + id + " Some\n\n- Answer: [Some.java](../src/main/java/task/Some.java)\n"
          + "- Notebook: [S](../../notebooks/n.ipynb#S)\n");
    }
    assertEquals(List.of("1.9", "1.10", "2.1", "10.1"), Exercises.in(folder).stream().map(Exercise::id).toList());
  }

  @Test
  void aPageThatLacksSomethingIsNamed() throws IOException {
    page("1.1", "# 1.1 Some\n");
    var e = assertThrows(IllegalStateException.class, () -> Exercises.in(folder));
    assertTrue(e.getMessage().contains("1.1-some.md is not complete: it needs a line '- Answer:"), e.getMessage());
  }

  @Test
  void aCourseWithoutExercisesHasNone() {
    assertEquals(List.of(), Exercises.in(folder));
  }

  @Test
  void everyMisconceptionHasItsTexts() {
    assertEquals(81, Beliefs.all().size());
    var number = 1;
    for (var belief : Beliefs.all().values()) {
      assertEquals("M" + number++, belief.number());
      for (var text : List.of(belief.belief(), belief.instead(), belief.why())) {
        assertTrue(text.strip().length() > 5, belief.number() + ": " + text);
      }
    }
  }

  @Test
  void testNamesReadAsSentences() {
    assertEquals("a change keeps the cart alive", Sentences.of("aChangeKeepsTheCartAlive"));
    assertEquals("reads one field of 1000", Sentences.of("readsOneFieldOf1000"));
    assertEquals("a ttl is kept", Sentences.of("aTTLIsKept"));
    assertEquals("one two", Sentences.of("one_two"));
  }

  private void page(String id, String text) throws IOException {
    var hints = Files.createDirectories(folder.resolve("exercises/hints"));
    Files.writeString(hints.resolve(id + "-some.md"), text);
  }
}
