package beyondcache.sale;

import beyondcache.sale.Attempt.Outcome;
import beyondcache.sale.Checkout.Hold;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Ticket offices, as many as there are servers, each asked in turn. Nobody signs in here or waits, and nobody can hang up. */
record OfficeCounter(List<Checkout> servers, AtomicInteger turn) implements Counter {

  OfficeCounter(List<Checkout> servers) {
    this(List.copyOf(servers), new AtomicInteger());
  }

  private Checkout next() {
    return servers.get(Math.floorMod(turn.getAndIncrement(), servers.size()));
  }

  @Override
  public Reply signIn(Buyer buyer) {
    return Reply.of(Outcome.DONE);
  }

  @Override
  public Reply queue(Buyer buyer) {
    return Reply.of(Outcome.DONE);
  }

  @Override
  public Reply reserve(Buyer buyer) {
    return asked(() -> next().reserve(buyer.name()).map(hold -> new Reply(Outcome.DONE, hold))
        .orElse(Reply.of(Outcome.SOLD_OUT)));
  }

  @Override
  public Reply pay(Buyer buyer, Hold hold, boolean hangUp) {
    var reply = asked(() -> Reply.of(outcome(next().pay(hold))));
    return hangUp ? Reply.of(Outcome.UNSURE) : reply;
  }

  private static Reply asked(Supplier<Reply> question) {
    try {
      return question.get();
    } catch (Bank.Unreachable e) {
      return Reply.of(Outcome.UNSURE);
    } catch (RuntimeException | Error e) {
      return Reply.of(Outcome.FAILED);
    }
  }

  static Outcome outcome(Checkout.Payment payment) {
    return switch (payment) {
      case PAID -> Outcome.DONE;
      case DECLINED -> Outcome.DECLINED;
      case TOO_LATE -> Outcome.TOO_LATE;
    };
  }

  /** The offices belong to whoever opened them. */
  @Override
  public void close() {}
}
