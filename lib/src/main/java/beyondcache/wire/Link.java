package beyondcache.wire;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One client's connection and the one to the server that belongs to it.
 *
 * <p>Normally bytes are passed on as they come, and are read besides, so that a value of any size costs the same memory.
 * Under a {@link Control}, commands are collected until they are whole and passed on one by one.
 */
final class Link implements Loop.Ready {

  /** A client that sends ahead is not read further beyond this, unless a single command is longer. */
  private static final int AHEAD_AT_MOST = 1024 * 1024;

  /** A read of at least this size may be part of something larger that the client is still writing. */
  private static final int LARGE_READ_BYTES = 4096;

  final Party party;
  final int number;
  private final Loop loop;
  private final SocketChannel client;
  private final SocketChannel server;
  private final SelectionKey clientKey;
  private final SelectionKey serverKey;
  private final Outbox toServer = new Outbox();
  private final Outbox toClient = new Outbox();
  private final RespParser requests = RespParser.ofRequests();
  private final RespParser replies = RespParser.ofReplies();
  private final Chatter chatter = new Chatter();
  private final Ledger ledger;
  private final Collected collected = new Collected();
  private final PortTranslation translation;
  private Request held;
  private Request cleaning;
  private boolean connected;
  private boolean clientDone;
  private boolean clientEndPassed;
  private boolean serverDone;
  private boolean blind;
  private boolean closed;
  private int lastRead;
  private long roundTrip;

  Link(Party party, int number, SocketChannel client, Loop loop) throws IOException {
    this.party = party;
    this.number = number;
    this.loop = loop;
    this.client = client;
    this.translation = party.translation();
    this.ledger = new Ledger(party.wire.deck(), party.name, number);
    client.configureBlocking(false);
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    server = party.wire.channel();
    server.configureBlocking(false);
    connected = server.connect(party.wire.upstream());
    clientKey = loop.register(client, 0, this);
    serverKey = loop.register(server, connected ? 0 : SelectionKey.OP_CONNECT, this);
    interests();
  }

  /** What is known of the commands under way. */
  Ledger ledger() {
    return ledger;
  }

  @Override
  public void ready(SelectionKey key) throws IOException {
    try {
      if (key == clientKey) {
        if (key.isWritable()) {
          toClient.flush(client);
        }
        if (key.isReadable()) {
          fromClient();
        }
      } else {
        if (key.isConnectable()) {
          connected = server.finishConnect();
        }
        if (key.isWritable()) {
          toServer.flush(server);
        }
        if (key.isReadable()) {
          if (lastRead >= LARGE_READ_BYTES && (clientKey.interestOps() & SelectionKey.OP_READ) != 0) {
            fromClient(); // what was sent before this reply belongs to the round trip before it
          }
          fromServer();
        }
      }
      settle();
    } catch (CancelledKeyException e) {
      close();
    }
  }

  @Override
  public void broken(IOException reason) {
    close();
  }

  // --- towards the server ---------------------------------------------------------------------------------------------

  private void fromClient() throws IOException {
    var chunk = loop.chunk.clear();
    lastRead = client.read(chunk);
    if (lastRead < 0) {
      clientDone = true;
      return;
    }
    chunk.flip();
    if (chunk.hasRemaining() && !requests.midway() && collected.isEmpty() && ledger.nothingOwed()) {
      roundTrip = party.wire.nextRoundTrip();
    }
    if (blind || party.control() == null && collected.isEmpty()) {
      pass(chunk);
      return;
    }
    if (requests.midway() && collected.isEmpty()) {
      chunk = restOfMessage(chunk);
    }
    collected.add(chunk);
    offer();
  }

  /** Passes bytes on, and takes note of the commands in them. */
  private void pass(ByteBuffer bytes) throws IOException {
    toServer.write(server, bytes.duplicate());
    try {
      while (!blind) {
        var words = requests.next(bytes);
        if (words == null) {
          return;
        }
        sent(request(words));
      }
    } catch (RespParser.NotResp e) {
      blind = true; // The server will say what is wrong with it; from here on, bytes pass unread.
    }
  }

  /** A command whose beginning has been passed on is past holding; returns what follows it. */
  private ByteBuffer restOfMessage(ByteBuffer bytes) throws IOException {
    var all = bytes.duplicate();
    try {
      var words = requests.next(bytes);
      if (words != null) {
        sent(request(words));
      }
    } catch (RespParser.NotResp e) {
      blind = true;
      bytes.position(bytes.limit());
    }
    toServer.write(server, all.limit(bytes.position()));
    return bytes;
  }

  private Request request(Reply words) {
    var own = chatter.is(words.items(), requests.lastWasInline());
    return new Request(party.name, number, Wording.withoutSecrets(words.items()), requests.lastMessageBytes(), roundTrip, own);
  }

  private void sent(Request request) {
    ledger.sent(request);
    blind |= ledger.isReplication();
  }

  /** Puts the next command before the control, if it is whole; goes on until one is held. */
  void offer() throws IOException {
    try {
      while (held == null && !closed && !collected.isEmpty()) {
        var words = collected.next(requests);
        if (words == null) {
          return;
        }
        held = request(words);
        if (party.control() == null || party.control().arrived(this, held) == Control.Verdict.PASS) {
          pass();
        }
      }
    } catch (RespParser.NotResp e) {
      blind = true;
      toServer.write(server, collected.take());
      toServer.write(server, collected.takeRest());
    }
  }

  private void pass() throws IOException {
    var request = held;
    held = null;
    sent(request);
    toServer.write(server, collected.take());
  }

  /** The command that is held here, or null. */
  Request held() {
    return held;
  }

  /** Lets the held command through. The next one is put before the control by {@link #proceed}. */
  void release() {
    attempt(this::pass);
  }

  /** Looks at what the client has sent behind the command that was released. */
  void proceed() {
    attempt(this::offer);
  }

  // --- towards the client ---------------------------------------------------------------------------------------------

  private void fromServer() throws IOException {
    var chunk = loop.chunk.clear();
    if (server.read(chunk) < 0) {
      serverDone = true;
      return;
    }
    chunk.flip();
    if (translation != null) {
      chunk = translation.apply(chunk);
    }
    var control = party.control();
    if (blind || control == null && cleaning == null) {
      noteReplies(chunk.duplicate());
      toClient.write(client, chunk);
      return;
    }
    while (chunk.hasRemaining() && !closed) {
      var message = chunk.duplicate();
      var request = noteReply(chunk);
      if (request != null && request == cleaning) {
        cleaning = null;
        continue;
      }
      if (request != null && control != null && !control.answered(this, request)) {
        close();
        return;
      }
      toClient.keep(message.limit(chunk.position()));
    }
    if (control != null) {
      control.came(this);
    }
  }

  /** Ends a transaction or a WATCH that the client has left open; it does not get to see the reply. */
  void clean() {
    var command = ledger.inTransaction() ? "DISCARD" : ledger.isWatching() ? "UNWATCH" : null;
    if (command != null && !blind && !requests.midway() && collected.isEmpty()) {
      var name = command.getBytes(StandardCharsets.US_ASCII);
      cleaning = new Request(party.name, number, List.of(Reply.leaf(Reply.Kind.STRING, name, name.length)), 0, 0, true);
      attempt(() -> {
        sent(cleaning);
        toServer.write(server, ByteBuffer.wrap((command + "\r\n").getBytes(StandardCharsets.US_ASCII)));
      });
    }
  }

  private void noteReplies(ByteBuffer bytes) {
    while (bytes.hasRemaining() && !blind) {
      noteReply(bytes);
    }
  }

  private Request noteReply(ByteBuffer bytes) {
    try {
      var reply = replies.next(bytes);
      return reply == null ? null : ledger.received(reply, replies.lastMessageBytes());
    } catch (RespParser.NotResp e) {
      blind = true;
      bytes.position(bytes.limit());
      return null;
    }
  }

  /** Looks whether the server has sent something, without waiting to be told. */
  void poll() {
    if (connected && !serverDone) {
      attempt(this::fromServer);
    }
  }

  /** Whether something has come for the client that it has not been given. */
  boolean hasNews() {
    return !toClient.isEmpty();
  }

  /** Gives the client what has come for it. */
  void deliver() {
    attempt(() -> toClient.flush(client));
  }

  // --- both ways ------------------------------------------------------------------------------------------------------

  private interface Transfer {
    void run() throws IOException;
  }

  private void attempt(Transfer transfer) {
    if (closed) {
      return;
    }
    try {
      transfer.run();
      settle();
    } catch (IOException | CancelledKeyException e) {
      close();
    }
  }

  private boolean mayDeliver() {
    return party.control() == null || party.control().delivers(this);
  }

  /** Passes on that one side has ended, once everything before it is through; then says what to wait for next. */
  private void settle() throws IOException {
    if (closed) {
      return;
    }
    if (mayDeliver()) {
      toClient.flush(client);
    }
    if (serverDone && toClient.isEmpty()) {
      close();
      return;
    }
    if (clientDone && connected && toServer.isEmpty() && collected.isEmpty() && !clientEndPassed) {
      clientEndPassed = true;
      server.shutdownOutput();
    }
    interests();
  }

  private void interests() {
    var readClient = connected && !clientDone && toServer.isEmpty() && (held == null || collected.size() < AHEAD_AT_MOST);
    var readServer = connected && !serverDone && (toClient.isEmpty() || party.control() != null);
    set(clientKey, (readClient ? SelectionKey.OP_READ : 0)
        | (!toClient.isEmpty() && mayDeliver() ? SelectionKey.OP_WRITE : 0));
    set(serverKey, (connected ? 0 : SelectionKey.OP_CONNECT) | (readServer ? SelectionKey.OP_READ : 0)
        | (connected && !toServer.isEmpty() ? SelectionKey.OP_WRITE : 0));
  }

  private static void set(SelectionKey key, int interest) {
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Drops the connection on both sides; what has not been passed on is lost. */
  void close() {
    if (!closed) {
      closed = true;
      Loop.quietly(client);
      Loop.quietly(server);
      party.closed(this);
    }
  }
}
