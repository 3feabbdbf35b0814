package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import redis.clients.jedis.RedisClient;

/**
 * A single Redis server: {@link Sandbox#standalone()}.
 *
 * <p>Clients are made on first use, have short time-outs (2 s to connect, 5 s for a reply), and are closed with the
 * sandbox.
 */
public final class Standalone implements Sandbox {

  private final Node node;

  /** Closes what is behind the node: the engine of a server of our own, the claim on a database of a shared one. */
  private final Runnable end;
  private final boolean mayFlush;
  private final Clients clients = new Clients();
  private Version version;

  private Standalone(Node node, Runnable end, boolean mayFlush) {
    this.node = node;
    this.end = end;
    this.mayFlush = mayFlush;
  }

  static Standalone open(Surroundings surroundings) {
    return surroundings.kind().isEmpty() && surroundings.url().isPresent()
        ? running(surroundings.url().get()) : start(surroundings, List.of());
  }

  static Standalone start(Surroundings surroundings, List<String> directives) {
    var engine = Engine.of(surroundings, 1);
    try {
      return new Standalone(new Node("redis", engine.start("redis", Engine.Kind.STANDALONE, directives)), engine::close,
          true);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private static Standalone running(String url) {
    var address = Address.parse("REDIS_URL", url);
    var server = RunningServer.at(address, "REDIS_URL");
    var expendable = url.matches(".*[?&]flush=yes(&.*)?");
    if (expendable && url.matches("redis://[^/?]*/?\\?.*")) {
      var database = OwnDatabase.of(address);
      var standalone = checked(new Standalone(new Node("redis", server.in(database.number())), database::close, true));
      standalone.flush();
      return standalone;
    }
    var node = new Node("redis", server);
    return checked(new Standalone(node, () -> { }, expendable || node.jedis().dbSize() == 0));
  }

  private static Standalone checked(Standalone standalone) {
    if (!standalone.atLeast("7.0")) {
      standalone.close();
      throw new EnvironmentProblem("REDIS_URL points at Redis " + standalone.version + " at " + standalone.host() + ":"
          + standalone.port() + ", and the course needs 7.0 or newer.\nPoint it at a newer one, or unset it to use the "
          + "course's own.");
    }
    return standalone;
  }

  /** The address to connect to, usually 127.0.0.1. */
  public String host() {
    return node.host();
  }

  /** The port, the same after a restart. */
  public int port() {
    return node.port();
  }

  /** The address as {@code redis://host:port}, with user, password and database where the server has them. */
  public URI uri() {
    return node.uri();
  }

  /** The server itself. */
  public Node node() {
    return node;
  }

  @Override
  public List<Node> nodes() {
    return List.of(node);
  }

  @Override
  public synchronized String version() {
    if (version == null) {
      version = Version.of(node.info("server").get("redis_version"));
    }
    return version.text();
  }

  /** A Jedis client with a pool of connections; it belongs to the sandbox. */
  public RedisClient jedis() {
    return node.jedis();
  }

  /** A configuration for a Redisson client of one's own, with few threads. */
  public Config redissonConfig() {
    var address = node.server().address();
    var config = Clients.redissonConfig(address);
    config.useSingleServer()
        .setAddress("redis://" + address)
        .setDatabase(address.database())
        .setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(16)
        .setSubscriptionConnectionPoolSize(8)
        .setConnectTimeout(Address.CONNECT_MILLIS)
        .setTimeout(Address.REPLY_MILLIS);
    return config;
  }

  /** A Redisson client; it belongs to the sandbox. */
  public RedissonClient redisson() {
    return clients.redisson(this::redissonConfig);
  }

  /** A Lettuce client; it belongs to the sandbox. */
  public io.lettuce.core.RedisClient lettuce() {
    return clients.lettuce(node.server().address());
  }

  /** One section of {@code INFO}, such as {@code memory} or {@code stats}, by field. */
  public Map<String, String> info(String section) {
    return node.info(section);
  }

  /** A way to the server for clients that can be slow, silent or cut. */
  public Link link() {
    return clients.link(node);
  }

  /**
   * Ends the server as a crash of its process would (SIGKILL). What it had handed to the operating system is not lost; a power
   * cut could lose that too.
   */
  public void kill() {
    node.kill();
  }

  /** Stops the server in its tracks (SIGSTOP): connections stay open, and nothing answers. */
  public void pause() {
    node.pause();
  }

  /** Lets a paused server go on (SIGCONT). */
  public void resume() {
    node.resume();
  }

  /** Starts the server again, on its port; what it has not persisted is gone: see {@link Node#restart()}. */
  public void restart() {
    node.restart();
  }

  /**
   * Empties the keyspace: {@code FLUSHALL} on a server that the sandbox started, {@code FLUSHDB} elsewhere.
   *
   * @throws EnvironmentProblem if {@code REDIS_URL} points at a database that held keys when this sandbox was made. They may
   *     be somebody's; {@code REDIS_URL=redis://host:port/db?flush=yes} says that they are not, and without a database that
   *     none on that server are: each sandbox then takes a database of its own there, and empties it
   */
  public void flush() {
    if (!mayFlush) {
      throw new EnvironmentProblem("REDIS_URL points at database " + node.server().address().database() + " of the server at "
          + host() + ":" + port() + ", which held keys before this program started. They may be needed, so they are not "
          + "removed.\nUnset REDIS_URL to use a server of the course's own; point it at an empty database ("
          + "redis://" + host() + ":" + port() + "/9); or append ?flush=yes to it if all those keys may go.");
    }
    if (node.isOurs()) {
      jedis().flushAll();
    } else {
      jedis().flushDB();
    }
  }

  @Override
  public void close() {
    clients.close();
    node.close();
    end.run();
  }

  /** The server in words, as in "Redis 7.0.15 (embedded) at 127.0.0.1:20123, up". */
  @Override
  public String toString() {
    var state = node.state();
    var known = version == null && state == Node.State.UP ? version() : version;
    return "Redis " + (known == null ? "" : known + " ") + "(" + node.server().source() + ") at " + host() + ":" + port() + ", "
        + state.name().toLowerCase(Locale.ROOT);
  }
}
