package task5;

import beyondcache.sale.Bank;
import beyondcache.sale.Checkout;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 5.3: sells numbered tickets. Whatever order the commands of many servers arrive in, and wherever one of them dies: no ticket
 * is sold twice and none is lost, nobody is charged twice, and nobody is charged without getting a ticket.
 *
 * <p>A buyer can have one ticket, and holds it for a while to pay for it. The hold is a lease: it ends by itself, and then the ticket
 * is for others. A server that is slow may not notice, and charge too late. So each hold has a fencing token, and the {@link Bank} is
 * shown it. The bank keeps its books for itself; all that you know of them is what its two methods answer.
 *
 * <p>The layout in Redis is up to you. Keys that begin with {@code bank:} are not yours.
 */
public final class TicketOffice implements Checkout {

  private final RedisClient redis;
  private final Duration hold;
  private final Bank bank;
  private final InstantSource clock;

  /**
   * Connects to the Redis server at {@code host} and {@code port}.
   *
   * @param hold how long a ticket is held for a buyer, by the clock
   * @param clock what time it is; all servers agree about it
   */
  public TicketOffice(String host, int port, Duration hold, Bank bank, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.hold = hold;
    this.bank = bank;
    this.clock = clock;
  }

  /**
   * Puts tickets 1 to {@code tickets} on sale. If they are on sale already, by this or another server, nothing changes. A server may die
   * in here; whoever calls it again completes it.
   */
  @Override
  public void open(int tickets) {
    throw new UnsupportedOperationException("TicketOffice.open is yours to write.");
  }

  /**
   * Holds a free ticket for a buyer. If the buyer has a hold that has not ended, that is returned again, with its token and end. If no
   * ticket is free, those whose holds have ended are taken back as {@link #sweep} does, and one of them is held. A hold of this
   * buyer's own that has ended is taken back first, whatever is free: it may turn out to have been paid for.
   *
   * @return empty if the buyer has bought a ticket, or if there is none to be had now
   * @throws Bank.Unreachable if a ticket had to be taken back, and the bank's answer did not come
   */
  @Override
  public Optional<Hold> reserve(String buyer) {
    throw new UnsupportedOperationException("TicketOffice.reserve is yours to write.");
  }

  /** The hold of a buyer that has neither ended nor been paid for. */
  @Override
  public Optional<Hold> held(String buyer) {
    throw new UnsupportedOperationException("TicketOffice.held is yours to write.");
  }

  /** The ticket that a buyer has bought. */
  @Override
  public OptionalInt bought(String buyer) {
    throw new UnsupportedOperationException("TicketOffice.bought is yours to write.");
  }

  /**
   * Charges the buyer for the ticket of a hold, and makes the ticket the buyer's. Ticket, token and buyer come from a browser: if they
   * are not a hold that this shop has given, it is {@link Payment#TOO_LATE}. The hold's {@code endsAt} is not looked at.
   *
   * <p>It may be called several times for one hold, on several servers, also at once, and after a server died in here: the buyer is
   * charged once, and {@link Payment#PAID} is the answer each time. {@link Payment#TOO_LATE} means that the buyer was not charged for
   * this hold and will not be. A hold ends at {@code endsAt}: when the clock says so, a payment that begins is too late, unless it was
   * paid before.
   *
   * <p>After {@link Payment#DECLINED} the hold has ended and the ticket is free again; to pay for that hold once more is declined or too
   * late. The buyer may reserve anew, with another token, and the bank is asked anew.
   *
   * @throws Bank.Unreachable if the bank's answer did not come. The hold stays; calling again tells
   */
  @Override
  public Payment pay(Hold hold) {
    throw new UnsupportedOperationException("TicketOffice.pay is yours to write.");
  }

  /**
   * Brings to an end what others have left behind. For each hold that has ended: if the bank has charged the buyer, the ticket is the
   * buyer's; otherwise the ticket is free again, and the buyer will not be charged for that hold any more. Holds that have not ended
   * stay. Several servers may sweep at once, and while others pay.
   *
   * @throws Bank.Unreachable if the bank's answer did not come; what it is about stays for the next sweep
   */
  @Override
  public void sweep() {
    throw new UnsupportedOperationException("TicketOffice.sweep is yours to write.");
  }

  /** How many tickets are free, held and sold; at any moment these are all tickets. Nothing before {@link #open}. */
  @Override
  public Stock stock() {
    throw new UnsupportedOperationException("TicketOffice.stock is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
