package beyondcache.sale;

/**
 * One request of a {@link Crowd}, and what became of it.
 *
 * @param at when it was made, in milliseconds after the crowd set out
 * @param millis how long it took
 */
public record Attempt(double at, String buyer, Kind kind, Outcome outcome, double millis) {

  /** What was asked for. */
  public enum Kind { SIGN_IN, QUEUE, RESERVE, PAY }

  /** What became of it. */
  public enum Outcome {
    /** Signed in, in the queue, a ticket is held, or paid. */
    DONE,
    /** Not let in yet. */
    WAIT,
    /** There was no ticket to be had. */
    SOLD_OUT,
    /** The hold had ended. */
    TOO_LATE,
    /** The bank refuses the card. */
    DECLINED,
    /** The bank's answer did not come, or the buyer hung up before it did: nobody knows. */
    UNSURE,
    /** The shop failed. */
    FAILED
  }
}
