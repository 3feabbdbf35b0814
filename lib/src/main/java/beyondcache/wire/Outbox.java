package beyondcache.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What could not be written yet, because the other side does not read as fast or must not have it yet. */
final class Outbox {

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private ByteBuffer rest = EMPTY;

  boolean isEmpty() {
    return !rest.hasRemaining();
  }

  int size() {
    return rest.remaining();
  }

  /** Writes as much as goes at once, and keeps the rest. */
  void write(SocketChannel to, ByteBuffer bytes) throws IOException {
    if (isEmpty()) {
      to.write(bytes);
    }
    keep(bytes);
  }

  void keep(ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      return;
    }
    if (rest.capacity() - rest.limit() < bytes.remaining()) {
      var wider = ByteBuffer.allocate(Math.max(rest.remaining() * 2, rest.remaining() + bytes.remaining()));
      wider.put(rest).flip();
      rest = wider;
    }
    var position = rest.position();
    var limit = rest.limit();
    rest.limit(limit + bytes.remaining()).position(limit);
    rest.put(bytes);
    rest.position(position);
  }

  void flush(SocketChannel to) throws IOException {
    if (!isEmpty()) {
      to.write(rest);
    }
    if (isEmpty()) {
      rest = EMPTY;
    }
  }
}
