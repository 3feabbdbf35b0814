package beyondcache.cli;

import beyondcache.CourseFolder;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Python interpreter and the versions of Jupyter's parts that it has.
 *
 * @param executable the interpreter
 * @param versions by distribution name, as {@code environment/jupyter/probe.py} prints them
 */
record Python(Path executable, Map<String, String> versions) {

  /** Jupyter's parts need at least this one. */
  private static final int[] OLDEST = {3, 9};

  /** How long an interpreter may take to say what it has. */
  private static final long PROBE_SECONDS = 10;

  /** The interpreter of the course's own virtual environment, whether or not there is one. */
  static Path ofVirtualEnvironment() {
    return virtualEnvironment().resolve("bin/python");
  }

  /** The folder of the course's own virtual environment. */
  static Path virtualEnvironment() {
    return CourseFolder.root().resolve(".course/venv");
  }

  /**
   * The usable interpreters of this machine, lazily and best first: the course's own, the one behind the
   * {@code jupyter-lab} on the path, those on the path, those in the usual folders.
   */
  static Stream<Python> all() {
    Set<Path> candidates = new LinkedHashSet<>();
    candidates.add(ofVirtualEnvironment());
    for (var script : List.of("jupyter-lab", "jupyter")) {
      onPath(script).flatMap(Python::interpreterOf).ifPresent(candidates::add);
    }
    for (var name : List.of("python3", "python")) {
      onPath(name).ifPresent(candidates::add);
    }
    for (var folder : List.of("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin")) {
      candidates.add(Path.of(folder, "python3"));
    }
    return candidates.stream().filter(Files::isExecutable).map(Python::probe).flatMap(Optional::stream)
        .filter(python -> python.atLeast("python", OLDEST));
  }

  /** What an interpreter has; empty when it is too old to say, or broken. */
  static Optional<Python> probe(Path executable) {
    return probe(executable, PROBE_SECONDS);
  }

  /** What an interpreter has; empty when it takes longer than this to say, is too old to say, or is broken. */
  static Optional<Python> probe(Path executable, long seconds) {
    try {
      // A file, since reading from a pipe would wait until the interpreter, and all that it has started, has closed it.
      var output = Files.createTempFile("beyondcache-python", ".txt");
      try {
        var script = CourseFolder.root().resolve("environment/jupyter/probe.py");
        var process = new ProcessBuilder(executable.toString(), script.toString()).redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD).redirectInput(new File("/dev/null")).start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          return Optional.empty();
        }
        var versions = new HashMap<String, String>();
        Files.readAllLines(output, Charset.defaultCharset()).stream().map(line -> line.split(" ", 2)).filter(pair -> pair.length == 2)
            .forEach(pair -> versions.put(pair[0], pair[1]));
        return versions.isEmpty() ? Optional.empty() : Optional.of(new Python(executable, Map.copyOf(versions)));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the main thread", e);
    }
  }

  boolean has(String... parts) {
    return versions.keySet().containsAll(Set.of(parts));
  }

  /** Whether {@code part} is there in version {@code least} or newer. */
  boolean atLeast(String part, int... least) {
    var version = versions.get(part);
    if (version == null) {
      return false;
    }
    var numbers = version.split("[^0-9]+");
    for (var i = 0; i < least.length; i++) {
      var number = i < numbers.length && !numbers[i].isEmpty() ? Integer.parseInt(numbers[i]) : 0;
      if (number != least[i]) {
        return number > least[i];
      }
    }
    return true;
  }

  boolean canMakeVirtualEnvironment() {
    return has("can-make-venv");
  }

  /** The program {@code name} on the path. */
  static Optional<Path> onPath(String name) {
    var path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    return Stream.of(path.split(File.pathSeparator)).filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
  }

  /** The interpreter that the first line of a script names. */
  private static Optional<Path> interpreterOf(Path script) {
    try (var lines = Files.lines(script, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      return lines.findFirst().filter(line -> line.startsWith("#!/") && line.contains("python"))
          .map(line -> line.substring(2).strip()).filter(line -> !line.contains(" ")).map(Path::of);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
