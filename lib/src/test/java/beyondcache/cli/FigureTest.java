package beyondcache.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureTest {

  @Test
  void theMedianLiesBetweenTheTwoInTheMiddle() {
    assertEquals(2, new Figure("", "s", 0, 3, 1, 2).median());
    assertEquals(2.5, new Figure("", "s", 0, 4, 1, 3, 2).median());
  }

  @Test
  void aMissedTargetIsMarked() {
    var bytes = new ByteArrayOutputStream();
    Figure.print(
        List.of(new Figure("slow", "s", 1, 2), new Figure("quick", "s", 3, 2), new Figure("few", "op/s", -5, 4)),
        new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
    var lines = bytes.toString(StandardCharsets.UTF_8).split("\n");
    assertTrue(lines[1].endsWith("≤ 1 s  missed"), lines[1]);
    assertTrue(lines[2].endsWith("≤ 3 s"), lines[2]);
    assertTrue(lines[3].endsWith("≥ 5 op/s  missed"), lines[3]);
  }

  @Test
  void durationsReadAsPeopleSayThem() {
    assertEquals("0.4 s", Progress.say(Duration.ofMillis(400)));
    assertEquals("12 s", Progress.say(Duration.ofMillis(12_300)));
    assertEquals("2 min 05 s", Progress.say(Duration.ofSeconds(125)));
  }

  @Test
  void numbersDoNotDependOnTheMachinesLanguage() {
    var before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertEquals("0.4 s", Progress.say(Duration.ofMillis(400)));
      var bytes = new ByteArrayOutputStream();
      Figure.print(List.of(new Figure("some", "s", 0, 0.25), new Figure("many", "s", 0, 12_345)),
          new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8)));
      var text = bytes.toString(StandardCharsets.UTF_8);
      assertTrue(text.contains("0.25") && text.contains("12,345"), text);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void anInterpreterThatHangsIsGivenUp(@TempDir Path folder) throws Exception {
    var hangs = folder.resolve("python");
    Files.writeString(hangs, "#!/bin/sh\necho python 3.12\nexec sleep 600\n");
    assertTrue(hangs.toFile().setExecutable(true));
    assertEquals(Optional.empty(), assertTimeoutPreemptively(Duration.ofSeconds(30), () -> Python.probe(hangs, 1)));
  }

  @Test
  void whatAnInterpreterHasIsRead(@TempDir Path folder) throws Exception {
    var script = folder.resolve("python");
    Files.writeString(script, "#!/bin/sh\necho python 3.12\necho jupyterlab 4.4\n");
    assertTrue(script.toFile().setExecutable(true));
    assertEquals(Map.of("python", "3.12", "jupyterlab", "4.4"), Python.probe(script).orElseThrow().versions());
  }

  @Test
  void versionsAreComparedAsNumbers() {
    var python = new Python(Path.of("python"), Map.of("jupyterlab", "4.10.0rc1", "python", "3.9"));
    assertTrue(python.atLeast("jupyterlab", 4, 9));
    assertTrue(python.atLeast("python", 3, 9));
    assertFalse(python.atLeast("python", 3, 10));
    assertFalse(python.atLeast("nbclient", 0));
  }
}
