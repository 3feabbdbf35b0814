package beyondcache.sale;

import java.util.Optional;
import java.util.Set;

/**
 * Who is behind a browser: sessions, shared by all servers of the shop, and a limit for attempts to sign in. Exercise 5.1 is to
 * write one; {@code task5/SignIn.java} says exactly what each method has to do.
 */
public interface Accounts extends AutoCloseable {

  /**
   * Whose session it is.
   *
   * @param name who has signed in; empty while nobody has
   */
  record Visitor(String name) {

    /** Whether somebody has signed in. */
    public boolean isSignedIn() {
      return !name.isEmpty();
    }
  }

  /** Begins a session in which nobody has signed in, and returns its id. */
  String start();

  /** Whose session this is; empty if there is no such session. A use of the session. */
  Optional<Visitor> visit(String session);

  /** Counts an attempt to sign in as {@code name}; false if there were too many. */
  boolean mayTry(String name);

  /** Somebody has proved to be {@code name}: the session goes on under a new id, which is returned. */
  Optional<String> signIn(String session, String name);

  /** Ends a session; false if there was none. */
  boolean signOut(String session);

  /** The ids of the living sessions to which {@code name} has signed in. */
  Set<String> sessionsOf(String name);

  /** Ends all sessions of {@code name}, and returns how many were alive. */
  int signOutEverywhere(String name);

  @Override
  void close();
}
