package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import com.google.gson.GsonBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * How Jupyter starts the course's Java kernel. The kernelspec is called {@value #NAME}, so that a notebook that names
 * it opens with any other Java kernel too, and lies in the course's own state folder: nothing is installed on the
 * machine.
 *
 * <p>The kernel runs on the JDK and on the class path of the command that writes the kernelspec. The class path goes
 * on the kernel's command line, because services are looked for there by threads of every kind.
 */
final class KernelSpec {

  /** The kernelspec's name, as in the notebooks' metadata. */
  static final String NAME = "java";

  private static final String AGENT = "agent.jar";
  private static final String AGENT_CLASS = "beyondcache.kernel.Agent";
  private static final String MAIN = "beyondcache.kernel.Main";

  private KernelSpec() {}

  /**
   * Writes the kernelspec, unless it is there and up to date. Several processes may do so at once.
   *
   * @return the folder to put on {@code JUPYTER_PATH}
   * @throws EnvironmentProblem if the folder cannot be written
   */
  static Path write() {
    var jupyter = CourseFolder.state().resolve("jupyter");
    write(jupyter.resolve("kernels").resolve(NAME), "Java");
    return jupyter;
  }

  /**
   * Writes the kernelspec into a folder, unless it is there and up to date.
   *
   * @param displayName what Jupyter calls the kernel
   * @throws EnvironmentProblem if the folder cannot be written
   */
  static void write(Path folder, String displayName) {
    try {
      Files.createDirectories(folder);
      replace(folder, AGENT, agent());
      replace(folder, "kernel.json", json(folder, displayName).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new EnvironmentProblem("The description of the Java kernel cannot be written to " + folder + ": " + e
          + ". Make the folder writable, or copy the course to one that is.", e);
    }
  }

  private static void replace(Path folder, String name, byte[] content) throws IOException {
    var file = folder.resolve(name);
    if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
      return;
    }
    // By way of a file of its own, so that a Jupyter that reads at this moment sees the old one or the new one.
    var fresh = Files.createTempFile(folder, name, ".new");
    try {
      Files.write(fresh, content);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** A jar that names the agent's class, which is on the class path; the JVM takes agents from jars only. The same bytes each time. */
  private static byte[] agent() throws IOException {
    var manifest = "Manifest-Version: 1.0\r\nPremain-Class: " + AGENT_CLASS + "\r\nCan-Redefine-Classes: true\r\n\r\n";
    var bytes = new ByteArrayOutputStream();
    try (var jar = new ZipOutputStream(bytes)) {
      var entry = new ZipEntry("META-INF/MANIFEST.MF");
      entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
      jar.putNextEntry(entry);
      jar.write(manifest.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String json(Path folder, String displayName) {
    var spec = new LinkedHashMap<String, Object>();
    spec.put("argv", command(folder));
    spec.put("display_name", displayName);
    spec.put("language", "java");
    spec.put("interrupt_mode", "message");
    spec.put("metadata", Map.of("debugger", false));
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(spec) + "\n";
  }

  private static List<String> command(Path folder) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Room for three Redis clients, the compiler and pictures; a runaway cell ends in an error, not in a swapping
    // laptop.
    command.add("-Xmx1g");
    // A kernel computes little and must answer soon: quick compiler, small collector.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-Xshare:auto");
    // On two cores CompletableFuture's own pool has one thread, which from JDK 25 on a single call that waits would block.
    command.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=64");
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Djava.awt.headless=true");
    command.add("-D" + CourseFolder.PROPERTY + "=" + CourseFolder.root());
    // Replaces changed methods in place, so that the notebook's variables keep their values.
    command.add("-javaagent:" + folder.resolve(AGENT));
    // Where the kernel tells JShell about the library's Javadoc.
    command.add("--add-opens=jdk.jshell/jdk.jshell=ALL-UNNAMED");
    if (Runtime.version().feature() >= 24) {
      // The clients' Netty uses both; newer JDKs warn about it in the middle of a cell's output.
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(MAIN);
    command.add("{connection_file}");
    return command;
  }
}
