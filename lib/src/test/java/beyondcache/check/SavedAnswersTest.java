package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedAnswersTest {

  @TempDir
  private Path course;

  private Exercise exercise;

  @BeforeEach
  void copy() throws IOException {
    try (var files = Files.walk(Fixture.root())) {
      for (var file : files.toList()) {
        var copy = course.resolve(Fixture.root().relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    exercise = Exercises.find(Exercises.in(course), "9.1");
    Files.createDirectories(exercise.stub().getParent());
    Files.writeString(exercise.stub(), "class Probe {}");
  }

  /** How often it may look, at most, if it looks once in so many milliseconds. */
  private static long most(long nanos, int interval) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) / interval + 1;
  }

  @Test
  void shortWaitsDoNotMakeItLookMoreOften() throws Exception {
    for (var poll : List.of(true, false)) {
      try (var saved = SavedAnswers.of(List.of(exercise), poll)) {
        var began = System.nanoTime();
        for (var i = 0; i < 40; i++) {
          assertEquals(Optional.empty(), saved.next(20));
        }
        var interval = saved.whyPolling().isPresent() ? 250 : 1000;
        var looks = saved.looks();
        assertTrue(looks <= most(System.nanoTime() - began, interval), looks + " looks");
      }
    }
  }

  @Test
  void aSaveIsNoticedEitherWay() throws Exception {
    for (var poll : List.of(true, false)) {
      try (var saved = SavedAnswers.of(List.of(exercise), poll)) {
        Files.writeString(exercise.stub(), "class Probe { int version = " + (poll ? 1 : 22) + "; }");
        var noticed = Optional.<Exercise>empty();
        for (var i = 0; i < 600 && noticed.isEmpty(); i++) {
          noticed = saved.next(50);
        }
        assertEquals(Optional.of(exercise), noticed);
      }
    }
  }
}
