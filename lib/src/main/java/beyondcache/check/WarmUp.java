package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import beyondcache.EnvironmentProblem;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What every check needs and no test should have to pay for, done beside the compiler's work. What goes wrong here goes wrong
 * again, and is said, when a test asks for the server.
 */
final class WarmUp {

  private final CountDownLatch done = new CountDownLatch(1);

  void run() {
    try {
      LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
          .selectors(DiscoverySelectors.selectClass(Nothing.class)).build());
    } catch (EnvironmentProblem | JedisException e) {
      return;
    } finally {
      done.countDown();
    }
  }

  void await() {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A test like any other, for JUnit to load its classes. */
  @ExerciseTest
  static final class Nothing {

    @Test
    void isDone(RedisClient redis) {
      assertEquals("PONG", redis.ping(), "the answer to PING");
    }
  }
}
