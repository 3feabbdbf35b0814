package beyondcache.check;

import beyondcache.wire.Tape;
import beyondcache.wire.Wire;
import org.opentest4j.AssertionFailedError;

/**
 * What an action may cost, for tests of exercises whose lesson is about cost:
 *
 * <pre>{@code
 * Budget.of(wire, () -> cart.total("ann")).roundTrips(3).replyBytes(2000);
 * }</pre>
 *
 * <p>The action runs once, at {@link #of}; what clients send on their own account (HELLO, CLIENT SETINFO, ...) is not counted.
 * A budget that is exceeded fails the test with what was sent. Be generous: correct answers come in many shapes, and the
 * wrong one costs more by an order of magnitude.
 */
public final class Budget {

  private static final int SHOWN = 8;

  private final Tape tape;

  private Budget(Tape tape) {
    this.tape = tape;
  }

  /**
   * Runs an action and records what passes over the wire meanwhile.
   *
   * @throws Exception what the action throws
   * @throws AssertionFailedError if nothing passes at all: then there is nothing to hold a budget against
   */
  public static Budget of(Wire wire, Wire.Action action) throws Exception {
    var tape = wire.record(action);
    if (tape.commands().isEmpty()) {
      throw new AssertionFailedError("Not one command came over the wire. Every object has to connect to the host and port that "
          + "its own constructor is given; a connection that all objects share goes elsewhere.");
    }
    return new Budget(tape);
  }

  /** At most so many times the client may wait for the server. */
  public Budget roundTrips(long most) {
    return hold(tape.roundTrips() <= most, "It took " + tape.roundTrips() + " round trips; " + most + " are enough.");
  }

  /** At most so many commands, whether sent one by one or together. */
  public Budget commands(long most) {
    return hold(tape.commands().size() <= most, "It took " + tape.commands().size() + " commands; " + most + " are enough.");
  }

  /** At most so many bytes of replies. */
  public Budget replyBytes(long most) {
    return hold(tape.replyBytes() <= most,
        "Redis had to send " + tape.replyBytes() + " bytes; " + most + " are enough.");
  }

  /** Without the given command. Scripts are not looked into. */
  public Budget without(String command) {
    return hold(tape.count(command) == 0, "It used " + command + ".");
  }

  /** What passed, for further questions. */
  public Tape tape() {
    return tape;
  }

  private Budget hold(boolean holds, String message) {
    if (!holds) {
      var sent = new StringBuilder(message).append(" On the wire:");
      tape.commands().stream().limit(SHOWN).forEach(command -> sent.append("\n  ").append(command));
      if (tape.commands().size() > SHOWN) {
        sent.append("\n  ... and ").append(tape.commands().size() - SHOWN).append(" more");
      }
      throw new AssertionFailedError(sent.toString());
    }
    return this;
  }
}
