package beyondcache.sandbox;

import java.net.SocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One redis-server of a sandbox. It may be killed, paused, resumed and restarted, unless the learner pointed the course at
 * a server that was running already: then those methods throw {@link beyondcache.EnvironmentProblem}.
 */
public final class Node {

  /** What the server's process does. */
  public enum State { UP, PAUSED, DOWN }

  /** Milliseconds that the sandbox waits for a server whose state it wants to know. */
  private static final int WATCH_MILLIS = 1_000;

  private final String name;
  private final Server server;
  private final Object adminLock = new Object();
  private RedisClient jedis;
  private Jedis admin;
  private volatile Runnable afterRestart = () -> {};
  private volatile boolean closed;

  Node(String name, Server server) {
    this.name = name;
    this.server = server;
  }

  /** What this node is called in messages and pictures; it keeps its name when its role changes. */
  public String name() {
    return name;
  }

  /** The address to connect to, usually 127.0.0.1. */
  public String host() {
    return server.address().host();
  }

  /** The port, the same after a restart. */
  public int port() {
    return server.address().port();
  }

  /**
   * Where a program on this machine reaches the server at the least cost: its Unix domain socket if the sandbox started it, or
   * else host and port.
   */
  public SocketAddress socketAddress() {
    return server.socketAddress();
  }

  /** The address as {@code redis://host:port}, with user, password and database where the server has them. */
  public URI uri() {
    return server.address().uri();
  }

  /** Credentials, database and time-outs (2 s to connect, 5 s for a reply) for a Jedis client of one's own. */
  public JedisClientConfig clientConfig() {
    return server.address().clientConfig().build();
  }

  /** A client of this node alone, made on first use and closed with the sandbox. */
  public synchronized RedisClient jedis() {
    if (closed) {
      throw new IllegalStateException("This sandbox is closed. Make a new one.");
    }
    if (jedis == null) {
      jedis = RedisClient.builder()
          .hostAndPort(host(), port())
          .clientConfig(clientConfig())
          .poolConfig(Clients.pool())
          .build();
    }
    return jedis;
  }

  /** All of the server's {@code INFO}, by field. */
  public Map<String, String> info() {
    return fields(jedis().info());
  }

  /** One section of {@code INFO}, such as {@code memory} or {@code replication}, by field. */
  public Map<String, String> info(String section) {
    return fields(jedis().info(section));
  }

  /** Reads lines of the form {@code name:value}, in which INFO and CLUSTER INFO answer. */
  static Map<String, String> fields(String info) {
    var fields = new LinkedHashMap<String, String>();
    info.lines().map(line -> line.split(":", 2)).filter(field -> field.length == 2)
        .forEach(field -> fields.put(field[0], field[1]));
    return fields;
  }

  /** All that the server has logged, over its restarts too. */
  public String log() {
    return server.log();
  }

  /** Whether the server's process is there; a paused one is. */
  public boolean isAlive() {
    return server.alive();
  }

  /** Whether the server's process runs, is paused, or is gone. */
  public State state() {
    return !server.alive() ? State.DOWN : server.paused() ? State.PAUSED : State.UP;
  }

  /** Whether the sandbox started this server, and may therefore break it. */
  public boolean isOurs() {
    return server.ours();
  }

  /**
   * Ends the server as a crash of its process would (SIGKILL), and returns when it is gone. What it had handed to the operating
   * system is not lost; a power cut could lose that too.
   */
  public void kill() {
    server.kill();
  }

  /** Stops the server in its tracks (SIGSTOP): connections stay open, and nothing answers. */
  public void pause() {
    server.pause();
  }

  /** Lets a paused server go on (SIGCONT). */
  public void resume() {
    server.resume();
  }

  /**
   * Starts the server again, on its port and with its files; one that is up is first stopped in an orderly way. Data
   * survives as far as the server was told to persist it, which by default it is not.
   */
  public void restart() {
    server.restart();
    afterRestart.run();
    forgetConnections();
  }

  /** Drops the client's idle connections when the server has ended them: the first command on each would fail. */
  synchronized void forgetConnections() {
    if (jedis != null) {
      jedis.getPool().clear();
    }
  }

  Server server() {
    return server;
  }

  /** What else a restart of this node takes. */
  void afterRestart(Runnable action) {
    afterRestart = action;
  }

  /**
   * Asks the server something over a connection of the sandbox's own, with time-outs that do not hold up whoever watches.
   *
   * @throws JedisException if the server is down, paused or says no
   */
  <T> T ask(Function<Jedis, T> question) {
    synchronized (adminLock) {
      if (server.ours() && state() != State.UP) {
        throw new JedisConnectionException(this + " cannot answer.");
      }
      try {
        if (admin == null) {
          admin = new Jedis(server.address().hostAndPort(), server.address().clientConfig().resp2()
              .connectionTimeoutMillis(WATCH_MILLIS).socketTimeoutMillis(WATCH_MILLIS).database(0)
              .clientSetInfoConfig(ClientSetInfoConfig.DISABLED).build());
        }
        return question.apply(admin);
      } catch (JedisConnectionException e) {
        forgetAdmin();
        throw e;
      }
    }
  }

  /** As {@link #ask}, and nothing when the server is down, paused or says no. */
  <T> Optional<T> tryAsk(Function<Jedis, T> question) {
    try {
      return Optional.ofNullable(ask(question));
    } catch (JedisException e) {
      return Optional.empty();
    }
  }

  private void forgetAdmin() {
    if (admin != null) {
      try {
        admin.close();
      } catch (JedisException e) {
        // It was broken already.
      }
      admin = null;
    }
  }

  void close() {
    closed = true;
    // First, so that whoever waits for an answer of this server does not wait for its time-out.
    server.close();
    synchronized (adminLock) {
      forgetAdmin();
    }
    synchronized (this) {
      if (jedis != null) {
        jedis.close();
      }
    }
  }

  @Override
  public String toString() {
    return name + " at " + server.address() + " (" + state().name().toLowerCase(Locale.ROOT) + ")";
  }
}
