package beyondcache.sandbox;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** One redis-server, as a {@link Node} sees it: a process of ours, a container, or somebody else's that is running. */
interface Server extends AutoCloseable {

  Address address();

  /** Where a program on this machine reaches the server at the least cost. */
  default SocketAddress socketAddress() {
    return new InetSocketAddress(address().host(), address().port());
  }

  /** The port of the cluster's bus; only for nodes of a cluster that the sandbox started. */
  int busPort();

  /** Where the server came from, in words. */
  String source();

  /** Whether the server may be killed, paused and restarted. */
  boolean ours();

  boolean alive();

  boolean paused();

  void kill();

  void pause();

  void resume();

  void restart();

  String log();

  @Override
  void close();
}
