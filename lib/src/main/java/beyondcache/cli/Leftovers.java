package beyondcache.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What tests leave behind. The launcher puts a family name into the environment, which every process inherits and extends
 * that descends from it, so a server that lost its parent is still known as ours. Folders are known by the prefix that the
 * sandboxes use, and count as left when no process on the machine names them any more. Without {@code /proc} (macOS) only
 * the folders are looked at.
 */
final class Leftovers {

  private static final String FAMILY = "COURSE_FAMILY";
  private static final String FOLDERS = "beyondcache-";

  private final Set<Path> foldersBefore = folders();

  /** What is left, a line each; empty when all is gone within {@code patience}. */
  List<String> find(Duration patience) throws IOException, InterruptedException {
    var deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      var left = Stream.concat(processes().map(Leftovers::describe),
          left(folders()).map(folder -> "the folder " + folder)).toList();
      if (left.isEmpty() || System.nanoTime() > deadline) {
        return left;
      }
      Thread.sleep(200);
    }
  }

  private Stream<Path> left(Set<Path> now) {
    var commands = ProcessHandle.allProcesses().map(Leftovers::commandLine).collect(Collectors.joining("\n"));
    return now.stream().filter(folder -> !foldersBefore.contains(folder))
        .filter(folder -> !commands.contains(folder.getFileName().toString()));
  }

  private static Stream<ProcessHandle> processes() {
    var name = System.getenv(FAMILY);
    return name == null ? Stream.empty() : ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> ("\0" + read(process, "environ")).contains("\0" + FAMILY + "=" + name));
  }

  private static String describe(ProcessHandle process) {
    return "process " + process.pid() + ": " + commandLine(process);
  }

  private static String commandLine(ProcessHandle process) {
    return read(process, "cmdline").replace('\0', ' ').strip();
  }

  private static String read(ProcessHandle process, String file) {
    try {
      return new String(Files.readAllBytes(Path.of("/proc", "" + process.pid(), file)), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // Another user's, or gone.
    }
  }

  private static Set<Path> folders() {
    Set<Path> found = new HashSet<>();
    try (var stream = Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), FOLDERS + "*")) {
      stream.forEach(found::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
