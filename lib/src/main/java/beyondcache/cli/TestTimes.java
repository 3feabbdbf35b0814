package beyondcache.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** How long {@code course test} took on this machine when all of it passed, so that the next run can say how long it will. */
final class TestTimes {

  private final Path file;
  private final int atOnce;

  /** @param atOnce how many steps run side by side */
  TestTimes(Path file, int atOnce) {
    this.file = file;
    this.atOnce = atOnce;
  }

  /** The time that these steps took together the last time, or a first estimate. */
  Duration expected(List<TestStep> steps) throws IOException {
    var known = read().getProperty(key(steps));
    if (known != null && known.matches("\\d{1,6}")) {
      return Duration.ofSeconds(Long.parseLong(known));
    }
    var longest = steps.stream().map(TestStep::expected).max(Duration::compareTo).orElse(Duration.ZERO);
    var shared = steps.stream().map(TestStep::expected).reduce(Duration.ZERO, Duration::plus).dividedBy(atOnce);
    return longest.compareTo(shared) > 0 ? longest : shared;
  }

  void keep(List<TestStep> steps, Duration time) throws IOException {
    var times = read();
    times.setProperty(key(steps), "" + time.toSeconds());
    Files.createDirectories(file.getParent());
    try (var out = Files.newBufferedWriter(file)) {
      times.store(out, "Seconds that './course test' took, by the names of its steps");
    }
  }

  private Properties read() throws IOException {
    var times = new Properties();
    if (Files.exists(file)) {
      try (var in = Files.newBufferedReader(file)) {
        times.load(in);
      }
    }
    return times;
  }

  private static String key(List<TestStep> steps) {
    return steps.stream().map(step -> step instanceof GalleryStep gallery ? gallery.key() : step.name())
        .collect(Collectors.joining("+"));
  }
}
