package beyondcache.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Finds out whether the server has dealt with everything that was sent to it, without a guess about time.
 *
 * <p>The server reads its connections in rounds, and writes a round's replies before the next round. So when a PING that
 * was sent after a command has been answered, and then another PING, then the command's round is over and its reply is
 * on its way, or it waits. (Without authorisation the answer is an error, which serves as well.)
 */
final class Probe implements Loop.Ready {

  private final Runnable gone;
  private final SocketChannel channel;
  private final ByteBuffer answer = ByteBuffer.allocate(256);
  private Runnable then;
  private int linesToCome;

  /** @param gone what to do if the server ends */
  Probe(Wire wire, Runnable gone) throws IOException {
    this.gone = gone;
    channel = wire.channel();
    channel.connect(wire.upstream());
    channel.configureBlocking(false);
    wire.loop().register(channel, SelectionKey.OP_READ, this);
  }

  /** Begins; a question that is under way is forgotten in favour of this one. */
  void ask(Runnable then) {
    this.then = then;
    linesToCome += 2;
    ping();
  }

  void forget() {
    then = null;
  }

  private void ping() {
    try {
      channel.write(ByteBuffer.wrap("PING\r\n".getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      broken(e);
    }
  }

  @Override
  public void ready(SelectionKey key) throws IOException {
    answer.clear();
    if (channel.read(answer) < 0) {
      broken(null);
      return;
    }
    answer.flip();
    while (answer.hasRemaining()) {
      if (answer.get() == '\n') {
        linesToCome--;
        if (linesToCome > 0 && linesToCome % 2 == 1) {
          ping();
        } else if (linesToCome == 0 && then != null) {
          var next = then;
          then = null;
          next.run();
        }
      }
    }
  }

  @Override
  public void broken(IOException reason) {
    close();
    gone.run();
  }

  void close() {
    Loop.quietly(channel);
  }
}
