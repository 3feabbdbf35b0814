package beyondcache.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The least that any proxy costs: passes bytes between two sockets unread, on a thread for each direction. */
final class BytePump implements AutoCloseable {

  private final ServerSocket listening;
  private final int upstream;

  /** @param upstream the port of 127.0.0.1 to which it connects */
  BytePump(int upstream) throws IOException {
    this.upstream = upstream;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() throws IOException {
    while (true) {
      var client = listening.accept();
      var server = new Socket(InetAddress.getLoopbackAddress(), upstream);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      daemon(() -> pass(client, server));
      daemon(() -> pass(server, client));
    }
  }

  private static void pass(Socket from, Socket to) throws IOException {
    try (from; to) {
      var bytes = new byte[64 * 1024];
      for (var count = from.getInputStream().read(bytes); count >= 0; count = from.getInputStream().read(bytes)) {
        to.getOutputStream().write(bytes, 0, count);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    var thread = new Thread(() -> {
      try {
        work.run();
      } catch (IOException e) {
        // One side has closed, which is how it ends.
      }
    }, "byte pump");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
