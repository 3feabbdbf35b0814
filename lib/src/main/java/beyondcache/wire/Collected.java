package beyondcache.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes of a client's that are not passed on yet: at the front those of the command in question, then what follows. */
final class Collected {

  private byte[] bytes = new byte[512];
  private int start;
  private int parsed;
  private int end;

  boolean isEmpty() {
    return start == end;
  }

  int size() {
    return end - start;
  }

  void add(ByteBuffer more) {
    if (isEmpty()) {
      start = 0;
      parsed = 0;
      end = 0;
    }
    if (bytes.length - end < more.remaining()) {
      var needed = size() + more.remaining();
      var room = needed > bytes.length ? new byte[Math.max(needed, 2 * bytes.length)] : bytes;
      System.arraycopy(bytes, start, room, 0, size());
      bytes = room;
      parsed -= start;
      end -= start;
      start = 0;
    }
    var length = more.remaining();
    more.get(bytes, end, length);
    end += length;
  }

  /** The next message, if it is whole; {@link #take} then has its bytes. */
  Reply next(RespParser parser) throws RespParser.NotResp {
    var unread = ByteBuffer.wrap(bytes, parsed, end - parsed);
    try {
      return parser.next(unread);
    } finally {
      parsed = unread.position();
    }
  }

  /** Takes out what has been parsed. The view is good until more is added. */
  ByteBuffer take() {
    var taken = ByteBuffer.wrap(bytes, start, parsed - start);
    start = parsed;
    return taken;
  }

  /** Takes out everything that {@link #next} has not looked at. */
  ByteBuffer takeRest() {
    var rest = ByteBuffer.wrap(Arrays.copyOfRange(bytes, parsed, end));
    end = parsed;
    return rest;
  }
}
