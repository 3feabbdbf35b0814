package beyondcache.wire;

import beyondcache.sandbox.Node;
import beyondcache.sandbox.Standalone;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;

/**
 * A proxy in front of one Redis server that shows what passes: see {@link #tape}. Each actor has a port of its own, so
 * that it is known whose command it was, whatever the client: Jedis, Redisson, Lettuce, a plain socket.
 *
 * <pre>{@code
 * try (var wire = Wire.inFrontOf(redis)) {
 *   var tape = wire.record(() -> wire.jedis("Ann").incr("visits"));
 * }
 * }</pre>
 *
 * <p>It is transparent for everything that Redis speaks (pipelines, MULTI, blocking commands, Pub/Sub, RESP2 and RESP3,
 * values of any size), listens on 127.0.0.1 only, and sends no commands of its own.
 */
public final class Wire implements AutoCloseable {

  private final String address;
  private final SocketAddress upstream;
  private final JedisClientConfig config;
  private final Loop loop = new Loop("wire");
  private final TapeDeck deck = new TapeDeck();
  private final Map<String, Party> parties = new LinkedHashMap<>();
  private final Map<String, RedisClient> clients = new LinkedHashMap<>();
  private volatile long cleared;
  private long roundTrips;

  private Wire(String host, int port, SocketAddress upstream, JedisClientConfig config) {
    this.address = host + ":" + port;
    this.upstream = upstream;
    this.config = config;
  }

  /** A wire to a sandbox's server. */
  public static Wire inFrontOf(Standalone redis) {
    return inFrontOf(redis.node());
  }

  /** A wire to one server of a sandbox. */
  public static Wire inFrontOf(Node node) {
    return new Wire(node.host(), node.port(), node.socketAddress(), node.clientConfig());
  }

  /** A wire to any server that wants neither password nor TLS. */
  public static Wire inFrontOf(String host, int port) {
    return new Wire(host, port, new InetSocketAddress(host, port), DefaultJedisClientConfig.builder().build());
  }

  /** The address on which the proxy listens. */
  public String host() {
    return "127.0.0.1";
  }

  /** The port on which it listens for an actor; made at the first call with that name. */
  public int port(String actor) {
    return party(actor).port();
  }

  synchronized Party party(String actor) {
    return parties.computeIfAbsent(actor, name -> loop.ask(() -> new Party(this, name, loop)));
  }

  /** An actor's Jedis client: one for each name. It has credentials and database of the server, and closes with the wire. */
  public synchronized RedisClient jedis(String actor) {
    return clients.computeIfAbsent(actor,
        name -> RedisClient.builder().hostAndPort(host(), port(name)).clientConfig(config).build());
  }

  /** What has passed so far, or since {@link #clear}. */
  public Tape tape() {
    return deck.since(cleared);
  }

  /** Begins the tape anew. */
  public void clear() {
    cleared = deck.position();
  }

  /** Code that may throw. */
  public interface Action {
    void run() throws Exception;
  }

  /**
   * What passes while this runs.
   *
   * @throws Exception what the action throws
   */
  public Tape record(Action action) throws Exception {
    var from = deck.position();
    action.run();
    return deck.since(from);
  }

  /** Breaks the actor's connection at a command that the cut is told; the client may connect again. */
  public Cut cut(String actor) {
    return new Cut(this, party(actor), false);
  }

  /** Lets the actor die at a command that the cut is told: its connections break, and new ones do too, until {@link #mend}. */
  public Cut crash(String actor) {
    return new Cut(this, party(actor), true);
  }

  /**
   * Holds the actor's k-th command from now, counted from 1 without what the client sends on its own account, in front of the
   * server, lets something happen, and then lets the command through.
   *
   * @param action runs on a thread of its own; not over connections of that actor
   */
  public Interlude interlude(String actor, int k, Action action) {
    return new Interlude(this, party(actor), k, action);
  }

  /** Takes back cuts and interludes that have not happened, and lets a dead actor connect again. */
  public void mend(String actor) {
    var party = party(actor);
    loop.ask(() -> {
      party.control(null);
      party.revive();
      return null;
    });
  }

  /**
   * A gate for the actors of this wire.
   *
   * @param mostSteps an actor that wants to send more commands in one order is taken to have no end
   * @param patienceMillis how long an actor may take from one command to the next
   * @throws beyondcache.EnvironmentProblem if the server cannot be reached
   */
  public Gate gate(int mostSteps, long patienceMillis) {
    return new Gate(this, mostSteps, patienceMillis);
  }

  /** Replaces ports in what the actor is answered on later connections. */
  void translate(String actor, Map<Integer, Integer> ports) {
    var party = party(actor);
    loop.ask(() -> {
      party.translate(ports);
      return null;
    });
  }

  JedisClientConfig config() {
    return config;
  }

  Loop loop() {
    return loop;
  }

  TapeDeck deck() {
    return deck;
  }

  /** The server's host and port, for messages. */
  String address() {
    return address;
  }

  SocketAddress upstream() {
    return upstream;
  }

  /** A channel to the server that is not connected yet. */
  SocketChannel channel() throws IOException {
    if (upstream instanceof UnixDomainSocketAddress) {
      return SocketChannel.open(StandardProtocolFamily.UNIX);
    }
    var channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return channel;
  }

  /** On the loop's thread only. */
  long nextRoundTrip() {
    return ++roundTrips;
  }

  /** Drops all connections, and closes the clients that {@link #jedis} has made. */
  @Override
  public synchronized void close() {
    clients.values().forEach(RedisClient::close);
    loop.close();
  }
}
