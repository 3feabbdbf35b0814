package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A database of a server that several sandboxes share, kept from the others while this is open: two notebooks, or two
 * sandboxes of one notebook, would otherwise empty each other's.
 *
 * <p>The claim is the name of a connection. It leaves no key behind, and it ends with the process, however that ends. Sends
 * {@code SELECT}, {@code CLIENT SETNAME} and {@code CLIENT LIST}.
 */
final class OwnDatabase implements AutoCloseable {

  private final Jedis connection;
  private final int number;

  private OwnDatabase(Jedis connection, int number) {
    this.connection = connection;
    this.number = number;
  }

  /**
   * The first database that no other sandbox has.
   *
   * @throws EnvironmentProblem if others have them all
   */
  static OwnDatabase of(Address server) {
    var connection = new Jedis(server.hostAndPort(), server.clientConfig().build());
    try {
      for (var number = 0; ; number++) {
        connection.select(number);
        var name = "beyondcache-database-" + number;
        // Named first and looked second: of two that do so at once, at least one sees the other and goes on.
        connection.clientSetname(name);
        if (connection.clientList().lines().filter(client -> client.contains(" name=" + name + " ")).count() == 1) {
          return new OwnDatabase(connection, number);
        }
      }
    } catch (JedisDataException e) {
      connection.close();
      throw new EnvironmentProblem("The server at " + server + ", which REDIS_URL points at, has no database that is free: "
          + e.getMessage() + ".\nShut down the notebooks that are not needed, or unset REDIS_URL to use a server of the "
          + "course's own.", e);
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  int number() {
    return number;
  }

  @Override
  public void close() {
    connection.close();
  }
}
