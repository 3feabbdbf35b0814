package beyondcache.sandbox;

import java.util.List;
import java.util.Map;

/**
 * A sandbox in database 3 of a server that asks for a password, as in a lab where several notebooks share one server; and
 * database 0 of that server, where another notebook has its keys.
 */
public record SharedDatabase(Standalone others, Standalone redis) implements AutoCloseable {

  public static SharedDatabase open() {
    var others = Standalone.start(EmbeddedSandboxTest.EMBEDDED, List.of("requirepass secret"));
    return new SharedDatabase(others, Standalone.open(Surroundings.of(
        Map.of("REDIS_URL", "redis://:secret@127.0.0.1:" + others.port() + "/3")::get, null)));
  }

  @Override
  public void close() {
    redis.close();
    others.close();
  }
}
