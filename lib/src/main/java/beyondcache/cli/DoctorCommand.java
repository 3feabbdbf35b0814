package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import beyondcache.sandbox.Sandbox;
import java.awt.GraphicsEnvironment;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** {@code course doctor}: what is on this machine, what is missing, and how to mend it. */
@Command(name = "doctor", description = "Says what the course finds on this machine, and how to mend what is missing.")
final class DoctorCommand implements Callable<Integer> {

  private static final long ROOM = 1L << 30;

  private final Progress progress = new Progress();
  private boolean stuck;

  @Override
  public Integer call() {
    java();
    maven();
    python();
    lab();
    redis();
    fonts();
    room();
    docker();
    chromium();
    progress.line("");
    progress.line(stuck ? "What is marked ✗ is needed." : "'./course lab' and './course watch' have what they need.");
    return stuck ? Exit.ENVIRONMENT : Exit.DONE;
  }

  private void good(String what, String seen) {
    line("✓", what, seen);
  }

  /** Something that the course brings itself, or that only some of its parts use. */
  private void lacking(String what, String seen) {
    line("–", what, seen);
  }

  private void missing(String what, String seen) {
    stuck = true;
    line("✗", what, seen);
  }

  private void line(String mark, String what, String seen) {
    progress.line(String.format("%s %-12s %s", mark, what, seen.replace("\n", "\n" + " ".repeat(15))));
  }

  private void java() {
    good("JDK", Runtime.version().feature() + " in " + System.getProperty("java.home"));
  }

  private void maven() {
    Python.onPath("mvn").ifPresentOrElse(mvn -> good("Maven", mvn.toString()),
        () -> lacking("Maven", "is not on the path. The course is built already; a build after a change needs it.\n"
            + "Debian, Ubuntu: apt-get install maven; macOS: brew install maven"));
  }

  private void python() {
    var notebooks = Jupyter.find(Jupyter.Need.NOTEBOOKS);
    notebooks.ifPresentOrElse(it -> good("nbclient", it.python().versions().get("nbclient") + " with nbconvert "
        + it.python().versions().get("nbconvert") + " in " + it.python().executable()),
        () -> installable("nbclient", "runs notebooks without a browser"));
  }

  private void lab() {
    Jupyter.find(Jupyter.Need.LAB).ifPresentOrElse(
        it -> good("JupyterLab", it.version() + " in " + it.python().executable()),
        () -> installable("JupyterLab", "shows the notebooks"));
  }

  private void installable(String what, String use) {
    var way = new Installer(progress).way();
    way.ifPresentOrElse(it -> lacking(what, use + "; the first './course lab' or './course run' installs it, " + it),
        () -> missing(what, use + ". " + Installer.noPython()));
  }

  private void redis() {
    try (var redis = Sandbox.standalone()) {
      var start = System.nanoTime();
      redis.jedis().ping();
      good("Redis", redis + ", answers in " + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
    } catch (EnvironmentProblem e) {
      missing("Redis", e.getMessage());
    }
  }

  private void fonts() {
    try {
      var fonts = GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length;
      good("Fonts", fonts + " families");
    } catch (InternalError | RuntimeException e) { // So says the JDK where there is none.
      lacking("Fonts", "none; charts and diagrams are shown as text.\n"
          + "Debian: apt-get install fontconfig fonts-dejavu-core");
    }
  }

  private void room() {
    var free = CourseFolder.root().toFile().getUsableSpace();
    var seen = free / (1 << 20) + " MB free";
    try {
      CourseFolder.state();
      if (free < ROOM) {
        lacking("Disk", seen + "; the first start takes up to " + ROOM / (1 << 20) + " MB");
      } else {
        good("Disk", seen);
      }
    } catch (EnvironmentProblem e) {
      missing("Disk", e.getMessage());
    }
  }

  private void docker() {
    var engine = answer("docker", "version", "--format", "{{.Server.Version}}");
    var compose = answer("docker", "compose", "version", "--short")
        .or(() -> answer("docker-compose", "version", "--short"));
    engine.ifPresentOrElse(it -> good("Docker", "engine " + it + compose.map(c -> ", compose " + c).orElse(
        ", without compose (Debian: apt-get install docker-compose)")),
        () -> lacking("Docker", "no engine answers. Only docker-compose.yml and -Dsandbox=docker use one"));
  }

  private static Optional<String> answer(String... command) {
    try {
      var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD)
          .redirectInput(new File("/dev/null")).start();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      try (var lines = process.inputReader().lines()) {
        return process.exitValue() == 0 ? lines.findFirst().filter(line -> !line.isBlank()) : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the main thread", e);
    }
  }

  private void chromium() {
    BrowserStep.browser().ifPresentOrElse(it -> good("Chromium", it.toString()),
        () -> lacking("Chromium", "'./course test' skips its step 'browser'; nothing else uses it"));
  }
}
