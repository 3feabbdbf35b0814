package beyondcache.sandbox;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Compares host names as addresses: servers announce 127.0.0.1 where a learner wrote localhost. */
final class Hosts {

  private Hosts() {}

  static boolean same(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    try {
      return InetAddress.getByName(one).equals(InetAddress.getByName(other));
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
