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

class AnswerTest {

  private static final Exercise EXERCISE = Fixture.exercise();

  @TempDir
  Path folder;

  private Path file(String path) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "// " + path);
  }

  @Test
  void aFileIsTakenWhateverItsName() throws IOException {
    var answer = Answer.at(EXERCISE, file("handed-in.txt"));
    assertEquals(List.of("Probe.java"), List.copyOf(answer.files().keySet()));
  }

  @Test
  void aFolderIsSearchedAtAnyDepth() throws IOException {
    file("a/b/Other.txt");
    var wanted = file("a/b/probe/Probe.java");
    assertEquals(wanted, Answer.at(EXERCISE, folder).path());
  }

  @Test
  void helperClassesComeAlong() throws IOException {
    file("Probe.java");
    file("Helper.java");
    file("ProbeTest.java");
    file("Notes.md");
    assertEquals(List.of("Probe.java", "Helper.java"), List.copyOf(Answer.at(EXERCISE, folder).files().keySet()));
  }

  @Test
  void inACopyOfTheCourseTheStubIsTheAnswer() throws IOException {
    file("solutions/src/main/java/probe/Probe.java");
    var stub = file("exercises/src/main/java/probe/Probe.java");
    assertEquals(stub, Answer.at(EXERCISE, folder).path());
  }

  @Test
  void twoCandidatesAreRefused() throws IOException {
    file("ann/Probe.java");
    file("ben/Probe.java");
    var e = assertThrows(NoSuchElementException.class, () -> Answer.at(EXERCISE, folder));
    assertTrue(e.getMessage().contains("more than one Probe.java"), e.getMessage());
  }

  @Test
  void nothingFoundIsSaid() {
    var e = assertThrows(NoSuchElementException.class, () -> Answer.at(EXERCISE, folder));
    assertTrue(e.getMessage().contains("There is no Probe.java below"), e.getMessage());
    e = assertThrows(NoSuchElementException.class, () -> Answer.at(EXERCISE, folder.resolve("Probe.java")));
    assertTrue(e.getMessage().contains("./course reset 9.1"), e.getMessage());
  }

  @Test
  void aHugeFileIsRefused() throws IOException {
    var huge = Files.write(folder.resolve("Probe.java"), new byte[1_000_001]);
    assertThrows(NoSuchElementException.class, () -> Answer.at(EXERCISE, huge));
  }
}
