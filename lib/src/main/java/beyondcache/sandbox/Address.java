package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;

/**
 * How to reach one server.
 *
 * @param user null when the server asks for none
 * @param password null when the server asks for none
 * @param database 0 unless the address said otherwise
 */
record Address(String host, int port, String user, String password, int database) {

  /** Milliseconds to establish a connection, and to wait for a reply. */
  static final int CONNECT_MILLIS = 2_000;

  static final int REPLY_MILLIS = 5_000;

  static Address local(int port, String password) {
    return new Address("127.0.0.1", port, null, password, 0);
  }

  /** Reads {@code redis://[[user]:password@]host[:port][/database]}; what follows a question mark is for others. */
  static Address parse(String variable, String text) {
    try {
      var uri = new URI(text);
      if (!"redis".equals(uri.getScheme()) || uri.getHost() == null) {
        throw new URISyntaxException(text, "not of that form");
      }
      String user = null;
      String password = null;
      var credentials = uri.getRawUserInfo();
      if (credentials != null) {
        var colon = credentials.indexOf(':');
        user = colon <= 0 ? null : decoded(credentials.substring(0, colon));
        password = decoded(credentials.substring(colon + 1));
      }
      var path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
      var database = path.isEmpty() ? 0 : Integer.parseInt(path);
      return new Address(uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort(), user, password, database);
    } catch (URISyntaxException | NumberFormatException e) {
      throw new EnvironmentProblem(variable + " is set to something that is no address of a Redis server.\n"
          + "Expected redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE], as in redis://127.0.0.1:6379", e);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  HostAndPort hostAndPort() {
    return new HostAndPort(host, port);
  }

  DefaultJedisClientConfig.Builder clientConfig() {
    return DefaultJedisClientConfig.builder()
        .connectionTimeoutMillis(CONNECT_MILLIS)
        .socketTimeoutMillis(REPLY_MILLIS)
        .user(user)
        .password(password)
        .database(database);
  }

  URI uri() {
    try {
      var credentials = password == null ? null : (user == null ? "" : user) + ":" + password;
      return new URI("redis", credentials, host, port, database == 0 ? null : "/" + database, null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
