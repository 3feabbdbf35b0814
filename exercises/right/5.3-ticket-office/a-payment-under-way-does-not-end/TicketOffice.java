package task5;

import beyondcache.sale.Bank;
import beyondcache.sale.Checkout;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;

/**
 * Without scripts, by WATCH and MULTI. A hold that is being paid for is marked, and is not taken back when its time is over; whoever
 * sweeps completes the payment instead, by asking the bank again with the same key.
 */
public final class TicketOffice implements Checkout {

  private final RedisClient redis;
  private final Duration hold;
  private final Bank bank;
  private final InstantSource clock;

  public TicketOffice(String host, int port, Duration hold, Bank bank, InstantSource clock) {
    redis = RedisClient.create(host, port);
    this.hold = hold;
    this.bank = bank;
    this.clock = clock;
  }

  /** What is known of a ticket: {@code state/token/ends/buyer}. */
  private record Ticket(String number, String state, long token, long ends, String buyer) {

    static Ticket of(String number, String text) {
      var words = text.split("/", 4);
      return new Ticket(number, words[0], Long.parseLong(words[1]), Long.parseLong(words[2]), words[3]);
    }

    Ticket in(String other) {
      return new Ticket(number, other, token, ends, buyer);
    }

    String text() {
      return state + "/" + token + "/" + ends + "/" + buyer;
    }

    Hold hold() {
      return new Hold(Integer.parseInt(number), token, buyer, ends);
    }
  }

  /** Looks at all tickets, decides, and writes; again, if somebody was faster. */
  private <R> R atOnce(Function<List<Ticket>, Decision<R>> decide) {
    while (true) {
      try (var transaction = redis.transaction(false)) {
        transaction.watch("tickets");
        var decision = decide.apply(tickets());
        transaction.multi();
        decision.writes().forEach(ticket -> transaction.hset("tickets", ticket.number(), ticket.text()));
        if (decision.writes().isEmpty() || done(transaction)) {
          return decision.result();
        }
      }
    }
  }

  private static boolean done(AbstractTransaction transaction) {
    return transaction.exec() != null;
  }

  private record Decision<R>(R result, List<Ticket> writes) {}

  private List<Ticket> tickets() {
    return redis.hgetAll("tickets").entrySet().stream().map(e -> Ticket.of(e.getKey(), e.getValue())).toList();
  }

  @Override
  public void open(int tickets) {
    atOnce(all -> new Decision<>(true, !all.isEmpty() ? List.of() : java.util.stream.IntStream.rangeClosed(1, tickets)
        .mapToObj(n -> new Ticket("" + n, "free", 0, 0, "")).toList()));
  }

  @Override
  public Optional<Hold> reserve(String buyer) {
    sweep();
    return atOnce(all -> {
      var mine = all.stream().filter(t -> t.buyer().equals(buyer) && !t.state().equals("free")).findFirst();
      if (mine.isPresent()) {
        return new Decision<>(mine.filter(this::isHeld).map(Ticket::hold), List.of());
      }
      var taken = all.stream().filter(t -> t.state().equals("free")).findFirst()
          .map(t -> new Ticket(t.number(), "held", t.token() + 1, clock.millis() + hold.toMillis(), buyer));
      return new Decision<>(taken.map(Ticket::hold), taken.stream().toList());
    });
  }

  private boolean isHeld(Ticket ticket) {
    return (ticket.state().equals("held") || ticket.state().equals("paying")) && ticket.ends() > clock.millis();
  }

  @Override
  public Optional<Hold> held(String buyer) {
    return tickets().stream().filter(t -> t.buyer().equals(buyer) && isHeld(t)).map(Ticket::hold).findFirst();
  }

  @Override
  public OptionalInt bought(String buyer) {
    return tickets().stream().filter(t -> t.buyer().equals(buyer) && t.state().equals("sold"))
        .mapToInt(t -> Integer.parseInt(t.number())).findFirst();
  }

  @Override
  public Payment pay(Hold asked) {
    var found = atOnce(all -> {
      var mine = all.stream().filter(t -> t.number().equals("" + asked.ticket()) && t.token() == asked.token()
          && t.buyer().equals(asked.buyer()) && !t.state().equals("free")).findFirst();
      var begins = mine.filter(t -> t.state().equals("held") && isHeld(t)).map(t -> t.in("paying"));
      return new Decision<>(begins.isPresent() ? begins : mine, begins.stream().toList());
    });
    if (found.isEmpty() || found.get().state().equals("held")) {
      return Payment.TOO_LATE;
    }
    return found.get().state().equals("sold") ? Payment.PAID : complete(found.get());
  }

  private Payment complete(Ticket paying) {
    var answer = bank.charge(paying.number() + "#" + paying.token(), Integer.parseInt(paying.number()), paying.token(), paying.buyer());
    var next = answer == Bank.Answer.PAID ? paying.in("sold") : new Ticket(paying.number(), "free", paying.token(), 0, "");
    replace(paying, next);
    return answer == Bank.Answer.PAID ? Payment.PAID : answer == Bank.Answer.DECLINED ? Payment.DECLINED : Payment.TOO_LATE;
  }

  private void replace(Ticket old, Ticket next) {
    atOnce(all -> new Decision<>(true, all.contains(old) ? List.of(next) : List.of()));
  }

  @Override
  public void sweep() {
    for (var ticket : tickets()) {
      if (ticket.ends() <= clock.millis() && ticket.state().equals("held")) {
        replace(ticket, new Ticket(ticket.number(), "free", ticket.token(), 0, ""));
      } else if (ticket.ends() <= clock.millis() && ticket.state().equals("paying")) {
        complete(ticket);
      }
    }
  }

  @Override
  public Stock stock() {
    var all = tickets();
    int free = (int) all.stream().filter(t -> t.state().equals("free")).count();
    int sold = (int) all.stream().filter(t -> t.state().equals("sold")).count();
    return new Stock(free, all.size() - free - sold, sold);
  }

  @Override
  public void close() {
    redis.close();
  }
}
