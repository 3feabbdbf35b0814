package beyondcache.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;

/**
 * A stretch of network that can be slow, silent or cut: a TCP proxy in front of one node. Whoever connects to
 * {@link #host()} and {@link #port()} instead of the node's own suffers; whoever connects to the node itself does not. The
 * idea is Toxiproxy's; it takes no privileges, and works on streams of bytes, not packets: nothing is lost or reordered.
 *
 * <p>Each connection is logged in, and is in the sandbox's database, before the first byte passes. So a client that knows only
 * host and port works as one with the whole address does.
 */
public final class Link implements AutoCloseable {

  private static final int BUFFER = 16 * 1024;

  /** Buffers on the way in one direction; a sender that is ahead by more has to wait, as for a full socket. */
  private static final int ON_THE_WAY = 256;

  /** After a failed accept, as when the process has no file descriptors left, before the next one. */
  private static final int ACCEPT_PAUSE_MILLIS = 50;

  private final Node target;
  private final ServerSocket server;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Consumer<Link> onClose;
  private volatile long delayNanos;
  private volatile boolean silent;
  private volatile boolean cut;

  Link(Node target, Consumer<Link> onClose) {
    this.target = target;
    this.onClose = onClose;
    try {
      server = new ServerSocket();
      server.bind(new InetSocketAddress(Ports.LOCAL, 0));
    } catch (IOException e) {
      throw new UncheckedIOException("The link to " + target.name() + " could not be set up.", e);
    }
    daemon("link-accept", this::accept);
  }

  /** Where to connect; always 127.0.0.1. */
  public String host() {
    return server.getInetAddress().getHostAddress();
  }

  /** Where to connect. */
  public int port() {
    return server.getLocalPort();
  }

  /** A Jedis client whose commands take this link; it is the caller's to close. */
  public RedisClient jedis() {
    return RedisClient.builder().hostAndPort(host(), port()).clientConfig(target.clientConfig())
        .poolConfig(Clients.pool()).build();
  }

  /** From now on, all that is sent arrives this much later, in each direction; a round trip takes twice as long. */
  public Link slow(Duration oneWay) {
    if (oneWay.isNegative()) {
      throw new IllegalArgumentException("A link can be slow by 0 or more, not by " + oneWay + ".");
    }
    delayNanos = oneWay.toNanos();
    return this;
  }

  /** From now on nothing arrives and nobody is told, as with a pulled cable; what was sent arrives after {@link #heal()}. */
  public Link silence() {
    silent = true;
    return this;
  }

  /** Ends all connections and refuses new ones, until {@link #heal()}. */
  public Link cut() {
    cut = true;
    connections.forEach(Connection::close);
    return this;
  }

  /** Makes the link fast, talkative and whole again. Connections that were cut have to be made anew. */
  public Link heal() {
    delayNanos = 0;
    silent = false;
    cut = false;
    return this;
  }

  /** How many connections go through the link now. */
  public int connections() {
    return connections.size();
  }

  @Override
  public void close() {
    if (server.isClosed()) {
      return;
    }
    onClose.accept(this);
    closeQuietly(server);
    cut();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        if (cut) {
          client.setSoLinger(true, 0);
          client.close();
        } else {
          daemon("link-connect", () -> connect(client));
        }
      } catch (IOException e) {
        pauseUnlessClosed();
      }
    }
  }

  private void pauseUnlessClosed() {
    if (!server.isClosed()) {
      try {
        TimeUnit.MILLISECONDS.sleep(ACCEPT_PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void connect(Socket client) {
    var upstream = new Socket();
    try {
      upstream.connect(new InetSocketAddress(target.host(), target.port()), Address.CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      logIn(upstream);
    } catch (IOException e) {
      closeQuietly(upstream);
      closeQuietly(client);
      return;
    }
    var connection = new Connection(client, upstream);
    connections.add(connection);
    if (cut || server.isClosed()) {
      connection.close();
      return;
    }
    connection.pump(client, upstream);
    connection.pump(upstream, client);
  }

  /** Sends AUTH and SELECT, as far as the address has credentials and a database. */
  private void logIn(Socket upstream) throws IOException {
    var address = target.server().address();
    upstream.setSoTimeout(Address.REPLY_MILLIS);
    if (address.password() != null) {
      ask(upstream, address.user() == null ? List.of("AUTH", address.password())
          : List.of("AUTH", address.user(), address.password()));
    }
    if (address.database() != 0) {
      ask(upstream, List.of("SELECT", Integer.toString(address.database())));
    }
    upstream.setSoTimeout(0);
  }

  private static void ask(Socket upstream, List<String> words) throws IOException {
    var command = new ByteArrayOutputStream();
    command.writeBytes(("*" + words.size() + "\r\n").getBytes(StandardCharsets.UTF_8));
    for (var word : words) {
      var bytes = word.getBytes(StandardCharsets.UTF_8);
      command.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
      command.writeBytes(bytes);
      command.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    upstream.getOutputStream().write(command.toByteArray());
    var reply = new StringBuilder();
    while (reply.indexOf("\r\n") < 0) {
      var next = upstream.getInputStream().read();
      if (next < 0) {
        throw new EOFException("The server has closed the connection.");
      }
      reply.append((char) next);
    }
    if (reply.charAt(0) != '+') {
      throw new IOException("The server has refused " + words.get(0) + ": " + reply.toString().strip());
    }
  }

  private static void daemon(String name, Runnable task) {
    var thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      // It is of no more use either way.
    }
  }

  /** @param due when the bytes have crossed the link, in nanoseconds; no bytes stand for the end of the stream */
  private record Chunk(byte[] bytes, long due) {}

  private final class Connection {

    private final Socket client;
    private final Socket upstream;
    private final AtomicInteger openDirections = new AtomicInteger(2);

    Connection(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void pump(Socket from, Socket to) {
      var wire = new ArrayBlockingQueue<Chunk>(ON_THE_WAY);
      daemon("link-read", () -> read(from, wire));
      daemon("link-write", () -> write(wire, to));
    }

    private void read(Socket from, BlockingQueue<Chunk> wire) {
      var buffer = new byte[BUFFER];
      try {
        var in = from.getInputStream();
        for (var n = in.read(buffer); n > 0; n = in.read(buffer)) {
          offer(wire, new Chunk(Arrays.copyOf(buffer, n), System.nanoTime() + delayNanos));
        }
      } catch (IOException e) {
        // The other side learns of it as of an orderly end.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      try {
        offer(wire, new Chunk(new byte[0], System.nanoTime() + delayNanos));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void offer(BlockingQueue<Chunk> wire, Chunk chunk) throws InterruptedException {
      while (!wire.offer(chunk, 1, TimeUnit.SECONDS)) {
        if (client.isClosed()) {
          return;
        }
      }
    }

    private void write(BlockingQueue<Chunk> wire, Socket to) {
      try {
        var out = to.getOutputStream();
        while (!client.isClosed()) {
          var chunk = wire.poll(1, TimeUnit.SECONDS);
          if (chunk == null) {
            continue;
          }
          await(chunk.due());
          if (chunk.bytes().length == 0) {
            endDirection(to);
            return;
          }
          out.write(chunk.bytes());
        }
      } catch (IOException e) {
        // Both ends are closed below.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      close();
    }

    /** The sender has sent its last byte, and may still be owed replies: the other direction stays open. */
    private void endDirection(Socket to) throws IOException {
      if (openDirections.decrementAndGet() == 0) {
        close();
      } else {
        to.shutdownOutput();
      }
    }

    private void await(long due) throws InterruptedException {
      for (var left = due - System.nanoTime(); left > 0 && !client.isClosed(); left = due - System.nanoTime()) {
        TimeUnit.NANOSECONDS.sleep(Math.min(left, 100_000_000));
      }
      while (silent && !client.isClosed()) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }

    void close() {
      if (connections.remove(this) && cut) {
        // With a reset, so that whoever waits for an answer learns of the cut at once.
        reset(client);
        reset(upstream);
      }
      closeQuietly(client);
      closeQuietly(upstream);
    }

    private void reset(Socket socket) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException e) {
        closeQuietly(socket);
      }
    }
  }
}
