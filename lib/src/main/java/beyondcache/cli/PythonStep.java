package beyondcache.cli;

import beyondcache.CourseFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tests in Python's unittest, run by the interpreter that has Jupyter.
 *
 * @param name the step
 * @param what what they test
 * @param folder where they lie, relative to the course's folder
 */
record PythonStep(String name, String what, String folder) implements TestStep {

  private static final Pattern RAN = Pattern.compile("^Ran (\\d+) tests? in .*");
  private static final Pattern COUNT = Pattern.compile("(failures|errors|skipped|unexpected successes)=(\\d+)");

  @Override
  public Duration expected() {
    return Duration.ofSeconds(90);
  }

  @Override
  public void prepare(Progress progress) throws IOException {
    new Installer(progress).provide(Jupyter.Need.NOTEBOOKS);
  }

  @Override
  public Tally run(Progress progress) throws IOException {
    var tests = CourseFolder.root().resolve(folder);
    if (!Files.isDirectory(tests)) {
      progress.line("There is no folder " + folder + ".");
      return Tally.FAILED;
    }
    var jupyter = new Installer(progress).provide(Jupyter.Need.NOTEBOOKS);
    var builder = new ProcessBuilder(jupyter.python().executable().toString(), "-m", "unittest", "discover", "-v",
        "-s", tests.toString(), "-t", tests.toString())
        .directory(CourseFolder.root().toFile()).redirectErrorStream(true);
    builder.environment().putAll(Jupyter.environment());
    var counts = new int[3];
    var ok = TestCommand.logged(builder, name, progress, line -> {
      var ran = RAN.matcher(line);
      if (ran.matches()) {
        counts[0] = Integer.parseInt(ran.group(1));
      } else if (line.startsWith("FAILED (") || line.startsWith("OK")) {
        var matcher = COUNT.matcher(line);
        while (matcher.find()) {
          counts[matcher.group(1).equals("skipped") ? 2 : 1] += Integer.parseInt(matcher.group(2));
        }
      } else if (line.matches(".* \\.\\.\\. (ok|skipped.*)")) {
        progress.status( line);
      } else if (!line.isBlank()) {
        progress.line( line);
      }
    });
    var tally = new Tally(Math.max(0, counts[0] - counts[1] - counts[2]), counts[1], counts[2]);
    if (counts[0] == 0) {
      progress.line("No test was found in " + folder + ".");
    }
    return ok && counts[0] > 0 || tally.failed() > 0 ? tally : tally.plus(Tally.FAILED);
  }

  static List<PythonStep> all() {
    return List.of(
        new PythonStep("kernel", "the Java kernel, over its own protocol", "environment/kernel/src/test/python"),
        new PythonStep("jupyter", "the scripts around Jupyter", "environment/jupyter/tests"));
  }
}
