package beyondcache.check;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Notices when a learner saves an answer, however the editor does it: in place, in two writes, or by renaming a new file over
 * the old one. It is told by the operating system, and looks for itself once a second; where the operating system
 * cannot tell, it looks more often.
 */
public final class SavedAnswers implements AutoCloseable {

  private static final long LOOK_MILLIS = 1000;
  private static final long POLL_MILLIS = 250;
  private static final long STILL_MILLIS = 40;
  private static final long MOST_STILL_LOOKS = 25;

  private final List<Exercise> exercises;
  private final WatchService service;
  private final String whyPolling;
  private final Map<String, Stamp> seen = new HashMap<>();
  private long lastLook = System.nanoTime();
  private int looks;

  private SavedAnswers(List<Exercise> exercises, WatchService service, String whyPolling) {
    this.exercises = exercises;
    this.service = service;
    this.whyPolling = whyPolling;
    exercises.forEach(exercise -> seen.put(exercise.id(), Stamp.of(exercise.stub())));
  }

  /** Watches the answers to these exercises from now on. With {@code poll} it does not ask the operating system. */
  public static SavedAnswers of(List<Exercise> exercises, boolean poll) {
    if (poll) {
      return new SavedAnswers(exercises, null, "as asked for");
    }
    WatchService service = null;
    try {
      service = FileSystems.getDefault().newWatchService();
      for (var folder : exercises.stream().map(e -> e.stub().getParent()).distinct().toList()) {
        Files.createDirectories(folder);
        folder.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      }
      return new SavedAnswers(exercises, service, null);
    } catch (IOException | UnsupportedOperationException e) {
      close(service);
      return new SavedAnswers(exercises, null, e.getMessage());
    }
  }

  /** Why it has to look for itself; empty where the operating system tells. */
  public Optional<String> whyPolling() {
    return Optional.ofNullable(whyPolling);
  }

  /** Waits for a save, up to so many milliseconds. */
  public Optional<Exercise> next(long millis) throws InterruptedException {
    var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    do {
      var now = System.nanoTime();
      var nextLook = lastLook + TimeUnit.MILLISECONDS.toNanos(service == null ? POLL_MILLIS : LOOK_MILLIS);
      var told = waitToBeTold(Math.max(1, Math.min(end, nextLook) - now));
      if (told || System.nanoTime() - nextLook >= 0) {
        var saved = look();
        if (saved.isPresent()) {
          settle(saved.get());
          return saved;
        }
      }
    } while (System.nanoTime() - end < 0);
    return Optional.empty();
  }

  /** Looks at the files, which is slow on network drives. */
  private Optional<Exercise> look() {
    looks++;
    lastLook = System.nanoTime();
    return exercises.stream().filter(exercise -> !Stamp.of(exercise.stub()).equals(seen.get(exercise.id()))).findFirst();
  }

  /** How often it has looked at the files. */
  int looks() {
    return looks;
  }

  /** Whether the operating system reported a change within this time. */
  private boolean waitToBeTold(long nanos) throws InterruptedException {
    if (service == null) {
      TimeUnit.NANOSECONDS.sleep(nanos);
      return false;
    }
    var key = service.poll(nanos, TimeUnit.NANOSECONDS);
    if (key == null) {
      return false;
    }
    key.pollEvents();
    key.reset();
    return true;
  }

  /** Waits until the editor has finished: until the file is there, has content and stays as it is for a moment. */
  private void settle(Exercise exercise) throws InterruptedException {
    var last = Stamp.of(exercise.stub());
    for (var look = 0; look < MOST_STILL_LOOKS; look++) {
      Thread.sleep(STILL_MILLIS);
      var now = Stamp.of(exercise.stub());
      if (now.equals(last) && now.size() > 0) {
        break;
      }
      last = now;
    }
    seen.put(exercise.id(), last);
  }

  @Override
  public void close() {
    close(service);
  }

  private static void close(WatchService service) {
    try {
      if (service != null) {
        service.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException("The file watch cannot be closed", e);
    }
  }

  /** What tells one version of a file from the next. */
  private record Stamp(long modified, long size, String key) {

    static Stamp of(Path file) {
      try {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS), attributes.size(),
            String.valueOf(attributes.fileKey()));
      } catch (NoSuchFileException e) {
        return new Stamp(0, 0, "");
      } catch (IOException e) {
        return new Stamp(-1, 0, "");
      }
    }
  }
}
