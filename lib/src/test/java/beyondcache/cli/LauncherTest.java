package beyondcache.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.CourseFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, in a copy of the course that has nothing but it, with a Maven that does what the test says. */
class LauncherTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path temp;
  private Path course;
  private Path bin;
  private Process running;

  @BeforeEach
  void copyLauncher() throws IOException {
    course = Files.createDirectory(temp.resolve("Übung mit Leerzeichen"));
    Files.copy(CourseFolder.root().resolve("course"), course.resolve("course"), StandardCopyOption.COPY_ATTRIBUTES);
    for (var source : List.of("pom.xml", "lib/pom.xml", "environment/kernel/pom.xml")) {
      Files.createDirectories(course.resolve(source).getParent());
      Files.createFile(course.resolve(source));
    }
    for (var folder : List.of("lib/src/main", "lib/target/classes", "environment/kernel/src/main",
        "environment/kernel/target/classes")) {
      Files.createDirectories(course.resolve(folder));
    }
    Files.writeString(course.resolve("environment/kernel/target/classpath"), System.getProperty("java.class.path"));
    bin = Files.createDirectory(temp.resolve("bin"));
  }

  @AfterEach
  void end() throws InterruptedException {
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  private void maven(String script) throws IOException {
    var mvn = Files.writeString(bin.resolve("mvn"), "#!/bin/sh\necho $$ >> '" + temp + "/builds'\n" + script + "\n");
    assertTrue(mvn.toFile().setExecutable(true));
  }

  private record Ended(int code, String said) {}

  private Process start(String... arguments) throws IOException {
    var command = Stream.concat(Stream.of(course.resolve("course").toString()), Stream.of(arguments)).toList();
    var builder = new ProcessBuilder(command).directory(temp.toFile()).redirectErrorStream(true)
        .redirectOutput(temp.resolve("said").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PATH", bin + ":/usr/bin:/bin");
    running = builder.start();
    return running;
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    var process = start(arguments);
    assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), this::said);
    return new Ended(process.exitValue(), said());
  }

  private String said() {
    try {
      return Files.readString(temp.resolve("said"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private List<String> builds() throws IOException {
    var file = temp.resolve("builds");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Test
  void buildsOnceAndAgainWhenASourceChanges() throws Exception {
    maven("exit 0");
    assertEquals(Exit.DONE, run("--version").code(), this::said);
    assertEquals(Exit.DONE, run("--version").code(), this::said);
    assertEquals(1, builds().size());
    Files.createFile(course.resolve("lib/src/main/New.java"));
    assertEquals(Exit.DONE, run("--version").code(), this::said);
    assertEquals(2, builds().size());
  }

  @Test
  void buildsAgainWhenALibraryHasGone() throws Exception {
    maven("exit 0");
    run("--version");
    var classpath = course.resolve(".course/build/classpath");
    Files.writeString(classpath, Files.readString(classpath) + ":/gone/library.jar");
    run("--version");
    assertEquals(2, builds().size());
  }

  @Test
  void saysWhichLibrariesCouldNotBeFetched() throws Exception {
    maven("""
        echo '[ERROR] Could not transfer artifact some:library:jar:1.0 from/to somewhere: Unknown host'
        exit 1""");
    var ended = run("list");
    assertEquals(Exit.ENVIRONMENT, ended.code());
    assertTrue(ended.said().contains("some:library:jar:1.0"), ended::said);
    assertTrue(ended.said().contains("needs a network"), ended::said);
  }

  @Test
  void saysWhereABuildFailed() throws Exception {
    maven("""
        echo '[ERROR] A.java:[1,2] class expected'
        exit 1""");
    var ended = run("list");
    assertEquals(Exit.ENVIRONMENT, ended.code());
    assertTrue(ended.said().contains("A.java:[1,2] class expected"), ended::said);
  }

  @Test
  void endsMavenWhenItIsInterrupted() throws Exception {
    maven("sleep 600 & echo $! >> '" + temp + "/builds'; trap 'kill $!; exit 143' TERM; wait");
    var process = start("list");
    await().atMost(PATIENCE).until(() -> builds().size() == 2);
    process.destroy();
    assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), this::said);
    assertEquals(130, process.exitValue());
    for (var pid : builds()) {
      await().atMost(PATIENCE)
          .until(() -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty());
    }
    assertTrue(Files.notExists(course.resolve(".course/build/lock")));
  }

  @Test
  void takesOverTheLockOfALauncherThatHasGone() throws Exception {
    maven("exit 0");
    var lock = Files.createDirectories(course.resolve(".course/build/lock"));
    var gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Files.writeString(lock.resolve("pid"), gone.pid() + "\n");
    assertEquals(Exit.DONE, run("--version").code(), this::said);
  }

  @Test
  void worksThroughALinkAndWithoutALocale() throws Exception {
    maven("exit 0");
    var link = Files.createSymbolicLink(bin.resolve("linked"), course.resolve("course"));
    var builder = new ProcessBuilder(link.toString(), "--version").directory(temp.toFile()).redirectErrorStream(true)
        .redirectOutput(temp.resolve("said").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("PATH", bin + ":/usr/bin:/bin");
    running = builder.start();
    assertTrue(running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertEquals(Exit.DONE, running.exitValue(), this::said);
  }
}
