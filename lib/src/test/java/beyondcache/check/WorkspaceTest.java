package beyondcache.check;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The learner's file: put back, and noticed when it is saved. */
class WorkspaceTest {

  @TempDir
  Path folder;

  private Exercise exercise;
  private Workspace workspace;

  @BeforeEach
  void copyTheFixture() throws IOException {
    try (var files = Files.walk(Fixture.root())) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var copy = folder.resolve(Fixture.root().relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    exercise = Exercises.find(Exercises.in(folder), "9.1");
    workspace = new Workspace(exercise);
  }

  @Test
  void anUntouchedStubLeavesNothingToKeep() {
    assertTrue(workspace.isUntouched());
    assertEquals(Optional.empty(), workspace.reset());
  }

  @Test
  void aResetKeepsWhatItReplaces() throws IOException {
    Files.writeString(exercise.stub(), "my work");
    assertFalse(workspace.isUntouched());
    var kept = workspace.reset().orElseThrow();
    assertEquals("my work", Files.readString(kept));
    assertTrue(kept.startsWith(folder.resolve("exercises/kept/9.1-probe")), kept.toString());
    assertTrue(workspace.isUntouched());
  }

  @Test
  void aMissingFileIsPutBack() throws IOException {
    Files.delete(exercise.stub());
    assertEquals(Optional.empty(), workspace.reset());
    assertTrue(Files.exists(exercise.stub()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyWayOfSavingIsNoticed(boolean poll) throws IOException {
    try (var saved = SavedAnswers.of(List.of(exercise), poll)) {
      assertEquals(poll, saved.whyPolling().isPresent());
      Files.writeString(exercise.stub(), "in place");
      noticed(saved);
      var other = Files.writeString(exercise.stub().resolveSibling(".Probe.java.swp"), "by a rename");
      Files.move(other, exercise.stub(), StandardCopyOption.REPLACE_EXISTING);
      noticed(saved);
      Files.writeString(exercise.stub(), "");
      Files.writeString(exercise.stub(), "emptied first, then written");
      noticed(saved);
      Files.delete(exercise.stub());
      Files.writeString(exercise.stub(), "removed first, then written");
      noticed(saved);
    }
  }

  private void noticed(SavedAnswers saved) {
    assertEquals(exercise.id(), await().until(() -> saved.next(100), Optional::isPresent).orElseThrow().id());
  }

  @Test
  void aSaveIsNoticedOnce() throws Exception {
    try (var saved = SavedAnswers.of(List.of(exercise), false)) {
      Files.writeString(exercise.stub(), "one save");
      noticed(saved);
      assertEquals(Optional.empty(), saved.next(300));
    }
  }
}
