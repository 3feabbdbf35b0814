package beyondcache.check;

import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The warm server of this process, reused between tests and checks, never one that the learner pointed at. It starts on first use and goes with the process. What a
 * test left on it is removed before the next one: keys, scripts, functions, settings. When it no longer answers it
 * is replaced.
 */
final class Sandboxes {

  private static final int PATIENCE_MILLIS = 1500;

  private static Standalone shared;
  private static Map<String, String> settings = Map.of();

  private Sandboxes() {}

  /** The shared server, alive and clean of nothing yet: see {@link #clean()}. */
  static synchronized Standalone shared() {
    if (shared == null) {
      shared = Sandbox.breakable();
      settings = shared.jedis().configGet("*");
    }
    return shared;
  }

  /** Makes the shared server, if there is one, as good as new. */
  static synchronized void clean() {
    if (shared == null) {
      return;
    }
    var jedis = shared.jedis();
    jedis.flushAll();
    jedis.scriptFlush();
    jedis.functionFlush();
    var changed = new HashMap<>(jedis.configGet("*"));
    changed.entrySet().removeIf(now -> now.getValue().equals(settings.get(now.getKey())));
    changed.forEach((name, value) -> jedis.configSet(name, settings.get(name)));
  }

  /** Drops the shared server when it is gone or does not answer. Returns whether it had gone. */
  static synchronized boolean heal() {
    if (shared == null || answers()) {
      return false;
    }
    var gone = !shared.node().isAlive();
    shared.close();
    shared = null;
    return gone;
  }

  // With a connection of its own, which waits for less long than a test may take.
  private static boolean answers() {
    var config = DefaultJedisClientConfig.builder().from(shared.node().clientConfig())
        .socketTimeoutMillis(PATIENCE_MILLIS).build();
    try (var probe = new Jedis(shared.host(), shared.port(), config)) {
      return shared.node().isAlive() && probe.ping().equals("PONG");
    } catch (JedisException e) {
      return false;
    }
  }
}
