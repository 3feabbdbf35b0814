package beyondcache.sale;

import beyondcache.sale.Attempt.Kind;
import beyondcache.sale.Attempt.Outcome;
import beyondcache.sale.Checkout.Hold;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How far a buyer has got. Belongs to one thread at a time. */
final class Visit implements Delayed {

  private static final int LONGEST_PAUSE_MILLIS = 400;
  private static final int PAY_TRIES = 20;

  private final Buyer buyer;
  private final Counter counter;
  private final long began;
  private final List<Attempt> attempts;
  private long dueNanos;
  private Kind next = Kind.SIGN_IN;
  private Hold hold;
  private int asked;
  private int paid;
  private boolean succeeded;

  Visit(Buyer buyer, Counter counter, long began, List<Attempt> attempts) {
    this.buyer = buyer;
    this.counter = counter;
    this.began = began;
    this.attempts = attempts;
    dueNanos = began + TimeUnit.MILLISECONDS.toNanos(buyer.arrivesAt());
  }

  boolean isAboutToPay() {
    return next == Kind.PAY;
  }

  /** Does the next thing; false if the buyer goes home. */
  boolean proceed() {
    return switch (next) {
      case SIGN_IN -> goOn(ask(Kind.SIGN_IN, () -> counter.signIn(buyer)), Kind.QUEUE);
      case QUEUE -> goOn(ask(Kind.QUEUE, () -> counter.queue(buyer)), Kind.RESERVE);
      case RESERVE -> reserve();
      case PAY -> pay();
    };
  }

  private boolean goOn(Outcome outcome, Kind then) {
    if (outcome == Outcome.DONE) {
      next = then;
      return true;
    }
    return again();
  }

  private boolean reserve() {
    var outcome = ask(Kind.RESERVE, () -> buyer.doubleClicks() ? doubleClick() : counter.reserve(buyer));
    switch (outcome) {
      case DONE -> {
        next = Kind.PAY;
        wait(buyer.thinks());
        return !buyer.walksAway();
      }
      case WAIT -> {
        wait(LONGEST_PAUSE_MILLIS / 2 + buyer.thinks());
        return true;
      }
      default -> {
        return again();
      }
    }
  }

  private Counter.Reply doubleClick() {
    var second = CompletableFuture.supplyAsync(() -> counter.reserve(buyer), click -> new Thread(click, "second click").start());
    var first = counter.reserve(buyer);
    return first.hold() != null ? first : second.join();
  }

  private boolean pay() {
    var hangUp = buyer.hangsUp() && paid == 0;
    var outcome = ask(Kind.PAY, () -> counter.pay(buyer, hold, hangUp));
    paid++;
    if (outcome == Outcome.DONE) {
      var goesOn = buyer.replays() && !succeeded;
      succeeded = true;
      return goesOn;
    }
    wait(buyer.thinks());
    // Whoever does not know whether they have paid wants to know.
    return (outcome == Outcome.UNSURE || outcome == Outcome.FAILED) && paid < PAY_TRIES;
  }

  private boolean again() {
    wait(Math.min(LONGEST_PAUSE_MILLIS, buyer.thinks() << asked));
    return ++asked < buyer.tries();
  }

  private void wait(int millis) {
    dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private Outcome ask(Kind kind, Supplier<Counter.Reply> question) {
    var at = System.nanoTime();
    var reply = question.get();
    if (reply.hold() != null) {
      hold = reply.hold();
    }
    attempts.add(new Attempt((at - began) / 1e6, buyer.name(), kind, reply.outcome(), (System.nanoTime() - at) / 1e6));
    return reply.outcome();
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.compare(dueNanos, ((Visit) other).dueNanos);
  }
}
