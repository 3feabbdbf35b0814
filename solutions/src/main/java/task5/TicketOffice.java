package task5;

import beyondcache.sale.Bank;
import beyondcache.sale.Checkout;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import redis.clients.jedis.RedisClient;

/**
 * Free tickets are a list, {@code {sale}:free}; a held one is a field of {@code {sale}:holds}, as {@code TOKEN END BUYER}; a sold one a
 * field of {@code {sale}:sold}, as {@code TOKEN BUYER}. A ticket is in exactly one of the three, because each move is one script, which
 * first looks whether the hold is still the one that was meant. {@code {sale}:buyers} knows the ticket of each buyer, and
 * {@code {sale}:ends} when holds end.
 *
 * <p>The charge lies between two scripts, and no script can hold its hand. Three things make that safe. Its key is the hold, so that
 * whoever repeats it repeats the first answer. It carries the hold's token, and whoever takes a ticket back closes that token at the
 * bank <em>before</em> the ticket is free: a charge that comes later is refused, and one that came earlier is told by the bank, and then
 * the ticket is the buyer's. And the state between the scripts is a hold, which ends by itself; so there is nothing that a crash could
 * leave behind and that {@link #sweep} would not find.
 *
 * <p>It guarantees this on one Redis server that keeps its data, with clocks that may differ by less than a hold lasts. A failover may
 * lose the last scripts, tokens among them: see exercise 5.4.
 */
public final class TicketOffice implements Checkout {

  private static final String FREE = "{sale}:free";
  private static final String HOLDS = "{sale}:holds";
  private static final String ENDS = "{sale}:ends";
  private static final String BUYERS = "{sale}:buyers";
  private static final String SOLD = "{sale}:sold";
  private static final String TOKENS = "{sale}:tokens";
  private static final String OPENED = "{sale}:opened";

  private static final String OPEN = """
      if redis.call('SETNX', KEYS[1], ARGV[1]) == 1 then
        for ticket = 1, ARGV[1] do redis.call('RPUSH', KEYS[2], ticket) end
      end
      return 1
      """;

  /** ARGV: buyer, now, end. Returns ticket, token and end; or nothing. */
  private static final String RESERVE = """
      local ticket = redis.call('HGET', KEYS[1], ARGV[1])
      if ticket then
        local token, ends = string.match(redis.call('HGET', KEYS[2], ticket) or '', '^(%d+) (%d+) ')
        if ends and tonumber(ends) > tonumber(ARGV[2]) then return {ticket, token, ends} end
        return false
      end
      ticket = redis.call('LPOP', KEYS[3])
      if not ticket then return false end
      local token = redis.call('INCR', KEYS[4])
      redis.call('HSET', KEYS[2], ticket, token .. ' ' .. ARGV[3] .. ' ' .. ARGV[1])
      redis.call('ZADD', KEYS[5], ARGV[3], ticket)
      redis.call('HSET', KEYS[1], ARGV[1], ticket)
      return {ticket, tostring(token), ARGV[3]}
      """;

  /** ARGV: ticket, token, buyer. The hold becomes a sale, if it is still there. */
  private static final String SETTLE = """
      local token, ends, buyer = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '^(%d+) (%d+) (.*)$')
      if token ~= ARGV[2] or buyer ~= ARGV[3] then return 0 end
      redis.call('HDEL', KEYS[1], ARGV[1])
      redis.call('ZREM', KEYS[2], ARGV[1])
      return redis.call('HSET', KEYS[3], ARGV[1], token .. ' ' .. buyer)
      """;

  /** ARGV: ticket, token, buyer. The ticket is free again, if it is still held by this hold. */
  private static final String RELEASE = """
      local token, ends, buyer = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '^(%d+) (%d+) (.*)$')
      if token ~= ARGV[2] or buyer ~= ARGV[3] then return 0 end
      redis.call('HDEL', KEYS[1], ARGV[1])
      redis.call('ZREM', KEYS[2], ARGV[1])
      redis.call('HDEL', KEYS[3], buyer)
      return redis.call('RPUSH', KEYS[4], ARGV[1])
      """;

  /** ARGV: now. Returns tickets and holds, by turns. */
  private static final String OVERDUE = """
      local found = {}
      for _, ticket in ipairs(redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE')) do
        found[#found + 1] = ticket
        found[#found + 1] = redis.call('HGET', KEYS[2], ticket)
      end
      return found
      """;

  /** ARGV: ticket. */
  private static final String LOOK = """
      return {redis.call('HGET', KEYS[1], ARGV[1]) or '', redis.call('HGET', KEYS[2], ARGV[1]) or ''}
      """;

  private static final String STOCK = """
      return {redis.call('LLEN', KEYS[1]), redis.call('HLEN', KEYS[2]), redis.call('HLEN', KEYS[3])}
      """;

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

  @Override
  public void open(int tickets) {
    redis.eval(OPEN, List.of(OPENED, FREE), List.of(Integer.toString(tickets)));
  }

  @Override
  public Optional<Hold> reserve(String buyer) {
    var taken = take(buyer);
    if (taken.isEmpty()) {
      sweep();
      taken = take(buyer);
    }
    return taken;
  }

  private Optional<Hold> take(String buyer) {
    long now = clock.millis();
    var taken = (List<?>) redis.eval(RESERVE, List.of(BUYERS, HOLDS, FREE, TOKENS, ENDS),
        List.of(buyer, Long.toString(now), Long.toString(now + hold.toMillis())));
    return Optional.ofNullable(taken).map(t -> hold((String) t.get(0), t.get(1) + " " + t.get(2) + " " + buyer));
  }

  @Override
  public Optional<Hold> held(String buyer) {
    return ticketOf(buyer)
        .flatMap(ticket -> Optional.ofNullable(redis.hget(HOLDS, ticket)).map(record -> hold(ticket, record)))
        .filter(held -> held.buyer().equals(buyer) && !hasEnded(held));
  }

  @Override
  public OptionalInt bought(String buyer) {
    var ticket = ticketOf(buyer).filter(t -> {
      var sold = redis.hget(SOLD, t);
      return sold != null && sold.endsWith(" " + buyer);
    });
    return ticket.isPresent() ? OptionalInt.of(Integer.parseInt(ticket.get())) : OptionalInt.empty();
  }

  private Optional<String> ticketOf(String buyer) {
    return Optional.ofNullable(redis.hget(BUYERS, buyer));
  }

  @Override
  public Payment pay(Hold asked) {
    var ticket = Integer.toString(asked.ticket());
    var found = (List<?>) redis.eval(LOOK, List.of(HOLDS, SOLD), List.of(ticket));
    if (found.get(1).equals(asked.token() + " " + asked.buyer())) {
      return Payment.PAID;
    }
    if (found.get(0).equals("")) {
      return Payment.TOO_LATE;
    }
    var held = hold(ticket, (String) found.get(0));
    if (held.token() != asked.token() || !held.buyer().equals(asked.buyer())) {
      return Payment.TOO_LATE;
    }
    if (hasEnded(held)) {
      return takeBack(held) ? Payment.TOO_LATE : Payment.PAID;
    }
    return switch (bank.charge("ticket " + held.ticket() + ", hold " + held.token(), held.ticket(), held.token(), held.buyer())) {
      case PAID -> {
        settle(held);
        yield Payment.PAID;
      }
      case DECLINED -> {
        release(held);
        yield Payment.DECLINED;
      }
      case STALE -> Payment.TOO_LATE;
    };
  }

  @Override
  public void sweep() {
    var overdue = (List<?>) redis.eval(OVERDUE, List.of(ENDS, HOLDS), List.of(Long.toString(clock.millis())));
    for (int i = 0; i < overdue.size(); i += 2) {
      takeBack(hold((String) overdue.get(i), (String) overdue.get(i + 1)));
    }
  }

  /** Ends a hold: first at the bank, so that no charge can come any more; false if it was paid before, and then it is settled. */
  private boolean takeBack(Hold held) {
    if (bank.close(held.ticket(), held.token())) {
      settle(held);
      return false;
    }
    release(held);
    return true;
  }

  private void settle(Hold held) {
    redis.eval(SETTLE, List.of(HOLDS, ENDS, SOLD), which(held));
  }

  private void release(Hold held) {
    redis.eval(RELEASE, List.of(HOLDS, ENDS, BUYERS, FREE), which(held));
  }

  @Override
  public Stock stock() {
    var counts = ((List<?>) redis.eval(STOCK, List.of(FREE, HOLDS, SOLD), List.of())).stream()
        .map(count -> ((Long) count).intValue()).toList();
    return new Stock(counts.get(0), counts.get(1), counts.get(2));
  }

  private boolean hasEnded(Hold held) {
    return held.endsAt() <= clock.millis();
  }

  private static List<String> which(Hold held) {
    return List.of(Integer.toString(held.ticket()), Long.toString(held.token()), held.buyer());
  }

  private static Hold hold(String ticket, String record) {
    var words = record.split(" ", 3);
    return new Hold(Integer.parseInt(ticket), Long.parseLong(words[0]), words[2], Long.parseLong(words[1]));
  }

  @Override
  public void close() {
    redis.close();
  }
}
