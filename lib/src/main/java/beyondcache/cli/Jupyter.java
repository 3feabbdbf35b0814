package beyondcache.cli;

import beyondcache.CourseFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Jupyter that this machine has: an interpreter with what is needed and, where its JupyterLab comes out of Debian's
 * packages, the folder of the front end. Everything that Jupyter writes goes to {@code .course/jupyter}.
 *
 * @param python the interpreter
 * @param frontEnd the unpacked front end; empty for an installed JupyterLab, or when there is only enough for notebooks
 */
record Jupyter(Python python, Optional<Path> frontEnd) {

  /** What a command wants of Jupyter. */
  enum Need {
    /** Executing notebooks and exporting them: nbclient and nbconvert. */
    NOTEBOOKS,
    /** JupyterLab in the browser. */
    LAB
  }

  /** What is on this machine already. */
  static Optional<Jupyter> find(Need need) {
    return switch (need) {
      case NOTEBOOKS -> Python.all().filter(Jupyter::runsNotebooks).findFirst()
          .map(python -> new Jupyter(python, Optional.empty()));
      case LAB -> Python.all().map(Jupyter::lab).flatMap(Optional::stream).findFirst();
    };
  }

  private static boolean runsNotebooks(Python python) {
    return python.has("nbclient", "nbconvert", "nbformat", "jupyter_client");
  }

  private static Optional<Jupyter> lab(Python python) {
    if (python.atLeast("jupyterlab", 4)) {
      return Optional.of(new Jupyter(python, Optional.empty()));
    }
    var frontEnd = frontEndFolder();
    return python.has("jupyter_server", "jupyterlab_server") && Files.isDirectory(frontEnd.resolve("static"))
        ? Optional.of(new Jupyter(python, Optional.of(frontEnd)))
        : Optional.empty();
  }

  /** Where Debian's front end is unpacked to. */
  static Path frontEndFolder() {
    return CourseFolder.root().resolve(".course/front-end");
  }

  /** The folder of the course's own Python scripts. */
  static Path scripts() {
    return CourseFolder.root().resolve("environment/jupyter");
  }

  /** Where Jupyter keeps what it writes. */
  static Path folder() {
    return CourseFolder.state().resolve("jupyter");
  }

  /** Where running servers and kernels leave a note. */
  static Path runtime() {
    return folder().resolve("runtime");
  }

  /** The version that is shown to people. */
  String version() {
    return frontEnd.isPresent()
        ? "front end of Debian's jupyterlab, jupyter-server " + python.versions().get("jupyter_server")
        : python.versions().getOrDefault("jupyterlab", "without JupyterLab");
  }

  /** A process, not started yet, of one of the course's Python scripts. */
  ProcessBuilder script(String name, List<String> arguments) {
    var command = new ArrayList<>(List.of(python.executable().toString(), scripts().resolve(name).toString()));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).directory(CourseFolder.root().toFile());
    builder.environment().putAll(environment());
    return builder;
  }

  /** The variables that keep Jupyter inside the course's folder. */
  static Map<String, String> environment() {
    var home = folder();
    try {
      Files.createDirectories(runtime());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "JUPYTER_CONFIG_DIR", home.resolve("config").toString(),
        "JUPYTER_CONFIG_PATH", scripts().resolve("config").toString(),
        "JUPYTER_DATA_DIR", home.resolve("data").toString(),
        "JUPYTER_RUNTIME_DIR", runtime().toString(),
        "JUPYTER_PATH", KernelSpec.write().toString(),
        "JUPYTERLAB_SETTINGS_DIR", home.resolve("settings").toString(),
        "JUPYTERLAB_WORKSPACES_DIR", home.resolve("workspaces").toString(),
        "IPYTHONDIR", home.resolve("ipython").toString(),
        "PYTHONDONTWRITEBYTECODE", "1",
        "PYTHONUNBUFFERED", "1");
  }
}
