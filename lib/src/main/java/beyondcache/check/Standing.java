package beyondcache.check;

import beyondcache.CourseFolder;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * How far the learner has come, kept in {@code .course/progress.json}. The file is replaced as a whole, so that a crash leaves
 * the old or the new one. A file that cannot be read counts as no progress, and the next change puts it aside. Several processes
 * may write at once.
 */
public final class Standing {

  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final Entry NONE = new Entry(false, 0, 0, null);

  private final Path file;

  Standing(Path file) {
    this.file = file;
  }

  /** The learner's progress in this copy of the course. */
  public static Standing here() {
    return new Standing(CourseFolder.state().resolve("progress.json"));
  }

  /**
   * What is known of one exercise.
   *
   * @param passed whether an answer has passed, at any time
   * @param checks how often it was checked
   * @param hints how many hints were asked for
   * @param last how the last check ended, or null when there was none
   */
  public record Entry(boolean passed, int checks, int hints, Verdict.Outcome last) {}

  private record Stored(int version, Map<String, Entry> exercises) {}

  /** What is known of the given exercise. */
  public Entry of(Exercise exercise) {
    return read().getOrDefault(exercise.id(), NONE);
  }

  /** Records a verdict on the learner's own answer. The machine's failures do not count. */
  public void record(Exercise exercise, Verdict verdict) {
    if (verdict.outcome() != Verdict.Outcome.ENVIRONMENT) {
      change(exercise, e -> new Entry(e.passed() || verdict.passed(), e.checks() + 1, e.hints(), verdict.outcome()));
    }
  }

  /** Records that so many hints have been seen. */
  public void hinted(Exercise exercise, int hints) {
    change(exercise, e -> new Entry(e.passed(), e.checks(), Math.max(e.hints(), hints), e.last()));
  }

  /** The first of these exercises after the given one, in a circle, that has not passed; empty when all have. */
  public Optional<Exercise> next(List<Exercise> exercises, Exercise from) {
    var entries = read();
    return IntStream.rangeClosed(1, exercises.size())
        .mapToObj(i -> exercises.get((exercises.indexOf(from) + i) % exercises.size()))
        .filter(candidate -> !entries.getOrDefault(candidate.id(), NONE).passed()).findFirst();
  }

  private void change(Exercise exercise, UnaryOperator<Entry> change) {
    synchronized (Standing.class) {
      try (var channel = FileChannel.open(file.resolveSibling("progress.lock"), StandardOpenOption.CREATE,
          StandardOpenOption.WRITE); var lock = channel.lock()) {
        var all = new TreeMap<>(readOrPutAside());
        all.put(exercise.id(), change.apply(all.getOrDefault(exercise.id(), NONE)));
        var next = Files.createTempFile(file.getParent(), "progress", ".new");
        Files.writeString(next, GSON.toJson(new Stored(1, all)) + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new UncheckedIOException("Progress cannot be kept in " + file + ". Is the folder writable?", e);
      }
    }
  }

  /** What is stored; nothing if the file is broken. */
  private Map<String, Entry> read() {
    try {
      return stored();
    } catch (JsonParseException e) {
      return Map.of();
    }
  }

  /** Only while the lock is held: otherwise another process may have replaced the broken file already, and this would move the new one. */
  private Map<String, Entry> readOrPutAside() {
    try {
      return stored();
    } catch (JsonParseException e) {
      putAside();
      return Map.of();
    }
  }

  private Map<String, Entry> stored() {
    try {
      var stored = GSON.fromJson(Files.readString(file), Stored.class);
      return stored == null || stored.exercises() == null ? Map.of() : stored.exercises();
    } catch (NoSuchFileException e) {
      // No progress yet, or another process has put a broken file aside.
      return Map.of();
    } catch (IOException e) {
      throw new UncheckedIOException("Progress cannot be read from " + file, e);
    }
  }

  private void putAside() {
    try {
      Files.move(file, file.resolveSibling("progress.broken-" + LocalDateTime.now().format(STAMP) + ".json"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " is broken and cannot be put aside. Remove it", e);
    }
  }
}
