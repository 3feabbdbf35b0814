package beyondcache.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which program is used, tried with scripts that only tell a version. */
@DisabledOnOs(OS.WINDOWS)
class BinaryTest {

  @TempDir
  private Path folder;

  private Path program(String name, String says) throws IOException {
    var path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, "#!/bin/sh\necho '" + says + "'\n");
    assertTrue(path.toFile().setExecutable(true));
    return path;
  }

  private Path version(String name, String version) throws IOException {
    return program(name, "Redis server v=" + version + " sha=00000000:0");
  }

  private static Surroundings surroundings(String server, Path path) {
    return Surroundings.of(name -> switch (name) {
      case "REDIS_SERVER" -> server;
      case "PATH" -> path == null ? "" : path.toString();
      default -> null;
    }, null);
  }

  @Test
  void aCurrentOneOnThePathIsPreferred() throws IOException {
    version("bin/redis-server", "8.12.0");
    var found = Binary.candidates(surroundings(null, folder.resolve("bin")));
    assertEquals("8.12.0", found.get(0).version().toString());
    assertEquals("embedded", found.get(found.size() - 1).source());
  }

  @Test
  void theCoursesOwnComesBeforeAnOlderOneOnThePath() throws IOException {
    version("bin/redis-server", "7.2.5");
    var sources = Binary.candidates(surroundings(null, folder.resolve("bin"))).stream().map(Binary::source).toList();
    assertEquals("the path", sources.get(sources.size() - 2), "of " + sources);
    version("state/redis/redis-server", "8.6.3");
    assertEquals("8.6.3", Binary.own(folder.resolve("state")).orElseThrow().version().toString());
  }

  @Test
  void oneOfOursThatDoesNotStartCountsAsNone() throws IOException {
    program("state/redis/redis-server", "error while loading shared libraries");
    assertTrue(Binary.own(folder.resolve("state")).isEmpty());
    assertTrue(Binary.own(folder.resolve("nothing")).isEmpty());
  }

  @Test
  void anOldOneOnThePathIsPassedOver() throws IOException {
    version("bin/redis-server", "6.2.14");
    assertTrue(Binary.candidates(surroundings(null, folder.resolve("bin"))).stream().noneMatch(it -> it.source().equals("the path")));
  }

  @Test
  void whatRedisServerNamesIsTheOnlyOne() throws IOException {
    var named = version("other/server", "7.4.11");
    version("bin/redis-server", "8.12.0");
    assertEquals(named, Binary.find(surroundings(named.toString(), folder.resolve("bin"))).path());
    assertEquals("embedded", Binary.find(surroundings("embedded", folder.resolve("bin"))).source());
  }

  @Test
  void aNameThatIsNoServerIsToldWithWhatToDo() throws IOException {
    var names = new String[] {folder.resolve("absent").toString(), Files.writeString(folder.resolve("plain"), "").toString(),
        program("garbage", "hello").toString(), version("old", "6.0.16").toString()};
    for (var name : names) {
      var problem = assertThrows(EnvironmentProblem.class, () -> Binary.find(surroundings(name, null)), name);
      assertTrue(problem.getMessage().contains("REDIS_SERVER is set to " + name), problem.getMessage());
      assertTrue(problem.getMessage().contains("or unset it"), problem.getMessage());
    }
  }
}
