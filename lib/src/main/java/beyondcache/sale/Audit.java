package beyondcache.sale;

import beyondcache.sale.Checkout.Stock;
import beyondcache.sale.RedisBank.Charge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether the books balance: free, held and sold tickets are those there were, and the bank and the ticket office say the same of every
 * buyer.
 *
 * @param tickets how many there were
 * @param charges how many times the bank was paid
 * @param faults what is wrong, a sentence each; none if the books balance
 */
public record Audit(int tickets, Stock stock, int charges, List<String> faults) {

  /**
   * Looks at the books when everybody has gone.
   *
   * @param office one whose clock says that every hold has ended; it sweeps first, so that what is on its way has arrived
   * @param told who was told that they have paid
   */
  static Audit of(int tickets, Checkout office, RedisBank books, Collection<String> told) {
    office.sweep();
    var stock = office.stock();
    var charges = books.charges();
    var faults = new ArrayList<String>();
    if (stock.all() != tickets) {
      faults.add(tickets + " tickets there were, and " + stock.free() + " free, " + stock.held() + " held and " + stock.sold()
          + " sold ones are " + stock.all() + ".");
    }
    charges.stream().collect(Collectors.groupingBy(Charge::buyer)).forEach((buyer, theirs) -> {
      if (theirs.size() > 1) {
        faults.add(buyer + " was charged " + theirs.size() + " times: " + theirs.stream().map(Charge::key).toList() + ".");
      }
    });
    charges.stream().collect(Collectors.groupingBy(Charge::ticket)).forEach((ticket, buyers) -> {
      if (buyers.size() > 1) {
        faults.add("Ticket " + ticket + " was paid for by " + buyers.stream().map(Charge::buyer).toList() + ".");
      }
    });
    charges.stream().filter(c -> !Objects.equals(office.bought(c.buyer()), OptionalInt.of(c.ticket())))
        .forEach(c -> faults.add(c.buyer() + " was charged for ticket " + c.ticket() + ", and has "
            + (office.bought(c.buyer()).isPresent() ? "ticket " + office.bought(c.buyer()).getAsInt() : "none") + "."));
    var paid = charges.stream().map(Charge::buyer).collect(Collectors.toSet());
    new TreeSet<>(told).stream().filter(buyer -> !paid.contains(buyer))
        .forEach(buyer -> faults.add(buyer + " was told to have paid, and was not charged."));
    if (stock.sold() != paid.size()) {
      faults.add(stock.sold() + " tickets are sold, and " + paid.size() + " buyers have paid.");
    }
    return new Audit(tickets, stock, charges.size(), List.copyOf(faults));
  }

  /** Whether nothing is wrong. */
  public boolean balances() {
    return faults.isEmpty();
  }

  @Override
  public String toString() {
    var books = stock.free() + " free + " + stock.held() + " held + " + stock.sold() + " sold = " + stock.all() + " of " + tickets
        + " tickets; " + charges + " payments";
    return balances() ? "The books balance: " + books
        : "The books do not balance: " + books + faults.stream().limit(10).map(f -> "\n  " + f).collect(Collectors.joining())
            + (faults.size() > 10 ? "\n  and " + (faults.size() - 10) + " more" : "");
  }
}
