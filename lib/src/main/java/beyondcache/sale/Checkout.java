package beyondcache.sale;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Sells numbered tickets: each one once, to a buyer who has paid for it once. Exercise 5.3 is to write one;
 * {@code task5/TicketOffice.java} says exactly what each method has to do.
 */
public interface Checkout extends AutoCloseable {

  /**
   * A ticket that is kept for a buyer for a while.
   *
   * @param ticket the ticket's number, from 1
   * @param token the fencing token: greater than that of every earlier hold of this ticket
   * @param endsAt when the hold ends, in milliseconds since 1970
   */
  record Hold(int ticket, long token, String buyer, long endsAt) {}

  /** How a payment ended. */
  enum Payment {
    /** The ticket belongs to the buyer, who was charged once. */
    PAID,
    /** The bank refuses the buyer's card. Nothing was charged, and the hold has ended. */
    DECLINED,
    /** The hold had ended. Nothing was charged. */
    TOO_LATE
  }

  /**
   * Where the tickets are.
   *
   * @param free neither held nor sold
   * @param held kept for somebody, or somebody's whose hold has ended and whose ticket nobody has taken back yet
   */
  record Stock(int free, int held, int sold) {

    /** All tickets. */
    public int all() {
      return free + held + sold;
    }
  }

  /** Puts tickets 1 to {@code tickets} on sale, unless that has been done. */
  void open(int tickets);

  /** Holds a ticket for a buyer; the same one again for who has one already; empty if there is none to be had. */
  Optional<Hold> reserve(String buyer);

  /** The ticket that a buyer holds now. */
  Optional<Hold> held(String buyer);

  /** The ticket that a buyer has bought. */
  OptionalInt bought(String buyer);

  /**
   * Pays for the ticket of a hold. May be called again, with the same outcome.
   *
   * @throws Bank.Unreachable if nobody knows yet how it ended; call again
   */
  Payment pay(Hold hold);

  /** Brings to an end what others have left behind: holds whose time is over, payments whose server has died. */
  void sweep();

  /** Where the tickets are now. */
  Stock stock();

  @Override
  void close();
}
