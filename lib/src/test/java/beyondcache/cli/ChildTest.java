package beyondcache.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChildTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void theEndOfItsInputIsTheEndOfTheCommand() throws IOException {
    // Ends by itself only when the pipe does; says when signals do not matter to it any more.
    var child = Child.start(new ProcessBuilder("sh", "-c", "trap '' TERM; echo ready; read line; exit 7"));
    assertEquals("ready", child.process().inputReader().readLine());
    child.close();
    assertEquals(7, child.process().exitValue());
  }

  @Test
  void itTakesItsOwnChildrenWithIt() throws IOException {
    var child = Child.start(new ProcessBuilder("sh", "-c", "sleep 600 & sleep 600 & wait"));
    await().atMost(PATIENCE).until(() -> child.process().descendants().count() == 2);
    var descendants = child.process().descendants().toList();
    child.close();
    assertFalse(child.process().isAlive());
    assertTrue(descendants.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void aProgramThatIsNotThereIsAnException() {
    assertThrows(IOException.class, () -> Child.start(new ProcessBuilder("/no/such/program")));
  }
}
