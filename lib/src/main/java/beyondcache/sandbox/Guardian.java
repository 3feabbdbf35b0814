package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sees to it that no server and no folder outlives this JVM, however it ends.
 *
 * <p>All servers of a JVM keep their files in folders of their own below one folder in the temp folder. Each server writes
 * its process id there <em>before</em> it becomes a server. One shell process, the guardian, holds the reading end of a
 * pipe whose writing end only this JVM has. When the JVM ends, be it by {@code kill -9}, the guardian reads the end of the
 * file, moves the folder away (whoever was about to start then cannot write its process id, and gives up), kills every
 * process that is named there, and removes the folder. An orderly exit does the same in a shutdown hook, and the
 * guardian finds nothing left to do.
 */
final class Guardian {

  /**
   * First a shell that is our child and does nothing but wait; it starts the guardian proper, which is nobody's child and
   * in a session of its own, so that neither a Ctrl-C nor whoever kills this JVM's group or all its descendants hits it.
   * Both read the pipe, into which nothing is ever written. When only the first is killed, Java closes the pipe. The
   * guardian makes the folder: were it made here, a JVM killed a moment later would leave it behind.
   */
  private static final String SCRIPT = """
      trap '' HUP INT TERM PIPE
      if [ "$2" = start ]; then
        exec 3<&0
        if command -v setsid > /dev/null 2>&1; then
          (setsid sh -c "$0" "$0" "$1" <&3 3<&- &)
        else
          (sh -c "$0" "$0" "$1" <&3 3<&- &)
        fi
        exec 3<&- > /dev/null 2>&1
        while read -r line; do :; done
        exit 0
      fi
      if mkdir -m 700 "$1" 2>&1; then echo made; else exit 1; fi
      exec > /dev/null 2>&1
      while read -r line; do :; done
      mv "$1" "$1.gone" || exit 0
      for file in "$1.gone"/*/pid-*; do
        [ -e "$file" ] || continue
        tries=0
        while pid=$(cat "$file"); [ -z "$pid" ] && [ $tries -lt 50 ]; do
          sleep 0.02
          tries=$((tries + 1))
        done
        [ -n "$pid" ] && kill -9 "$pid"
      done
      tries=0
      while ! rm -rf "$1.gone" && [ $tries -lt 50 ]; do
        sleep 0.1
        tries=$((tries + 1))
      done
      """;

  private static Guardian ofThisJvm;

  private final Path folder;
  private final AtomicInteger folders = new AtomicInteger();
  private final Set<OwnServer> servers = ConcurrentHashMap.newKeySet();
  private final Process shell;

  @SuppressWarnings("unused")
  private final OutputStream pipe;

  private Guardian() {
    try {
      folder = Path.of(System.getProperty("java.io.tmpdir")).toRealPath()
          .resolve("beyondcache-" + Long.toUnsignedString(new SecureRandom().nextLong(), 36));
    } catch (IOException e) {
      throw noFolder(e.getMessage(), e);
    }
    shell = startShell(folder);
    // Kept open, and in a field so that nobody collects it: its end is what the guardian waits for.
    pipe = shell.getOutputStream();
    try {
      var answer = shell.inputReader().readLine();
      if (!"made".equals(answer)) {
        throw noFolder(answer, null);
      }
    } catch (IOException e) {
      throw noFolder(e.getMessage(), e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::clean, "sandbox-shutdown"));
  }

  private static EnvironmentProblem noFolder(String why, Throwable cause) {
    return new EnvironmentProblem("A Redis server needs a folder for its files, and none could be made in "
        + System.getProperty("java.io.tmpdir") + " (" + why + ").\nMake room there, or name another folder with "
        + "-Djava.io.tmpdir=FOLDER.", cause);
  }

  static synchronized Guardian get() {
    // A guardian whose shell was killed takes our servers and the folder for abandoned, and is right about the servers.
    if (ofThisJvm == null || !ofThisJvm.shell.isAlive()) {
      ofThisJvm = new Guardian();
    }
    return ofThisJvm;
  }

  private static Process startShell(Path folder) {
    try {
      return new ProcessBuilder("sh", "-c", SCRIPT, SCRIPT, folder.toString(), "start")
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new EnvironmentProblem("The course starts its Redis servers with the shell 'sh', which could not be run ("
          + e.getMessage() + ").\nOn Windows, use WSL; or set REDIS_URL to a running Redis, or use -Dsandbox=docker.", e);
    }
  }

  /** A new, empty folder for the files of one server. */
  Path newFolder(String name) {
    try {
      return Files.createDirectory(folder.resolve(folders.incrementAndGet() + "-" + name));
    } catch (IOException e) {
      throw new EnvironmentProblem("No folder could be made for the files of a Redis server: " + e.getMessage()
          + "\nThe temp folder may be full, or may have been cleaned while this program ran; in that case start it again.", e);
    }
  }

  void add(OwnServer server) {
    servers.add(server);
  }

  void remove(OwnServer server) {
    servers.remove(server);
  }

  /** How many servers are to be ended when the JVM is. */
  int servers() {
    return servers.size();
  }

  private void clean() {
    servers.forEach(OwnServer::close);
    delete(folder);
  }

  /** Removes a folder with all it holds. What cannot be removed is left to the guardian. */
  static void delete(Path folder) {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException | UncheckedIOException e) {
      return;
    }
  }
}
