package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class AnswerClassTest {

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "open files are found in /proc")
  void theLibrariesAreClosedAfterEachCompilation() throws Exception {
    assertEquals("Probe", compile().getSimpleName());
    var before = openJars();
    for (var i = 0; i < 5; i++) {
      compile();
    }
    var after = openJars();
    assertTrue(after <= before, before + " jars were open before five more compilations, and " + after + " are afterwards");
  }

  private static Class<?> compile() throws AnswerClass.NotCompiled {
    return AnswerClass.of(Fixture.exercise(), Fixture.hit("return -1;"));
  }

  private static long openJars() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(file -> {
        try {
          return Files.readSymbolicLink(file).toString().endsWith(".jar");
        } catch (IOException e) {
          return false; // closed meanwhile
        }
      }).count();
    }
  }
}
