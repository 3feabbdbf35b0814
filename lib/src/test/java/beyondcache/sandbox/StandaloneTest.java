package beyondcache.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a standalone server comes from, and what is said when it cannot be had. */
class StandaloneTest {

  @TempDir
  private Path folder;

  private static Standalone start(Map<String, String> environment, String... directives) {
    var surroundings = Surroundings.of(environment::get, null);
    return directives.length == 0 ? Standalone.open(surroundings) : Standalone.start(surroundings, List.of(directives));
  }

  private static String problem(Map<String, String> environment, String... directives) {
    return assertThrows(EnvironmentProblem.class, () -> start(environment, directives).close()).getMessage();
  }

  private static void assertContains(String part, String message) {
    assertTrue(message.contains(part), message);
  }

  private Path script(String name, String text) throws IOException {
    var script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
    assertTrue(script.toFile().setExecutable(true));
    return script;
  }

  @Test
  void aServerThatEndsInsteadOfStartingIsNamedAndShowsItsLog() {
    var message = problem(Map.of(), "no-such-directive 1");
    assertContains("'redis'", message);
    assertContains("no-such-directive", message);
  }

  @Test
  void theProgramThatIsNamedIsUsed() throws IOException {
    var wrapper = script("über alles redis", "[ \"$1\" = --version ] && { echo 'Redis server v=7.0.15 sha'; exit; }\n"
        + "exec '" + Binary.embedded().path() + "' \"$@\"");
    try (var redis = start(Map.of("REDIS_SERVER", wrapper.toString()))) {
      assertEquals("PONG", redis.jedis().ping());
      assertContains("REDIS_SERVER", redis.toString());
    }
  }

  @Test
  void aProgramThatIsNoneIsRefused() throws IOException {
    assertContains("no program", problem(Map.of("REDIS_SERVER", folder.resolve("missing").toString())));
    assertContains("--version", problem(Map.of("REDIS_SERVER", script("cat", "echo meow").toString())));
    assertContains("6.2.7", problem(Map.of("REDIS_SERVER", script("old", "echo 'Redis server v=6.2.7 sha'").toString())));
  }

  @Test
  void anOldServerOnThePathIsPassedOver() throws IOException {
    script("redis-server", "echo 'Redis server v=6.0.16 sha'");
    assertNotEquals("the path", Binary.find(Surroundings.of(Map.of("PATH", folder.toString())::get, null)).source());
    script("redis-server", "echo 'Redis server v=8.0.2 sha'");
    var other = Files.createDirectory(folder.resolve("other"));
    Files.move(folder.resolve("redis-server"), other.resolve("redis-server"));
    assertEquals("the path", Binary.find(Surroundings.of(Map.of("PATH", folder + ":" + other)::get, null)).source());
  }

  @Test
  void anAddressWhereNobodyAnswersIsNotReplacedByAServerOfOurs() throws IOException {
    int port;
    try (var taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    assertContains("127.0.0.1:" + port, problem(Map.of("REDIS_URL", "redis://127.0.0.1:" + port)));
    assertContains("no address", problem(Map.of("REDIS_URL", "http://127.0.0.1")));
    assertContains("no address", problem(Map.of("REDIS_URL", "redis://127.0.0.1/zero")));
  }

  @Test
  void aWrongPasswordIsReportedAndTheRightOneUsed() {
    try (var server = start(Map.of(), "requirepass sesame")) {
      assertEquals("PONG", server.jedis().ping());
      assertContains("REDIS_URL", problem(Map.of("REDIS_URL", "redis://127.0.0.1:" + server.port())));
      assertContains("REDIS_URL", problem(Map.of("REDIS_URL", "redis://:guess@127.0.0.1:" + server.port())));
      try (var redis = start(Map.of("REDIS_URL", server.uri() + "/2"))) {
        assertEquals("PONG", redis.jedis().ping());
        assertEquals("PONG", redis.lettuce().connect().sync().ping());
      }
    }
  }

  @Test
  void keysThatWereThereBeforeAreNotFlushed() {
    try (var server = start(Map.of())) {
      var url = "redis://127.0.0.1:" + server.port();
      server.jedis().set("somebody's", "data");
      try (var redis = start(Map.of("REDIS_URL", url))) {
        var message = assertThrows(EnvironmentProblem.class, redis::flush).getMessage();
        assertContains("?flush=yes", message);
        assertTrue(server.jedis().exists("somebody's"));
      }
      try (var redis = start(Map.of("REDIS_URL", url + "/5"))) {
        redis.jedis().set("mine", "data");
        redis.flush();
        assertEquals(0, redis.jedis().dbSize());
        assertTrue(server.jedis().exists("somebody's"), "another database");
      }
      try (var redis = start(Map.of("REDIS_URL", url + "/0?flush=yes"))) {
        assertTrue(redis.jedis().exists("somebody's"));
        redis.flush();
        assertFalse(server.jedis().exists("somebody's"));
      }
    }
  }

  @Test
  void onASharedServerEachSandboxHasAnEmptyDatabaseOfItsOwn() {
    try (var server = start(Map.of())) {
      var url = Map.of("REDIS_URL", "redis://127.0.0.1:" + server.port() + "?flush=yes");
      server.jedis().set("key", "from yesterday");
      try (var first = start(url); var second = start(url)) {
        assertEquals(0, first.jedis().dbSize());
        first.jedis().set("key", "first");
        second.jedis().set("key", "second");
        second.flush();
        assertEquals("first", first.jedis().get("key"));
        assertEquals("first", first.lettuce().connect().sync().get("key"));
        try (var third = start(url)) {
          assertEquals(3, Set.of(first.uri(), second.uri(), third.uri()).size());
        }
      }
      try (var next = start(url)) {
        assertEquals("redis://127.0.0.1:" + server.port(), next.uri().toString(), "what was closed is free again");
        assertEquals(0, next.jedis().dbSize());
      }
      var open = new ArrayList<Standalone>();
      try {
        var problem = assertThrows(EnvironmentProblem.class, () -> {
          while (open.size() < 100) {
            open.add(start(url));
          }
        });
        assertEquals(16, open.size());
        assertContains("no database that is free", problem.getMessage());
      } finally {
        open.forEach(Standalone::close);
      }
    }
  }

  @Test
  void whatBelongsToTheSandboxCannotBeAskedFor() {
    assertThrows(IllegalArgumentException.class, () -> Sandbox.standalone("port 6379"));
    assertThrows(IllegalArgumentException.class, () -> Sandbox.standalone("save \"\"\nport 1"));
    assertThrows(IllegalArgumentException.class, () -> Sandbox.standalone(" "));
  }

  @Test
  void anUnknownKindIsNamed() {
    var message = assertThrows(EnvironmentProblem.class,
        () -> Standalone.start(Surroundings.of(name -> null, "doker"), List.of())).getMessage();
    assertContains("doker", message);
  }
}
