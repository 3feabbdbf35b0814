package beyondcache.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a starting server whether it is there, in Redis's inline form, without a client library: the first use of one costs
 * half a second. Sends {@code PING} and {@code INFO server}.
 */
final class Probe {

  private static final int MILLIS = 1_000;

  private Probe() {}

  /**
   * Whether the server at this address answers, and is the process that we mean: somebody else's server may have taken the
   * port, and ours be about to find that out.
   */
  static boolean answers(Address address, long pid) {
    return answers(address, "process_id:" + pid);
  }

  /** Whether any server answers at this address, and has loaded its data. */
  static boolean answers(Address address) {
    return answers(address, "");
  }

  private static boolean answers(Address address, String process) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.host(), address.port()), MILLIS);
      socket.setSoTimeout(MILLIS);
      var out = socket.getOutputStream();
      out.write("PING\r\nINFO server\r\n".getBytes(StandardCharsets.US_ASCII));
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      var pong = in.readLine();
      if (pong == null || pong.startsWith("-LOADING")) {
        return false;
      }
      if (pong.startsWith("-NOAUTH")) {
        return true;
      }
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("process_id:")) {
          return process.isEmpty() || line.equals(process);
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }
}
