package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandingTest {

  private static final Exercise EXERCISE = Fixture.exercise();

  @TempDir
  Path folder;

  private Standing standing;

  @BeforeEach
  void open() {
    standing = new Standing(folder.resolve("progress.json"));
  }

  private static Verdict verdict(Outcome outcome) {
    return new Verdict("9.1", "Probe", "Probe.java", outcome, "", 1, List.of(), List.of(), List.of());
  }

  @Test
  void aPassStaysOneWhateverComesAfter() {
    standing.record(EXERCISE, verdict(Outcome.FAILED));
    assertFalse(standing.of(EXERCISE).passed());
    standing.record(EXERCISE, verdict(Outcome.PASSED));
    standing.record(EXERCISE, verdict(Outcome.CRASHED));
    assertEquals(new Standing.Entry(true, 3, 0, Outcome.CRASHED), standing.of(EXERCISE));
  }

  @Test
  void whatHasPassedEarlierIsSaidToHave() {
    assertEquals(State.UNTOUCHED, State.of(EXERCISE, standing));
    standing.record(EXERCISE, verdict(Outcome.PASSED));
    // The file is the stub, as after a reset.
    assertEquals(State.PASSED_EARLIER, State.of(EXERCISE, standing));
  }

  @Test
  void theNextExerciseIsTheFirstAfterThisOneThatHasNotPassed() {
    assertEquals(Optional.of(EXERCISE), standing.next(List.of(EXERCISE), EXERCISE));
    standing.record(EXERCISE, verdict(Outcome.PASSED));
    assertEquals(Optional.empty(), standing.next(List.of(EXERCISE), EXERCISE));
  }

  @Test
  void theMachinesFailuresDoNotCount() {
    standing.record(EXERCISE, verdict(Outcome.ENVIRONMENT));
    assertEquals(0, standing.of(EXERCISE).checks());
  }

  @Test
  void hintsAreRemembered() {
    standing.hinted(EXERCISE, 2);
    standing.hinted(EXERCISE, 1);
    assertEquals(2, standing.of(EXERCISE).hints());
  }

  @Test
  void aBrokenFileIsPutAside() throws IOException {
    Files.writeString(folder.resolve("progress.json"), "{\"version\": 1, \"exerc");
    assertEquals(0, standing.of(EXERCISE).checks());
    standing.record(EXERCISE, verdict(Outcome.PASSED));
    assertTrue(standing.of(EXERCISE).passed());
    try (var files = Files.list(folder)) {
      assertTrue(files.anyMatch(f -> f.getFileName().toString().startsWith("progress.broken-")));
    }
  }

  @Test
  void aBrokenFileIsPutAsideOnceAndTheNewOneIsKept() throws Exception {
    Files.writeString(folder.resolve("progress.json"), "{\"version\": 1, \"exerc");
    var start = new CyclicBarrier(8);
    var readers = IntStream.range(0, 8).mapToObj(i -> CompletableFuture.runAsync(() -> {
      try {
        start.await();
      } catch (InterruptedException | BrokenBarrierException e) {
        throw new IllegalStateException(e);
      }
      for (var n = 0; n < 50; n++) {
        if (i % 2 == 0) {
          new Standing(folder.resolve("progress.json")).of(EXERCISE);
        } else {
          new Standing(folder.resolve("progress.json")).record(EXERCISE, verdict(Outcome.FAILED));
        }
      }
    }, task -> new Thread(task).start())).toList();
    for (var reader : readers) {
      reader.get();
    }
    assertEquals(200, standing.of(EXERCISE).checks());
    try (var files = Files.list(folder)) {
      assertEquals(1, files.filter(f -> f.getFileName().toString().startsWith("progress.broken-")).count());
    }
  }

  @Test
  void anEmptyFileIsNoProgress() throws IOException {
    Files.writeString(folder.resolve("progress.json"), "");
    assertEquals(0, standing.of(EXERCISE).checks());
  }

  @Test
  void manyAtOnceAreAllRecorded() {
    IntStream.range(0, 40).parallel().forEach(i ->
        new Standing(folder.resolve("progress.json")).record(EXERCISE, verdict(Outcome.FAILED)));
    assertEquals(40, standing.of(EXERCISE).checks());
  }
}
