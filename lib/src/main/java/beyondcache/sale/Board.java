package beyondcache.sale;

import beyondcache.sale.Checkout.Stock;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What keeps the sale going: a few times a second it lets people in, brings the office to sweep, and shows the state of things to all
 * browsers. If Redis is gone it says so, and it opens the sale again when Redis has come back empty.
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
  private final RedisClient redis;
  private final Parts parts;
  private final WaitingRoom room;
  private final Streams streams;
  private boolean open;
  private long lastSweep;

  Board(SalePlan plan, long opensAt, RedisClient redis, Parts parts, Streams streams) {
    this.plan = plan;
    this.opensAt = opensAt;
    this.redis = redis;
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

  /** Sends PING. */
  boolean redisAnswers() {
    try {
      return redis.ping().equals("PONG");
    } catch (JedisException e) {
      return false;
    }
  }

  @Override
  public void run() {
    try {
      var answers = redisAnswers();
      if (answers) {
        proceed();
        streams.pump((id, limit) -> parts.live().tryAsk(live -> live.after(id, limit)).orElse(List.of()));
      } else {
        open = false;
      }
      streams.state(Json.of(view(answers)));
    } catch (RuntimeException e) {
      // The next round is due in a moment; a board that stops would freeze every page.
      open = false;
    }
  }

  private void proceed() {
    if (!open) {
      open = parts.checkout().tryAsk(checkout -> {
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
      parts.checkout().tryAsk(checkout -> {
        checkout.sweep();
        return true;
      });
    }
  }

  private View view(boolean redisAnswers) {
    // Rounded, so that a state in which nothing has changed is not sent again.
    var now = System.currentTimeMillis() / 1000 * 1000;
    var states = parts.all().stream().map(f -> new Part(f.exercise(), f.title(), f.state(), f.message())).toList();
    return redisAnswers
        ? new View(true, now, opensAt, plan.tickets(), parts.checkout().tryAsk(Checkout::stock).orElse(null),
            orNull(room::size), orNull(() -> room.first(SHOWN)), parts.live().tryAsk(live -> live.fastest(SHOWN)).orElse(null),
            parts.live().tryAsk(live -> live.perSecond(SECONDS)).orElse(null), streams.size(), states)
        : new View(false, now, opensAt, plan.tickets(), null, null, null, null, null, streams.size(), states);
  }

  private static <R> R orNull(Supplier<R> question) {
    try {
      return question.get();
    } catch (JedisException e) {
      return null;
    }
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
