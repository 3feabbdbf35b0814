package beyondcache.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A value of the Redis protocol as it passed over the wire, RESP2 or RESP3.
 *
 * <p>Large values are kept as a prefix: {@link #size} counts what was sent, {@link #bytes} and {@link #items} hold what
 * was kept of it.
 *
 * @param kind what the value is
 * @param bytes the content of a string, a number (its digits), an error; empty for everything else. Not copied: treat it
 *     as read-only
 * @param items the elements of an array, a set, a push message; a map's keys and values in turn
 * @param size the number of bytes, or of elements, that were sent
 */
public record Reply(Kind kind, byte[] bytes, List<Reply> items, long size) {

  /** The types of RESP3; RESP2 is the first half of them. */
  public enum Kind {
    SIMPLE, ERROR, INTEGER, STRING, ARRAY, NULL, DOUBLE, BOOLEAN, BIG_NUMBER, VERBATIM, MAP, SET, PUSH;

    boolean holdsItems() {
      return this == ARRAY || this == MAP || this == SET || this == PUSH;
    }
  }

  private static final byte[] NOTHING = {};
  static final Reply NULL = new Reply(Kind.NULL, NOTHING, List.of(), 0);

  static Reply leaf(Kind kind, byte[] bytes, long size) {
    return new Reply(kind, bytes, List.of(), size);
  }

  static Reply of(Kind kind, List<Reply> items, long size) {
    return new Reply(kind, NOTHING, items, size);
  }

  /** Whether the server refused: the command had no effect. */
  public boolean isError() {
    return kind == Kind.ERROR;
  }

  /** Whether there was nothing: no such key, no such field, a transaction that was called off. */
  public boolean isNull() {
    return kind == Kind.NULL;
  }

  /** Whether more was sent than is kept here. */
  public boolean isPrefix() {
    return size > (kind.holdsItems() ? items.size() : bytes.length) || items.stream().anyMatch(Reply::isPrefix);
  }

  /** The content as UTF-8 text; for arrays and their like the empty string. */
  public String string() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The value on one line, as redis-cli would print it: {@code (integer) 1}, {@code "text"}, {@code 1) "a" 2) "b"}. */
  @Override
  public String toString() {
    return Wording.of(this, 200);
  }
}
