package beyondcache.sandbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.CourseFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * However a JVM ends, its servers and their files end with it. {@code -Dsandbox.kills=50} kills more of them than a build
 * has time for.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "processes are found in /proc")
class OrphanTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir
  private Path parent;

  @Test
  void nothingIsLeftOfAJvmThatIsKilledAtAnyMoment() throws Exception {
    var seed = Long.getLong("sandbox.seed", System.nanoTime());
    var random = new Random(seed);
    for (var i = 0; i < Integer.getInteger("sandbox.kills", 10); i += 2) {
      // Two at a time, so that they also get in each other's way.
      var temps = List.of(temp("one " + i), temp("two " + i));
      var victims = List.of(victim(temps.get(0)), victim(temps.get(1)));
      // A victim prints a line for each sandbox, and starts from 1 to 6 servers for it.
      var lines = 1 + random.nextInt(4);
      for (var victim : victims) {
        var output = new BufferedReader(new InputStreamReader(victim.getInputStream(), Charset.defaultCharset()));
        for (var line = 0; line < lines; line++) {
          output.readLine();
        }
      }
      assertFalse(processesIn(temps.get(0)).isEmpty(), "what is looked for below can be found");
      var servers = 1 + random.nextInt(6);
      await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> processesIn(temps.get(0)).size() > servers); // and the JVM
      // Some are killed with all that descends from them, as Jupyter and graders do.
      var children = i % 4 == 0 ? victims.get(0).descendants().toList() : List.<ProcessHandle>of();
      victims.forEach(Process::destroyForcibly);
      children.forEach(ProcessHandle::destroyForcibly);
      for (var temp : temps) {
        assertNothingLeft(temp, "kill " + i + " with -Dsandbox.seed=" + seed);
      }
    }
  }

  @Test
  void nothingIsLeftOfAJvmThatIsKilledBeforeItsFirstServerAnswers() throws Exception {
    var moments = Map.<String, Predicate<Path>>of(
        "its folder is there", temp -> !isEmpty(temp),
        "its folder has a file", OrphanTest::hasAFile,
        "its process is there", temp -> processesIn(temp).size() > 1); // besides the JVM
    for (var moment : moments.entrySet()) {
      var temp = temp("early, " + moment.getKey());
      var victim = victim(temp);
      await(moment.getKey()).atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> moment.getValue().test(temp));
      victim.destroyForcibly();
      assertNothingLeft(temp, "killed when " + moment.getKey());
    }
  }

  @Test
  void nothingIsLeftOfAJvmThatExitsOrIsTerminated() throws Exception {
    var exits = temp("exits");
    assertEquals(0, ended(victim(exits, "exit")));
    assertNothingLeft(exits, "exit");
    var terminated = temp("terminated");
    var victim = victim(terminated);
    await().atMost(SOON).until(() -> !isEmpty(terminated));
    victim.destroy();
    ended(victim);
    assertNothingLeft(terminated, "SIGTERM");
  }

  @Test
  void twoJvmsThatStartClustersAtTheSameTimeDoNotCollide() throws Exception {
    for (var i = 0; i < 2; i++) {
      var victims = List.of(victim(temp("left " + i), "cluster"), victim(temp("right " + i), "cluster"));
      var ports = new ArrayList<String>();
      for (var victim : victims) {
        var line = new BufferedReader(new InputStreamReader(victim.getInputStream(), Charset.defaultCharset())).readLine();
        ports.addAll(Arrays.asList(line.split(" ")));
      }
      assertEquals(12, new HashSet<>(ports).size(), ports.toString());
      for (var victim : victims) {
        victim.getOutputStream().close();
        assertEquals(0, ended(victim));
      }
    }
  }

  private Path temp(String name) throws IOException {
    // Letters beyond ASCII, where the locale of this JVM can name such a folder at all.
    var letters = System.getProperty("sun.jnu.encoding").startsWith("UTF") ? " übung" : "";
    return Files.createDirectory(parent.resolve(name + letters));
  }

  private static Process victim(Path temp, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", "-Xmx128m", "-Djava.io.tmpdir=" + temp,
        "-D" + CourseFolder.PROPERTY + "=" + CourseFolder.root(), "-cp", System.getProperty("java.class.path"),
        Victim.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static int ended(Process process) throws InterruptedException {
    assertTrue(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS), "still running");
    return process.exitValue();
  }

  private static boolean isEmpty(Path folder) {
    try (var list = Files.list(folder)) {
      return list.noneMatch(p -> p.getFileName().toString().startsWith("beyondcache-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasAFile(Path folder) {
    try (var all = Files.walk(folder)) {
      return all.anyMatch(Files::isRegularFile);
    } catch (IOException | UncheckedIOException e) {
      return false; // something was removed while this looked
    }
  }

  private static void assertNothingLeft(Path temp, String when) {
    await(when).atMost(SOON).untilAsserted(() -> {
      assertEquals(List.of(), processesIn(temp));
      assertTrue(isEmpty(temp), () -> "left in " + temp);
    });
  }

  /** The processes that work in a folder, or were told of it. */
  private static List<String> processesIn(Path folder) {
    var found = new ArrayList<String>();
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var process : processes) {
        var told = read(process.resolve("cmdline")).replace('\0', ' ');
        if (link(process.resolve("cwd")).startsWith(folder.toString()) || told.contains(folder.toString())) {
          found.add(process.getFileName() + " " + told);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, Charset.defaultCharset());
    } catch (IOException e) {
      return "";
    }
  }

  private static String link(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
