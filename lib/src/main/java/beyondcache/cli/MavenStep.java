package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The JUnit tests of some modules, run by Maven and counted from Surefire's reports.
 *
 * @param name the step
 * @param what what they test
 * @param modules the modules' folders, relative to the course's
 */
record MavenStep(String name, String what, List<String> modules) implements TestStep {

  private static final Pattern SUITE = Pattern.compile("<testsuite\\b[^>]*>", Pattern.DOTALL);
  private static final Pattern COUNT = Pattern.compile("\\s(tests|errors|failures|skipped)=\"(\\d+)\"");

  @Override
  public Duration expected() {
    return Duration.ofMinutes(4);
  }

  /** Compiles everything, the exercises as an IDE would see them included; classes must not change while other steps run. */
  @Override
  public void prepare(Progress progress) throws IOException {
    progress.status("compiling ...");
    if (!maven("compile", progress, "test-compile")) {
      throw new EnvironmentProblem("The course's tests do not compile.");
    }
  }

  @Override
  public Tally run(Progress progress) throws IOException {
    for (var module : modules) {
      Trees.delete(reports(module));
    }
    var ok = maven(name, progress, "-pl", String.join(",", modules), "surefire:test");
    var tally = Tally.NONE;
    for (var module : modules) {
      tally = tally.plus(count(reports(module)));
    }
    return ok && tally.passed() > 0 || tally.failed() > 0 ? tally : tally.plus(Tally.FAILED);
  }

  private static boolean maven(String log, Progress progress, String... arguments) throws IOException {
    var mvn = Python.onPath("mvn").orElseThrow(() -> new EnvironmentProblem("There is no 'mvn' on the path. "
        + "Install Maven (Debian, Ubuntu: apt-get install maven; macOS: brew install maven)."));
    var command = new ArrayList<>(List.of(mvn.toString(), "-B", "-ntp", "-f", CourseFolder.root().resolve("pom.xml").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(CourseFolder.root().toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return TestCommand.logged(builder, log, progress, line -> tell(line, progress));
  }

  /** Of all that Maven says: the class that runs, how each class ended, and what went wrong. */
  private static void tell(String line, Progress progress) {
    if (line.startsWith("[INFO] Running ")) {
      progress.status(line.substring("[INFO] ".length()));
    } else if (line.startsWith("[INFO] Tests run:") && line.contains(" -- in ")) {
      progress.line(line.substring("[INFO] ".length()));
    } else if (line.startsWith("[ERROR] ") && !line.isBlank()) {
      progress.line(line.substring("[ERROR] ".length()));
    }
  }

  private static Path reports(String module) {
    return CourseFolder.root().resolve(module).resolve("target/surefire-reports");
  }

  private static Tally count(Path reports) throws IOException {
    var tally = Tally.NONE;
    if (Files.isDirectory(reports)) {
      List<Path> files = new ArrayList<>();
      try (var found = Files.newDirectoryStream(reports, "TEST-*.xml")) {
        found.forEach(files::add);
      }
      for (var file : files) {
        tally = tally.plus(count(Files.readString(file)));
      }
    }
    return tally;
  }

  private static Tally count(String report) {
    var suite = SUITE.matcher(report);
    if (!suite.find()) {
      return Tally.FAILED;
    }
    int tests = 0;
    int failed = 0;
    int skipped = 0;
    var counts = COUNT.matcher(suite.group());
    while (counts.find()) {
      var number = Integer.parseInt(counts.group(2));
      switch (counts.group(1)) {
        case "tests" -> tests = number;
        case "skipped" -> skipped = number;
        default -> failed += number;
      }
    }
    return new Tally(tests - failed - skipped, failed, skipped);
  }
}
