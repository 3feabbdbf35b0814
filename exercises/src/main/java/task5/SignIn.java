package task5;

import beyondcache.sale.Accounts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 5.1: who is behind a browser. Sessions that all servers of the shop share, with a new id at sign-in, an idle time and a
 * latest end; "log out everywhere"; and a limit for attempts to sign in, which locks nobody out for ever, whatever crashes.
 *
 * <p>The name of each key that belongs to one session contains the session's id. Otherwise the layout in Redis is up to you. Names may
 * contain any character, and two names are the same only if all of their characters are.
 */
public final class SignIn implements Accounts {

  /** How many attempts to sign in with one name there may be in a {@link #WINDOW}. */
  public static final int ATTEMPTS = 5;

  /** How long attempts are counted together. */
  public static final Duration WINDOW = Duration.ofMinutes(1);

  private final RedisClient redis;
  private final Duration idle;
  private final Duration longest;
  private final InstantSource clock;

  /**
   * Connects to the Redis server at {@code host} and {@code port}.
   *
   * @param idle how long a session lives without being used; by Redis's time, so that it expires by itself
   * @param longest how long it lives at the most, from its start on, by the clock; longer than {@code idle}
   * @param clock what time it is; all servers agree about it
   */
  public SignIn(String host, int port, Duration idle, Duration longest, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.idle = idle;
    this.longest = longest;
    this.clock = clock;
  }

  /** Begins a session in which nobody has signed in, and returns its id: 8 to 200 letters, digits, or {@code _ . : ~ -}. */
  @Override
  public String start() {
    throw new UnsupportedOperationException("SignIn.start is yours to write.");
  }

  /**
   * Whose session this is; empty if there is no such session. This is a use of it: from now on it lives for the idle time again, but
   * not beyond its latest end.
   */
  @Override
  public Optional<Visitor> visit(String session) {
    throw new UnsupportedOperationException("SignIn.visit is yours to write.");
  }

  /**
   * Counts an attempt to sign in as {@code name}, whoever makes it and on whichever server. The window begins with the first attempt
   * and lasts {@link #WINDOW}, however many follow; after it the count begins anew.
   *
   * <p>Time is Redis's: what is kept of the attempts is in keys that expire with the window. Should a server die at any point in here,
   * they expire all the same, at the latest when the next attempt's window ends.
   *
   * @return whether this is one of the first {@link #ATTEMPTS} in its window
   */
  @Override
  public boolean mayTry(String name) {
    throw new UnsupportedOperationException("SignIn.mayTry is yours to write.");
  }

  /**
   * Somebody has proved to be {@code name}. The session goes on under a new id, with its latest end as it was; the old id, which an
   * attacker may know, is no session's id any more. This is a use of the session.
   *
   * @return the new id; empty if there is no such session, or if somebody has signed in to it before. Then nothing has changed
   */
  @Override
  public Optional<String> signIn(String session, String name) {
    throw new UnsupportedOperationException("SignIn.signIn is yours to write.");
  }

  /** Ends a session; false if there was none. */
  @Override
  public boolean signOut(String session) {
    throw new UnsupportedOperationException("SignIn.signOut is yours to write.");
  }

  /**
   * The ids of the living sessions to which {@code name} has signed in. What Redis holds about that name's dead ones is gone
   * afterwards; and nothing about somebody who never comes back stays for ever.
   */
  @Override
  public Set<String> sessionsOf(String name) {
    throw new UnsupportedOperationException("SignIn.sessionsOf is yours to write.");
  }

  /** Ends all sessions of {@code name} ("log out everywhere"), and returns how many were alive. */
  @Override
  public int signOutEverywhere(String name) {
    throw new UnsupportedOperationException("SignIn.signOutEverywhere is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
