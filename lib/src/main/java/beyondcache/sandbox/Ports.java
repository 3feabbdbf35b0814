package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hands out TCP ports in 20000-29999 on 127.0.0.1, below the range from which systems take the ports of outgoing
 * connections.
 *
 * <p>Looking whether a port is free and then using it leaves a gap in which somebody else may take it. Among JVMs of the
 * course there is no such gap: whoever means to use TCP port <em>p</em> first binds UDP port <em>p</em>, which nobody here
 * needs, and holds it as long as the server may come back. The system gives it up when the JVM dies. Strangers may still
 * get in between, hence a server that finds its port taken is started once more on another.
 */
final class Ports {

  static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 29_999;

  private Ports() {}

  /** A port that is ours until the reservation is closed. */
  record Reservation(int port, DatagramSocket held) implements AutoCloseable {

    @Override
    public void close() {
      held.close();
    }
  }

  static Reservation reserve() {
    var count = HIGHEST - LOWEST + 1;
    var first = ThreadLocalRandom.current().nextInt(count);
    for (var i = 0; i < count; i++) {
      var port = LOWEST + (first + i) % count;
      var held = hold(port);
      if (held != null) {
        return new Reservation(port, held);
      }
    }
    throw new EnvironmentProblem("All ports from " + LOWEST + " to " + HIGHEST + " on 127.0.0.1 are taken, so no Redis server "
        + "can be started.\nEnd programs that are no longer needed ('ss -ltnp' lists them).");
  }

  private static DatagramSocket hold(int port) {
    DatagramSocket held = null;
    try {
      held = new DatagramSocket(port, LOCAL);
      try (var probe = new ServerSocket()) {
        // As redis-server does: a port whose old connections are still timing out counts as free.
        probe.setReuseAddress(true);
        probe.bind(new InetSocketAddress(LOCAL, port), 1);
      }
      return held;
    } catch (IOException e) {
      if (held != null) {
        held.close();
      }
      return null;
    }
  }
}
