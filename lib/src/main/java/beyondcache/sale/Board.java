package beyondcache.sale;

import beyondcache.sale.Checkout.Stock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What keeps the sale going: a few times a second it lets people in, brings the office to sweep, and shows the state of
 * things to all browsers. If Redis is gone it says so, and it opens the sale again when Redis has come back empty.
 */
final class Board implements Runnable {

  private static final int SECONDS = 30;
  private static final int SHOWN = 8;

  /** What everybody sees. Null is what cannot be said now. */
  private record View(boolean redis, long now, long opensAt, int tickets, Stock stock, Long waiting, List<String> next,
      List<Live.Place> fastest, List<Long> perSecond, int watching, List<Part> parts) {}

  private record Part(String exercise, String title, Feature.State state, String message) {}

  private final SalePlan plan;
  private final long opensAt;
  private final RedisClient pulse;
  private final Parts parts;
  private final WaitingRoom room;
  private final Streams streams;
  private boolean open;
  private long lastSweep;

  /** @param pulse a client with little patience, to learn soon that Redis is gone */
  Board(SalePlan plan, long opensAt, RedisClient redis, RedisClient pulse, Parts parts, Streams streams) {
    this.plan = plan;
    this.opensAt = opensAt;
    this.pulse = pulse;
    this.parts = parts;
    this.room = new WaitingRoom(redis);
    this.streams = streams;
  }

  long opensAt() {
    return opensAt;
  }

  WaitingRoom room() {
    return room;
  }

  @Override
  public void run() {
    try {
      streams.state(Json.of(round()));
    } catch (RuntimeException e) {
      // The next round is due in a moment; a board that stops would freeze every page.
      open = false;
    }
  }

  /** Each question to a Redis that does not answer takes seconds, so the first of them ends the round. */
  private View round() {
    try {
      pulse.ping();
      proceed();
      streams.pump((id, limit) -> unlessGone(parts.live(), live -> live.after(id, limit)).orElse(List.of()));
      return view();
    } catch (Gone | JedisException e) {
      open = false;
      return new View(false, now(), opensAt, plan.tickets(), null, null, null, null, null, streams.size(), states());
    }
  }

  /** Redis does not answer. */
  private static final class Gone extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }

  /** Uses a feature if that is possible now; what is wrong with it, if Redis is there, is its own matter. */
  private static <T, R> Optional<R> unlessGone(Feature<T> feature, Function<T, R> question) {
    try {
      return Optional.ofNullable(feature.ask(question));
    } catch (Trouble e) {
      if (e.isRedisGone()) {
        throw new Gone();
      }
      return Optional.empty();
    }
  }

  private void proceed() {
    if (!open) {
      open = unlessGone(parts.checkout(), checkout -> {
        checkout.open(plan.tickets());
        return true;
      }).orElse(false);
    }
    var now = System.currentTimeMillis();
    if (now >= opensAt) {
      room.admit(Math.max(1, plan.admittedPerSecond() * SalePlan.ROUND_MILLIS / 1000));
    }
    if (now - lastSweep > 1000) {
      lastSweep = now;
      unlessGone(parts.checkout(), checkout -> {
        checkout.sweep();
        return true;
      });
    }
  }

  private View view() {
    return new View(true, now(), opensAt, plan.tickets(), unlessGone(parts.checkout(), Checkout::stock).orElse(null),
        room.size(), room.first(SHOWN), unlessGone(parts.live(), live -> live.fastest(SHOWN)).orElse(null),
        unlessGone(parts.live(), live -> live.perSecond(SECONDS)).orElse(null), streams.size(), states());
  }

  /** Rounded, so that a state in which nothing has changed is not sent again. */
  private static long now() {
    return System.currentTimeMillis() / 1000 * 1000;
  }

  private List<Part> states() {
    return parts.all().stream().map(f -> new Part(f.exercise(), f.title(), f.state(), f.message())).toList();
  }

  /** What one visitor sees. Null is what there is none of. */
  Map<String, Object> me(String name, int sessions) {
    var me = new java.util.LinkedHashMap<String, Object>();
    me.put("name", name);
    me.put("sessions", sessions);
    if (!name.isEmpty()) {
      room.ahead(name).ifPresent(ahead -> me.put("ahead", ahead));
      me.put("admitted", room.isAdmitted(name));
      parts.checkout().tryAsk(checkout -> checkout.held(name)).flatMap(hold -> hold).ifPresent(hold -> me.put("hold", hold));
      parts.checkout().tryAsk(checkout -> checkout.bought(name)).ifPresent(ticket -> ticket.ifPresent(n -> me.put("ticket", n)));
    }
    return me;
  }
}
