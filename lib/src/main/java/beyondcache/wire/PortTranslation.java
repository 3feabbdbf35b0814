package beyondcache.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * Replaces ports in what a server sends by others of as many digits, so that a client which discovers the servers of a topology
 * finds proxies in their place. A port is any run of five digits, as in {@code MOVED 42 127.0.0.1:20123} or in the replies of
 * {@code CLUSTER SLOTS} and {@code SENTINEL GET-MASTER-ADDR-BY-NAME}; the length of the message stays what it announces.
 */
final class PortTranslation {

  private static final int DIGITS = 5;

  private final Map<Integer, Integer> ports;

  /** A run of digits at the end of what was read last, which may go on in what comes next. */
  private byte[] rest = {};

  /** @param ports from a server's port to the proxy's, all of five digits */
  PortTranslation(Map<Integer, Integer> ports) {
    ports.forEach((from, to) -> {
      if (digits(from) != DIGITS || digits(to) != DIGITS) {
        throw new IllegalArgumentException("A port of " + DIGITS + " digits cannot be told from other numbers otherwise: "
            + from + " -> " + to);
      }
    });
    this.ports = Map.copyOf(ports);
  }

  private static int digits(int number) {
    return Integer.toString(number).length();
  }

  /** The bytes with their ports replaced. Every message ends in a line break, so digits at the end are kept for the next call. */
  ByteBuffer apply(ByteBuffer chunk) {
    var bytes = new byte[rest.length + chunk.remaining()];
    System.arraycopy(rest, 0, bytes, 0, rest.length);
    chunk.get(bytes, rest.length, chunk.remaining());
    var start = 0;
    for (var i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || !isDigit(bytes[i])) {
        if (i - start == DIGITS && i < bytes.length) {
          replace(bytes, start);
        }
        if (i < bytes.length) {
          start = i + 1;
        }
      }
    }
    rest = Arrays.copyOfRange(bytes, start, bytes.length);
    return ByteBuffer.wrap(bytes, 0, start);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private void replace(byte[] bytes, int at) {
    var number = 0;
    for (var i = at; i < at + DIGITS; i++) {
      number = number * 10 + bytes[i] - '0';
    }
    var to = ports.get(number);
    for (var i = at + DIGITS - 1; to != null && i >= at; i--) {
      bytes[i] = (byte) ('0' + to % 10);
      to /= 10;
    }
  }
}
