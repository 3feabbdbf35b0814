package beyondcache.check;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.CourseFolder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A worker and its Redis end with the process that started them, also when that one had no time to say so. */
class OrphansTest {

  /** Runs a check, tells which processes it started, and waits to be killed. */
  static final class Parent {

    public static void main(String[] args) throws InterruptedException {
      var checker = new Checker();
      var verdict = checker.check(Fixture.exercise(), Answer.model(Fixture.exercise()));
      var pids = ProcessHandle.current().descendants().map(p -> Long.toString(p.pid())).toList();
      System.out.println(verdict.outcome() + " " + String.join(" ", pids));
      Thread.sleep(600_000);
    }
  }

  @Test
  void nothingIsLeftWhenTheParentIsKilled() throws Exception {
    var parent = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-D" + CourseFolder.PROPERTY + "=" + CourseFolder.root(), "-cp", System.getProperty("java.class.path"),
        Parent.class.getName()).redirectErrorStream(true).start();
    try (var out = new BufferedReader(new InputStreamReader(parent.getInputStream()))) {
      var line = out.readLine();
      assertTrue(line.startsWith("PASSED "), line);
      var pids = Arrays.stream(line.split(" ")).skip(1).map(Long::valueOf).toList();
      assertTrue(pids.size() >= 2, "a worker and its Redis: " + pids);
      parent.destroyForcibly();
      await().atMost(Duration.ofSeconds(30)).until(() ->
          pids.stream().noneMatch(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)));
    } finally {
      parent.destroyForcibly();
    }
  }
}
