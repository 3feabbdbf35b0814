package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Provides the Jupyter that a command needs: the one that is there; else a virtual environment in {@code .course/venv}
 * and pip; else, on Debian, the distribution's packages.
 */
final class Installer {

  /** A package of a few kilobytes: whether it can be had says whether the index of Python packages answers. */
  private static final String SMALL_PACKAGE = "jupyterlab-pygments";

  private final Progress progress;

  Installer(Progress progress) {
    this.progress = progress;
  }

  /**
   * Finds Jupyter, or installs it.
   *
   * @throws EnvironmentProblem if it is not there and cannot be had; the message says what was tried
   */
  Jupyter provide(Jupyter.Need need) {
    return Jupyter.find(need).orElseGet(() -> {
      try {
        return install(need);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private Jupyter install(Jupyter.Need need) throws IOException {
    var base = Python.all().filter(Python::canMakeVirtualEnvironment).findFirst();
    var debian = Debian.here(progress);
    if (base.isPresent() && installWithPip(base.get(), need)) {
      return found(need);
    }
    if (debian.isPresent()) {
      debian.get().install(need);
      return found(need);
    }
    throw new EnvironmentProblem((need == Jupyter.Need.LAB ? "JupyterLab 4" : "Jupyter's nbclient and nbconvert")
        + " is not on this machine, and could not be installed: "
        + (base.isEmpty() ? noPython()
            : "the index of Python packages did not answer (what pip said is in " + log() + ").\nWith a network, start the same command again."));
  }

  /** How {@link #provide} would go about what is not there, in words; empty when it could not. */
  Optional<String> way() {
    if (Python.all().anyMatch(Python::canMakeVirtualEnvironment)) {
      return Optional.of("with pip into .course/venv");
    }
    return Debian.here(progress).map(it -> "from Debian's packages");
  }

  /** What to do where there is no way. */
  static String noPython() {
    var anyPython = Python.onPath("python3").isPresent();
    if (Python.onPath("apt-get").isPresent()) {
      return "no Python 3.9 or newer was found that can make virtual environments. This line installs it:\n\n"
          + "  sudo apt-get install python3 python3-venv\n\nThen start the same command again.";
    }
    return (anyPython ? "the python3 on the path is older than 3.9 or lacks its modules venv and ensurepip."
        : "there is no python3 on the path.")
        + "\nInstall Python 3.9 or newer (macOS: brew install python), then start the same command again.";
  }

  private static Jupyter found(Jupyter.Need need) {
    return Jupyter.find(need).orElseThrow(() -> new EnvironmentProblem("Jupyter was installed, but is not found. "
        + "'./course doctor' says what is seen. Removing .course/venv and .course/front-end starts afresh."));
  }

  /** Installs into the course's virtual environment; false when the index of Python packages does not answer. */
  private boolean installWithPip(Python base, Jupyter.Need need) throws IOException {
    var folder = Python.virtualEnvironment();
    var python = Python.ofVirtualEnvironment().toString();
    Files.deleteIfExists(log());
    if (Python.probe(Python.ofVirtualEnvironment()).filter(it -> it.has("pip")).isEmpty()) {
      Trees.delete(folder);
      run(logged(base.executable().toString(), "-m", "venv", folder.toString()), log(), "A virtual environment",
          progress);
    }
    var trial = Files.createTempDirectory("beyondcache-pip");
    try {
      progress.status("Asking the index of Python packages ...");
      var probe = logged(python, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--timeout", "5",
          "--retries", "0", "--dest", trial.toString(), SMALL_PACKAGE);
      if (!succeeds(probe, Duration.ofSeconds(20))) {
        progress.clear();
        Trees.delete(folder);
        return false;
      }
    } finally {
      Trees.delete(trial);
    }
    var lab = need == Jupyter.Need.LAB;
    progress.line(lab ? "Installing JupyterLab into .course/venv (about 240 MB, once) ..."
        : "Installing Jupyter's nbclient and nbconvert into .course/venv (once) ...");
    var requirements = Jupyter.scripts().resolve(lab ? "requirements-lab.txt" : "requirements.txt").toString();
    try {
      run(pipInstall(python, 0, requirements), log(), "JupyterLab", progress);
    } catch (EnvironmentProblem e) {
      // Patience is the second try: where one of several indexes does not answer, it would cost minutes.
      run(pipInstall(python, 5, requirements), log(), "JupyterLab", progress);
    }
    return true;
  }

  private static ProcessBuilder pipInstall(String python, int retries, String requirements) {
    return logged(python, "-m", "pip", "install", "--no-cache-dir", "--timeout", "15", "--retries", "" + retries,
        "--requirement", requirements);
  }

  private static Path log() {
    return CourseFolder.state().resolve("pip.log");
  }

  private static ProcessBuilder logged(String... command) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    return builder;
  }

  private static boolean succeeds(ProcessBuilder builder, Duration within) throws IOException {
    try (var child = Child.start(builder)) {
      return child.process().waitFor(within.toMillis(), TimeUnit.MILLISECONDS) && child.process().exitValue() == 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the main thread", e);
    }
  }

  /**
   * Runs a step of an installation, with the time it has taken in the status line.
   *
   * @throws EnvironmentProblem if it fails, with the end of its log
   */
  static void run(ProcessBuilder builder, Path log, String what, Progress progress) throws IOException {
    var start = System.nanoTime();
    try (var child = Child.start(builder)) {
      while (!child.process().waitFor(1, TimeUnit.SECONDS)) {
        progress.status("  " + Progress.say(Duration.ofNanos(System.nanoTime() - start)) + "  "
            + last(log).orElse(""));
      }
      Child.parkWhenEnding();
      progress.clear();
      if (child.process().exitValue() != 0) {
        throw new EnvironmentProblem(what + " could not be had. The last lines of " + log + ":\n  "
            + String.join("\n  ", tail(log, 8)));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the main thread", e);
    }
  }

  private static Optional<String> last(Path log) throws IOException {
    return tail(log, 1).stream().findFirst();
  }

  /** The last lines of a log that are not empty. */
  static List<String> tail(Path log, int lines) throws IOException {
    if (!Files.exists(log)) {
      return List.of();
    }
    try (var stream = Files.lines(log, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      var all = stream.map(String::strip).filter(line -> !line.isEmpty()).toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    }
  }
}
