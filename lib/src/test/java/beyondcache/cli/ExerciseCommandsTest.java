package beyondcache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.CourseFolder;
import beyondcache.check.Exercises;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The subcommands about exercises, in a course with a single one. */
class ExerciseCommandsTest {

  @TempDir
  Path folder;

  private String home;
  private String out;
  private String err;

  @BeforeEach
  void makeACourse() throws Exception {
    var fixture = Path.of(Exercises.class.getResource("course").toURI());
    Trees.copy(fixture, folder.resolve("course"));
    home = System.setProperty(CourseFolder.PROPERTY, folder.resolve("course").toString());
  }

  @AfterEach
  void goBack() {
    if (home == null) {
      System.clearProperty(CourseFolder.PROPERTY);
    } else {
      System.setProperty(CourseFolder.PROPERTY, home);
    }
  }

  private int run(Object command, String... arguments) {
    var printed = new StringWriter();
    var complained = new StringWriter();
    var code = new CommandLine(command).setOut(new PrintWriter(printed, true)).setErr(new PrintWriter(complained, true))
        .execute(arguments);
    out = printed.toString();
    err = complained.toString();
    return code;
  }

  private Path stub() {
    return folder.resolve("course/exercises/src/main/java/probe/Probe.java");
  }

  private void solve() throws IOException {
    Files.copy(folder.resolve("course/solutions/src/main/java/probe/Probe.java"), stub(),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aLearnersWay() throws IOException {
    assertEquals(Exit.DONE, run(new ListCommand()));
    assertTrue(out.contains("0 of 1 passed. Next: edit exercises/src/main/java/probe/Probe.java"), out);

    assertEquals(Exit.FAILED, run(new CheckCommand(), "9.1"));
    assertTrue(out.contains("Not written yet: Probe.hit.\n"), out);

    assertEquals(Exit.DONE, run(new HintCommand(), "probe"));
    assertTrue(out.startsWith("Hint 1 of 3 for 9.1 Probe\n\nRedis can count."), out);
    assertEquals(Exit.DONE, run(new HintCommand(), "9.1"));
    assertTrue(out.contains("Hint 2 of 3"), out);
    assertEquals(Exit.DONE, run(new HintCommand(), "9.1", "--level", "1"));
    assertTrue(out.contains("Hint 1 of 3"), out);
    run(new HintCommand(), "9.1");
    assertEquals(Exit.DONE, run(new HintCommand(), "9.1"));
    assertTrue(out.contains("Hint 3 of 3"), out);

    assertEquals(Exit.FAILED, run(new SolutionCommand(), "9.1"));
    assertTrue(err.contains("--anyway"), err);
    assertEquals("", out);

    solve();
    assertEquals(Exit.DONE, run(new ListCommand(), "--json"));
    assertEquals("tried", state());
    assertEquals(Exit.DONE, run(new CheckCommand(), "9.1"));
    assertTrue(out.endsWith("That was the last one: all have passed.\n"), out);
    assertEquals(Exit.DONE, run(new SolutionCommand(), "9.1"));
    assertTrue(out.contains("return redis.incr(\"hits\");"), out);
    run(new ListCommand(), "--json");
    assertEquals("passed", state());

    assertEquals(Exit.DONE, run(new ResetCommand(), "9.1"));
    assertTrue(out.contains("Your version is kept in exercises/kept/9.1-probe/"), out);
    assertTrue(Files.readString(stub()).contains("yours to write"));
    run(new ListCommand(), "--json");
    assertEquals("passed-earlier", state());
  }

  private String state() {
    return JsonParser.parseString(out).getAsJsonArray().get(0).getAsJsonObject().get("state").getAsString();
  }

  @Test
  void theSolutionIsShownToWhoeverInsists() {
    assertEquals(Exit.DONE, run(new SolutionCommand(), "9.1", "--anyway"));
    assertTrue(out.contains("redis.incr"), out);
  }

  @Test
  void otherAnswersAreCheckedAndDoNotCountAsProgress() {
    assertEquals(Exit.DONE, run(new CheckCommand(), "9.1", "--solution", "--json"));
    assertEquals("passed", JsonParser.parseString(out).getAsJsonObject().getAsJsonArray("verdicts").get(0).getAsJsonObject()
        .get("outcome").getAsString());
    assertEquals(Exit.FAILED, run(new CheckCommand(), "--all", "--answer",
        folder.resolve("course/exercises/stubs/probe").toString()));
    run(new ListCommand(), "--json");
    assertEquals("untouched", state());
  }

  @Test
  void reportsAreWrittenWhereAskedFor() throws IOException {
    var junit = folder.resolve("reports/junit.xml");
    var gradescope = folder.resolve("results.json");
    run(new CheckCommand(), "9.1", "--solution", "--report", "junit:" + junit, "--report", "GRADESCOPE:" + gradescope);
    assertTrue(Files.readString(junit).contains("<testsuite name=\"probe.ProbeTest\""));
    assertTrue(Files.readString(gradescope).contains("\"max_score\": 1.0"));
  }

  @Test
  void wrongUsageIsExplainedBeforeAnythingRuns() {
    assertEquals(Exit.USAGE, run(new CheckCommand()));
    assertTrue(err.contains("./course check 1.1"), err);
    assertEquals(Exit.USAGE, run(new CheckCommand(), "9.1", "--all"));
    assertEquals(Exit.USAGE, run(new CheckCommand(), "9.7"));
    assertTrue(err.contains("There is no exercise \"9.7\". There are: 9.1 Probe."), err);
    assertEquals(Exit.USAGE, run(new CheckCommand(), "9.1", "--answer", folder.resolve("nowhere").toString()));
    assertTrue(err.contains("nowhere"), err);
    assertEquals(Exit.USAGE, run(new CheckCommand(), "9.1", "--report", "pdf:x"));
    assertTrue(err.contains("json, junit, exercism or gradescope"), err);
    assertEquals(Exit.USAGE, run(new HintCommand(), "9.1", "--level", "4"));
    assertEquals(Exit.USAGE, run(new ResetCommand(), "nothing"));
    assertFalse(Files.exists(folder.resolve("course/.course/progress.json")));
  }
}
