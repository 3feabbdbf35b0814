package beyondcache.sale;

import beyondcache.sale.Attempt.Outcome;
import beyondcache.sale.Checkout.Hold;

/** Where the buyers of a {@link Crowd} come to: a sale over HTTP, or ticket offices without a page in front of them. */
interface Counter extends AutoCloseable {

  /** What came back; the hold is there only when a ticket was reserved. */
  record Reply(Outcome outcome, Hold hold) {

    static Reply of(Outcome outcome) {
      return new Reply(outcome, null);
    }
  }

  Reply signIn(Buyer buyer);

  Reply queue(Buyer buyer);

  Reply reserve(Buyer buyer);

  /** @param hangUp whether the buyer breaks the connection before the answer is there */
  Reply pay(Buyer buyer, Hold hold, boolean hangUp);

  @Override
  void close();
}
