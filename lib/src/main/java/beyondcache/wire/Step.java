package beyondcache.wire;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What one actor does to the server at once: a command, a script, a transaction from MULTI to EXEC; or something that
 * happens from outside, such as a key that expires.
 *
 * <p>Not steps of their own, because nobody else can notice them: MULTI and what it queues, UNWATCH, DISCARD, loading a
 * script, EVALSHA of a script that the server does not know (it counts together with what the client does about it), and
 * what a client sends to keep up its connection.
 */
public final class Step {

  /** What became of a step. */
  public enum Fate {
    /** It was executed, and the actor has the reply, unless it still waits for it. */
    DONE,
    /** The actor died before it was sent. */
    DIED_BEFORE,
    /** It was executed, but the actor died before it had the reply. */
    DIED_AFTER,
    /** The connection broke before it was executed; the actor lives. */
    REQUEST_LOST,
    /** It was executed, but the connection broke before the reply was through; the actor lives. */
    REPLY_LOST;

    boolean isExecuted() {
      return this == DONE || this == DIED_AFTER || this == REPLY_LOST;
    }

    boolean isDeath() {
      return this == DIED_BEFORE || this == DIED_AFTER;
    }
  }

  private final int index;
  private final String actor;
  private final String title;
  private final List<Exchange> commands;
  private Fate fate = Fate.DONE;
  private Reply reply;

  Step(int index, String actor, String title, List<Exchange> commands) {
    this.index = index;
    this.actor = actor;
    this.title = title;
    this.commands = commands;
  }

  /** Which of the actors takes it, counted from 0. */
  public int index() {
    return index;
  }

  /** The actor's name. */
  public String actor() {
    return actor;
  }

  /** The command, or for a transaction all of them from MULTI to EXEC; empty for what happens from outside. */
  public List<Exchange> commands() {
    return commands;
  }

  /** Whether it happens from outside rather than by an actor's command. */
  public boolean isOutside() {
    return commands.isEmpty();
  }

  /** The command on one line, a transaction's separated by semicolons; or what happens from outside in words. */
  public String text() {
    return isOutside() ? title : commands.stream().map(Exchange::text).collect(Collectors.joining("; "));
  }

  /** What the server answered; null if nothing, or nothing yet. */
  public Reply reply() {
    return reply;
  }

  public Fate fate() {
    return fate;
  }

  void fate(Fate fate) {
    this.fate = fate;
  }

  void reply(Reply reply) {
    this.reply = reply;
  }

  @Override
  public String toString() {
    return isOutside() ? title : actor + ": " + text() + (reply == null ? "" : " -> " + reply);
  }
}
