package beyondcache.sale;

import beyondcache.sandbox.Link;
import beyondcache.sandbox.Standalone;

/**
 * A host and port at which a client that knows nothing else reaches the sandbox. The solutions to Task 5 are given no database
 * and no credentials; where the sandbox has them, a link in between logs each connection in.
 */
record Entrance(Standalone redis, Link link) implements AutoCloseable {

  static Entrance to(Standalone redis) {
    var uri = redis.uri();
    var needsNothing = uri.getUserInfo() == null && (uri.getPath() == null || uri.getPath().isEmpty());
    return new Entrance(redis, needsNothing ? null : redis.link());
  }

  String host() {
    return link == null ? redis.host() : link.host();
  }

  int port() {
    return link == null ? redis.port() : link.port();
  }

  @Override
  public void close() {
    if (link != null) {
      link.close();
    }
  }
}
