package task2;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 2.1: the sessions of a web application, shared by any number of its servers.
 *
 * <p>A session begins anonymous, holds attributes, and may be signed in to once. It ends when it has not been used for a
 * while, when somebody ends it, and in any case a fixed time after it began, however much it is used. A session that has
 * ended stays ended, whatever another server was about to do with it.
 *
 * <p>The name of each key that belongs to one session contains the session's id, and each of these keys lives exactly as long as
 * the session has to live if nobody uses it. Otherwise the layout in Redis is up to you.
 */
public final class Sessions implements AutoCloseable {

  private final RedisClient redis;
  private final Duration idle;
  private final Duration longest;
  private final InstantSource clock;

  /**
   * Connects to the Redis server at {@code host} and {@code port}.
   *
   * @param idle how long a session lives without being used
   * @param longest how long it lives at the most, from its start on
   * @param clock what time it is; all servers of the application agree about it, but the clock of Redis may be another. So
   *     Redis is to be told how long a key lives (PEXPIRE), not until when (PEXPIREAT)
   */
  public Sessions(String host, int port, Duration idle, Duration longest, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.idle = idle;
    this.longest = longest;
    this.clock = clock;
  }

  /** Begins an anonymous session without attributes, and returns its id: random text, of 128 bits or more, which nobody can guess. */
  public String start() {
    throw new UnsupportedOperationException("Sessions.start is yours to write.");
  }

  /** The attributes of a session, or empty if there is no such session. This is a use of it. */
  public Optional<Map<String, String>> attributes(String id) {
    throw new UnsupportedOperationException("Sessions.attributes is yours to write.");
  }

  /**
   * Sets one attribute, which may have any name, and leaves the others alone. This is a use of the session.
   *
   * @return false if there is no such session; then nothing was stored
   */
  public boolean put(String id, String attribute, String value) {
    throw new UnsupportedOperationException("Sessions.put is yours to write.");
  }

  /**
   * Somebody has proved to be {@code user}. The session goes on under a new id, with its attributes and its latest end as
   * they were; the old id, which an attacker may know, is no session's id any more, and the new one, drawn anew, cannot be told
   * from it. This is a use.
   *
   * @return the new id; or empty if there is no such session, or if somebody has signed in to it before
   */
  public Optional<String> signIn(String id, String user) {
    throw new UnsupportedOperationException("Sessions.signIn is yours to write.");
  }

  /** Who has signed in to a session, if it lives and somebody has. To ask is no use of it. */
  public Optional<String> user(String id) {
    throw new UnsupportedOperationException("Sessions.user is yours to write.");
  }

  /** Ends a session; false if there was none. */
  public boolean end(String id) {
    throw new UnsupportedOperationException("Sessions.end is yours to write.");
  }

  /**
   * The ids of the user's living sessions, all of them, however long they have been used and whichever began first. What Redis
   * holds about dead ones is gone afterwards; and nothing about a user who never comes back stays for ever. To ask is no use of
   * a session.
   */
  public Set<String> sessionsOf(String user) {
    throw new UnsupportedOperationException("Sessions.sessionsOf is yours to write.");
  }

  /** Ends all sessions of a user ("log out everywhere"), and returns how many were alive. */
  public int endAll(String user) {
    throw new UnsupportedOperationException("Sessions.endAll is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
