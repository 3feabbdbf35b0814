package beyondcache.sale;

/**
 * The bank. It is not ours, and Redis has no hand in it: what it has charged stays charged, whatever happens to us. It keeps
 * two promises that a checkout can build on. It answers each key once, and repeats that answer. And it remembers for each ticket
 * the greatest fencing token that it was shown, and refuses charges with a smaller one.
 */
public interface Bank {

  /** What the bank says to a charge. */
  enum Answer {
    /** The buyer was charged, now or when this key came for the first time. */
    PAID,
    /** The bank refuses the buyer's card. With this key it will always say so. */
    DECLINED,
    /** A greater token was shown for this ticket before, or it was closed. Nothing was charged. */
    STALE
  }

  /**
   * Nobody knows whether the bank has done it: the connection broke, or the answer took too long. Asking again with the same key
   * tells.
   */
  final class Unreachable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what was observed */
    public Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Charges a buyer the price of a ticket, once for each key.
   *
   * @param key the idempotency key: whoever asks again with it gets the first answer again
   * @param token the fencing token of the hold
   * @throws Unreachable if it cannot be known whether the buyer was charged
   */
  Answer charge(String key, int ticket, long token, String buyer);

  /**
   * From now on, charges for this ticket with this token or a smaller one are refused as {@link Answer#STALE}.
   *
   * @return whether a charge for this ticket with exactly this token was paid before, and stays so
   * @throws Unreachable if it cannot be known whether the bank heard of it; close it again
   */
  boolean close(int ticket, long token);
}
