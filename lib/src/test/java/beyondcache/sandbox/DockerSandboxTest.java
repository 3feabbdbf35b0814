package beyondcache.sandbox;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import beyondcache.CourseFolder;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract, kept by servers in containers. */
class DockerSandboxTest extends SandboxContract {

  @BeforeAll
  static void anEngineHasToAnswer() {
    if (!DockerEngine.available()) {
      System.err.println("NOT CHECKED: the sandbox in containers (-Dsandbox=docker), because no Docker engine answers here.");
      abort("no Docker engine answers");
    }
  }

  @Override
  Surroundings surroundings() {
    return Surroundings.of(name -> null, "docker");
  }

  @Test
  void theImageIsTheComposeFiles() throws IOException {
    var compose = CourseFolder.root().resolve("docker-compose.yml");
    if (Files.exists(compose)) {
      assertTrue(Files.readString(compose).contains(" " + DockerEngine.IMAGE + "\n"), "one image for both");
    }
  }
}
