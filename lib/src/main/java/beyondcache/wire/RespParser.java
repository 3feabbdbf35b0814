package beyondcache.wire;

import beyondcache.wire.Reply.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the messages in one direction of a connection, in whatever pieces they arrive: requests (arrays of strings, or
 * inline commands) or replies (RESP2 and RESP3). Keeps a bounded prefix of each message, so that a value of any size
 * costs the same memory.
 *
 * <p>Format: <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">the Redis protocol</a>.
 */
final class RespParser {

  /** What is kept of one string, of one message's strings together, and of one aggregate's elements. */
  private static final int KEPT_OF_STRING = 16 * 1024;
  private static final int KEPT_OF_MESSAGE = 64 * 1024;
  private static final int KEPT_ITEMS = 4096;
  private static final int LONGEST_LINE = 64 * 1024;

  /** The bytes are not of the Redis protocol. */
  static final class NotResp extends Exception {
    private static final long serialVersionUID = 1L;

    NotResp(String message) {
      super(message);
    }
  }

  /** An aggregate whose elements are still arriving. */
  private static final class Open {
    final Kind kind;
    final long size;
    final boolean attribute;
    final List<Reply> items;
    long left;

    Open(Kind kind, long size, boolean attribute) {
      this.kind = kind;
      this.size = size;
      this.attribute = attribute;
      this.left = size;
      this.items = new ArrayList<>((int) Math.min(size, 16));
    }
  }

  private final boolean requests;
  private final ArrayDeque<Open> open = new ArrayDeque<>();
  private byte[] line = new byte[64];
  private int lineLength;
  private Kind stringKind;
  private byte[] string;
  private long stringSize;
  private long stringLeft;
  private int kept;
  private long messageBytes;
  private long lastMessageBytes;
  private boolean lastWasInline;

  private RespParser(boolean requests) {
    this.requests = requests;
  }

  static RespParser ofRequests() {
    return new RespParser(true);
  }

  static RespParser ofReplies() {
    return new RespParser(false);
  }

  /** Whether a message has begun and not ended. */
  boolean midway() {
    return messageBytes > 0;
  }

  /** The length on the wire of the message that {@link #next} returned last. */
  long lastMessageBytes() {
    return lastMessageBytes;
  }

  /** Whether the message that {@link #next} returned last was an inline command. */
  boolean lastWasInline() {
    return lastWasInline;
  }

  /** Reads on; returns the next message that is whole, leaving the buffer right behind it, or null at the buffer's end. */
  Reply next(ByteBuffer in) throws NotResp {
    while (in.hasRemaining()) {
      var value = string != null ? restOfString(in) : line(in);
      while (value != null) {
        var parent = open.peek();
        if (parent == null) {
          lastMessageBytes = messageBytes;
          messageBytes = 0;
          kept = 0;
          return value;
        }
        value = add(parent, value);
      }
    }
    return null;
  }

  /** Adds an element; returns the parent if that made it whole. */
  private Reply add(Open parent, Reply value) {
    if (parent.items.size() < KEPT_ITEMS && kept <= KEPT_OF_MESSAGE) {
      parent.items.add(value);
    }
    if (--parent.left > 0) {
      return null;
    }
    open.pop();
    // An attribute is a remark about the value that follows; clients drop it, and so do we.
    return parent.attribute ? null : Reply.of(parent.kind, parent.items, parent.size);
  }

  private Reply restOfString(ByteBuffer in) throws NotResp {
    var available = in.remaining();
    var from = (int) Math.min(stringSize - stringLeft, Integer.MAX_VALUE);
    if (stringLeft > 0) {
      var take = (int) Math.min(stringLeft, available);
      if (from < string.length) {
        in.get(string, from, Math.min(take, string.length - from));
        in.position(in.position() + Math.max(0, take - (string.length - from)));
      } else {
        in.position(in.position() + take);
      }
      stringLeft -= take;
      messageBytes += take;
    }
    while (stringLeft <= 0 && in.hasRemaining()) {
      var expected = stringLeft == 0 ? '\r' : '\n';
      if (in.get() != expected) {
        throw new NotResp("a string that is longer than it said");
      }
      messageBytes++;
      if (--stringLeft == -2) {
        var value = Reply.leaf(stringKind, string, stringSize);
        string = null;
        return value;
      }
    }
    return null;
  }

  private Reply line(ByteBuffer in) throws NotResp {
    while (in.hasRemaining()) {
      var b = in.get();
      messageBytes++;
      if (b != '\n') {
        if (lineLength == line.length) {
          if (lineLength >= LONGEST_LINE) {
            throw new NotResp("a line of more than " + LONGEST_LINE + " bytes");
          }
          line = Arrays.copyOf(line, 2 * lineLength);
        }
        line[lineLength++] = b;
        continue;
      }
      var length = lineLength > 0 && line[lineLength - 1] == '\r' ? lineLength - 1 : lineLength;
      lineLength = 0;
      var value = value(length);
      if (value != null || string != null) {
        return value;
      }
    }
    return null;
  }

  /** The value that a whole line is; null if it only begins one. */
  private Reply value(int length) throws NotResp {
    if (requests && open.isEmpty() && (length == 0 || line[0] != '*')) {
      return inline(length);
    }
    if (length == 0) {
      throw new NotResp("an empty line");
    }
    switch (line[0]) {
      case '+':
        return text(Kind.SIMPLE, length);
      case '-':
        return text(Kind.ERROR, length);
      case ':':
        return text(Kind.INTEGER, length);
      case ',':
        return text(Kind.DOUBLE, length);
      case '#':
        return text(Kind.BOOLEAN, length);
      case '(':
        return text(Kind.BIG_NUMBER, length);
      case '_':
        return Reply.NULL;
      case '$':
        return string(Kind.STRING, length);
      case '!':
        return string(Kind.ERROR, length);
      case '=':
        return string(Kind.VERBATIM, length);
      case '*':
        return aggregate(Kind.ARRAY, 1, length);
      case '%':
        return aggregate(Kind.MAP, 2, length);
      case '~':
        return aggregate(Kind.SET, 1, length);
      case '>':
        return aggregate(Kind.PUSH, 1, length);
      case '|':
        return aggregate(Kind.MAP, 2, length);
      default:
        throw new NotResp("a value that begins with the byte " + line[0]);
    }
  }

  private Reply text(Kind kind, int length) {
    kept += length;
    return Reply.leaf(kind, Arrays.copyOfRange(line, 1, length), length - 1);
  }

  private Reply string(Kind kind, int length) throws NotResp {
    var size = number(length);
    if (size < 0) {
      return Reply.NULL;
    }
    stringKind = kind;
    stringSize = size;
    stringLeft = size;
    var room = Math.max(0, Math.min(KEPT_OF_STRING, KEPT_OF_MESSAGE - kept));
    string = new byte[(int) Math.min(size, room)];
    kept += string.length;
    return null;
  }

  private Reply aggregate(Kind kind, int each, int length) throws NotResp {
    var size = number(length) * each;
    if (requests && size <= 0) {
      messageBytes = 0; // the server takes no notice of it either
      return null;
    }
    var attribute = line[0] == '|';
    if (size < 0) {
      return Reply.NULL;
    }
    if (size == 0) {
      return attribute ? null : Reply.of(kind, List.of(), 0);
    }
    lastWasInline = false;
    open.push(new Open(kind, size, attribute));
    return null;
  }

  private long number(int length) throws NotResp {
    var negative = length > 1 && line[1] == '-';
    var number = 0L;
    for (var i = negative ? 2 : 1; i < length; i++) {
      var digit = line[i] - '0';
      if (digit < 0 || digit > 9 || number > 1L << 40) {
        throw new NotResp("a length that is no number");
      }
      number = 10 * number + digit;
    }
    return negative ? -number : number;
  }

  /** A command as typed into a terminal: words between spaces, quoted if need be. */
  private Reply inline(int length) {
    var words = new ArrayList<Reply>();
    var text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
    for (var word : Wording.words(text)) {
      var bytes = word.getBytes(StandardCharsets.ISO_8859_1);
      words.add(Reply.leaf(Kind.STRING, bytes, bytes.length));
    }
    if (words.isEmpty()) {
      messageBytes = 0;
      return null;
    }
    lastWasInline = true;
    return Reply.of(Kind.ARRAY, words, words.size());
  }
}
