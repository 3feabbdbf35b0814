package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A server that was running before and will run on: the learner pointed at it. It can be used, and not be broken.
 *
 * @param source the environment variable that named it
 */
record RunningServer(Address address, String source) implements Server {

  /** Connects once, so that an address that does not work is reported here and not in the middle of a lesson. */
  static RunningServer at(Address address, String source) {
    try (var jedis = new Jedis(address.hostAndPort(), address.clientConfig().build())) {
      jedis.ping();
      return new RunningServer(address, source);
    } catch (JedisException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new EnvironmentProblem(source + " points at a Redis server at " + address + ", which could not be used: "
          + cause.getMessage() + "\nStart it ('docker compose up -d' for the course's own), correct " + source
          + ", or unset it to use a server that the course starts itself.", e);
    }
  }

  /** Another database of the same server. */
  RunningServer in(int database) {
    return new RunningServer(
        new Address(address.host(), address.port(), address.user(), address.password(), database), source);
  }

  @Override
  public int busPort() {
    throw new IllegalStateException("The bus port of a server that was running before is its own affair.");
  }

  @Override
  public boolean ours() {
    return false;
  }

  @Override
  public boolean alive() {
    try (var jedis = new Jedis(address.hostAndPort(), address.clientConfig().build())) {
      jedis.ping();
      return true;
    } catch (JedisException e) {
      return false;
    }
  }

  @Override
  public boolean paused() {
    return false;
  }

  @Override
  public void kill() {
    throw notOurs("killed");
  }

  @Override
  public void pause() {
    throw notOurs("paused");
  }

  @Override
  public void resume() {
    throw notOurs("resumed");
  }

  @Override
  public void restart() {
    throw notOurs("restarted");
  }

  @Override
  public String log() {
    return "The log of the server at " + address + " is kept where that server runs.";
  }

  private EnvironmentProblem notOurs(String what) {
    return new EnvironmentProblem("The Redis server at " + address + " was not started by the course (" + source
        + " points at it), so it cannot be " + what + ".\nUnset " + source + ", and the course starts a server of its own, "
        + "which can.");
  }

  static EnvironmentProblem notOurs(Node node, String what) {
    return ((RunningServer) node.server()).notOurs(what);
  }

  @Override
  public void close() {
    // It runs on.
  }
}
