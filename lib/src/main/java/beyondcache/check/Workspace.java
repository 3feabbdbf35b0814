package beyondcache.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The file that a learner edits. */
public final class Workspace {

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss-SSS");

  private final Exercise exercise;

  /** The workspace of an exercise. */
  public Workspace(Exercise exercise) {
    this.exercise = exercise;
  }

  /** Whether the file is still, or again, the stub as it was handed out. */
  public boolean isUntouched() {
    try {
      return !Files.exists(exercise.stub()) || Files.mismatch(exercise.stub(), exercise.pristine()) < 0;
    } catch (IOException e) {
      throw new UncheckedIOException("The files of exercise " + exercise + " cannot be compared", e);
    }
  }

  /**
   * Puts the stub back as it was handed out. What it replaces is kept below {@code exercises/kept}, in a folder named after
   * the exercise and the time.
   *
   * @return where the learner's work is kept; empty when there was none
   */
  public Optional<Path> reset() {
    try {
      var kept = Optional.<Path>empty();
      if (!isUntouched()) {
        var copy = exercise.root().resolve("exercises/kept").resolve(exercise.name())
            .resolve(LocalDateTime.now().format(STAMP)).resolve(exercise.stub().getFileName());
        Files.createDirectories(copy.getParent());
        Files.copy(exercise.stub(), copy);
        kept = Optional.of(copy);
      }
      Files.createDirectories(exercise.stub().getParent());
      var next = exercise.stub().resolveSibling(exercise.stub().getFileName() + ".new");
      Files.copy(exercise.pristine(), next, StandardCopyOption.REPLACE_EXISTING);
      Files.move(next, exercise.stub(), StandardCopyOption.REPLACE_EXISTING);
      return kept;
    } catch (IOException e) {
      throw new UncheckedIOException("The stub " + exercise.stub() + " cannot be put back. Your file is as it was", e);
    }
  }
}
