package beyondcache.wire;

import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An actor as the wire sees it: a port of its own, and the connections that were made to it. */
final class Party implements Loop.Ready {

  final Wire wire;
  final String name;
  private final Loop loop;
  private final ServerSocketChannel door;
  private final int port;
  private final List<Link> links = new ArrayList<>();
  private int connections;
  private Control control;
  private boolean dead;
  private Map<Integer, Integer> ports = Map.of();

  Party(Wire wire, String name, Loop loop) {
    this.wire = wire;
    this.name = name;
    this.loop = loop;
    try {
      door = ServerSocketChannel.open();
      door.configureBlocking(false);
      door.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 256);
      port = ((InetSocketAddress) door.getLocalAddress()).getPort();
      loop.register(door, SelectionKey.OP_ACCEPT, this);
    } catch (IOException e) {
      throw new EnvironmentProblem("The proxy cannot listen on 127.0.0.1 for " + name + ": " + e.getMessage()
          + ".\nClose what keeps many ports open on this machine, and try again.", e);
    }
  }

  int port() {
    return port;
  }

  /** On the loop's thread only. */
  List<Link> links() {
    return links;
  }

  Control control() {
    return control;
  }

  /** Puts somebody in control, or nobody (null); then what is held goes on. On the loop's thread only. */
  void control(Control control) {
    this.control = control;
    if (control == null) {
      for (var link : List.copyOf(links)) {
        if (link.held() != null) {
          link.release();
        }
        link.proceed();
        link.deliver();
      }
    }
  }

  void translate(Map<Integer, Integer> newPorts) {
    ports = newPorts;
  }

  /** What a new connection does to the ports in the server's answers; null: nothing. */
  PortTranslation translation() {
    return ports.isEmpty() ? null : new PortTranslation(ports);
  }

  /** Drops all connections, and for a dead actor every later one as well. On the loop's thread only. */
  void drop(boolean dies) {
    dead |= dies;
    List.copyOf(links).forEach(Link::close);
  }

  boolean isDead() {
    return dead;
  }

  void revive() {
    dead = false;
  }

  @Override
  public void ready(SelectionKey key) throws IOException {
    var client = door.accept();
    if (client == null) {
      return;
    }
    if (dead) {
      client.close();
      return;
    }
    try {
      links.add(new Link(this, ++connections, client, loop));
    } catch (IOException e) {
      client.close(); // The server is gone; the client finds out in the way it would have without us.
    }
  }

  @Override
  public void broken(IOException reason) {
    // The next connection may fare better.
  }

  void closed(Link link) {
    links.remove(link);
    if (control != null) {
      control.closed(link);
    }
  }
}
