package task5;

import beyondcache.sale.Bank;
import beyondcache.sale.Checkout;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import redis.clients.jedis.RedisClient;

/** A set of free tickets, a hash for each ticket, and one script that changes a ticket if it is as it was expected to be. */
public final class TicketOffice implements Checkout {

  private static final String CHANGE = """
      local was = redis.call('HMGET', KEYS[1], 'state', 'token')
      if was[1] ~= ARGV[1] or was[2] ~= ARGV[2] then return 0 end
      redis.call('HSET', KEYS[1], 'state', ARGV[3])
      if ARGV[3] == 'free' then
        redis.call('HDEL', KEYS[2], redis.call('HGET', KEYS[1], 'buyer'))
        redis.call('SADD', KEYS[3], ARGV[4])
      end
      redis.call('HINCRBY', KEYS[4], ARGV[1], -1)
      redis.call('HINCRBY', KEYS[4], ARGV[3], 1)
      return 1
      """;

  private static final String TAKE = """
      if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return nil end
      local number = redis.call('SPOP', KEYS[2])
      if not number then return nil end
      local key = 'ticket:' .. number
      local token = redis.call('HINCRBY', key, 'token', 1)
      redis.call('HSET', key, 'state', 'held', 'buyer', ARGV[1], 'ends', ARGV[2])
      redis.call('HSET', KEYS[1], ARGV[1], number)
      redis.call('HINCRBY', KEYS[3], 'free', -1)
      redis.call('HINCRBY', KEYS[3], 'held', 1)
      return number
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
    redis.eval("""
        if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        for n = 1, ARGV[1] do
          redis.call('SADD', KEYS[2], n)
          redis.call('HSET', 'ticket:' .. n, 'state', 'free', 'token', 0)
        end
        redis.call('HSET', KEYS[1], 'free', ARGV[1], 'held', 0, 'sold', 0)
        return 1
        """, List.of("counts", "free-tickets"), List.of("" + tickets));
  }

  @Override
  public Optional<Hold> reserve(String buyer) {
    var mine = held(buyer);
    if (mine.isPresent()) {
      return mine;
    }
    if (redis.hexists("buyers", buyer)) {
      ticketOf(buyer).filter(t -> isOver(redis.hgetAll("ticket:" + t))).ifPresent(this::takeBack);
    }
    String taken = take(buyer);
    if (taken == null) {
      sweep();
      take(buyer);
    }
    return held(buyer);
  }

  private String take(String buyer) {
    return (String) redis.eval(TAKE, List.of("buyers", "free-tickets", "counts"),
        List.of(buyer, "" + (clock.millis() + hold.toMillis())));
  }

  private Optional<String> ticketOf(String buyer) {
    return Optional.ofNullable(redis.hget("buyers", buyer));
  }

  private boolean isOver(Map<String, String> ticket) {
    return "held".equals(ticket.get("state")) && Long.parseLong(ticket.get("ends")) <= clock.millis();
  }

  @Override
  public Optional<Hold> held(String buyer) {
    return ticketOf(buyer).flatMap(number -> {
      var ticket = redis.hgetAll("ticket:" + number);
      return buyer.equals(ticket.get("buyer")) && "held".equals(ticket.get("state")) && !isOver(ticket)
          ? Optional.of(new Hold(Integer.parseInt(number), Long.parseLong(ticket.get("token")), buyer,
              Long.parseLong(ticket.get("ends"))))
          : Optional.empty();
    });
  }

  @Override
  public OptionalInt bought(String buyer) {
    var number = ticketOf(buyer).filter(n -> {
      var ticket = redis.hgetAll("ticket:" + n);
      return "sold".equals(ticket.get("state")) && buyer.equals(ticket.get("buyer"));
    });
    return number.map(n -> OptionalInt.of(Integer.parseInt(n))).orElse(OptionalInt.empty());
  }

  @Override
  public Payment pay(Hold asked) {
    var number = "" + asked.ticket();
    var ticket = redis.hgetAll("ticket:" + number);
    if (!asked.buyer().equals(ticket.get("buyer")) || !("" + asked.token()).equals(ticket.get("token"))
        || "free".equals(ticket.get("state"))) {
      return Payment.TOO_LATE;
    }
    if ("sold".equals(ticket.get("state"))) {
      return Payment.PAID;
    }
    if (isOver(ticket)) {
      return takeBack(number) ? Payment.PAID : Payment.TOO_LATE;
    }
    var answer = bank.charge(asked.ticket() + "-" + asked.token(), asked.ticket(), asked.token(), asked.buyer());
    if (answer == Bank.Answer.STALE) {
      return Payment.TOO_LATE;
    }
    change(number, "" + asked.token(), answer == Bank.Answer.PAID ? "sold" : "free");
    return answer == Bank.Answer.PAID ? Payment.PAID : Payment.DECLINED;
  }

  /** Whether it turns out that it was paid for. */
  private boolean takeBack(String number) {
    var ticket = redis.hgetAll("ticket:" + number);
    if (!isOver(ticket)) {
      return "sold".equals(ticket.get("state"));
    }
    boolean paid = bank.close(Integer.parseInt(number), Long.parseLong(ticket.get("token")));
    change(number, ticket.get("token"), paid ? "sold" : "free");
    return paid;
  }

  private void change(String number, String token, String state) {
    redis.eval(CHANGE, List.of("ticket:" + number, "buyers", "free-tickets", "counts"), List.of("held", token, state, number));
  }

  @Override
  public void sweep() {
    redis.hgetAll("buyers").values().forEach(number -> {
      if (isOver(redis.hgetAll("ticket:" + number))) {
        takeBack(number);
      }
    });
  }

  @Override
  public Stock stock() {
    var counts = redis.hgetAll("counts");
    return new Stock(count(counts, "free"), count(counts, "held"), count(counts, "sold"));
  }

  private static int count(Map<String, String> counts, String state) {
    return Integer.parseInt(counts.getOrDefault(state, "0"));
  }

  @Override
  public void close() {
    redis.close();
  }
}
