package beyondcache.check;

import beyondcache.check.Message.Event;
import beyondcache.check.Message.Kind;
import beyondcache.check.Message.Order;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The process in which answers run. It is told the checker's port and a secret on its standard input, takes its orders
 * from the connection it makes there, and ends when that connection does: when the checker is gone, however it went.
 *
 * <p>Results travel on that connection alone. It is held by local variables and by threads, never by a field that code
 * of an answer could read by reflection, and what an answer prints goes elsewhere.
 */
final class WorkerMain {

  private WorkerMain() {}

  public static void main(String[] args) throws IOException {
    var hello = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var port = Integer.parseInt(hello.readLine());
    var secret = hello.readLine();
    System.setIn(InputStream.nullInputStream());
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    var channel = new Channel(socket.getOutputStream());
    channel.line(secret);
    try {
      serve(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)), channel);
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }

  private static void serve(BufferedReader orders, Channel channel) throws IOException {
    var bench = new Workbench(channel);
    for (var line = orders.readLine(); line != null; line = orders.readLine()) {
      var order = Message.GSON.fromJson(line, Order.class);
      if (order.work() == null) {
        channel.send(Event.said(order.nonce(), Kind.STACK, order.index(), null, bench.stack(order.index())));
      } else {
        bench.start(order);
      }
    }
  }
}
