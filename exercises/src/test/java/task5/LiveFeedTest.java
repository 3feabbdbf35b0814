package task5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.check.RedisTime;
import beyondcache.sale.Live.Event;
import beyondcache.sale.Live.Place;
import beyondcache.sandbox.Standalone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

@ExerciseTest
class LiveFeedTest {

  private static final int KEPT = 200;

  private final Standalone server;
  private final RedisClient redis;
  private final List<LiveFeed> opened = new ArrayList<>();
  private final LiveFeed feed;
  private Instant now = Instant.parse("2030-05-01T10:00:00.250Z");

  LiveFeedTest(Standalone server) {
    this.server = server;
    redis = server.jedis();
    feed = feed(server.port());
  }

  @AfterEach
  void disconnect() {
    opened.forEach(LiveFeed::close);
  }

  @Test
  void eventsComeInOrderAndFromWhereOneWas() {
    assertEquals(List.of(), feed.after("", 10), "before anything has happened");
    var came = feed.publish("came", "ann");
    var queued = feed.publish("queued", "ann");
    var bought = feed.publish("bought", "Zoë <b>O'Neill</b>");
    assertTrue(List.of(came, queued, bought).stream().allMatch(id -> id.matches("[!-~]{1,100}")), "ids of printable ASCII: " + bought);
    var all = List.of(new Event(came, "came", "ann"), new Event(queued, "queued", "ann"), new Event(bought, "bought", "Zoë <b>O'Neill</b>"));
    assertEquals(all, feed.after("", 10), "from the beginning");
    assertEquals(all.subList(0, 2), feed.after("", 2), "the first two");
    assertEquals(all.subList(1, 3), feed.after(came, 10), "after the first");
    assertEquals(all.subList(1, 2), feed.after(came, 1), "the one that follows the first");
    assertEquals(List.of(), feed.after(bought, 10), "after the last");
    var later = feed.publish("came", "ben");
    assertEquals(List.of(new Event(later, "came", "ben")), feed.after(bought, 10), "what came since");
  }

  @Test
  void whatCannotBeAnIdStandsForTheBeginning() {
    var id = feed.publish("came", "ann");
    for (var text : List.of("no-such-id", "$", "*", "-", "+", "(", "1-2-3", "é", " ", "99999999999999999999999-1", "-1", "1-\n")) {
      assertEquals(List.of(new Event(id, "came", "ann")), feed.after(text, 10), "after \"" + text + "\"");
    }
  }

  @Test
  void anyTextIsAName() {
    for (var name : List.of("", "a:b|c", "[\"a\",{}]", "two\nlines\t", "1-1", "東京 🚀")) {
      var id = feed.publish("came", name);
      var all = feed.after("", 10);
      assertEquals(new Event(id, "came", name), all.get(all.size() - 1));
      feed.finished(name, 1);
      assertTrue(feed.fastest(10).stream().anyMatch(place -> place.name().equals(name) && place.millis() == 1),
          "among the fastest is \"" + name + "\"");
    }
  }

  @Test
  void whoeverAsksIsAnsweredAtOnce() {
    assertTimeout(Duration.ofSeconds(1), () -> feed.after("", 10), "an empty feed");
    var last = feed.publish("came", "ann");
    assertTimeout(Duration.ofSeconds(1), () -> feed.after(last, 10), "nothing new");
  }

  @Test
  @Misconception({"M33", "M41"})
  void aServerThatStartsLaterHasTheWholeStory() {
    var first = feed.publish("came", "ann");
    feed.publish("bought", "ann");
    var young = feed(server.port());
    assertEquals(List.of("came", "bought"), young.after("", 10).stream().map(Event::kind).toList(),
        "what a server tells that has started after the events");
    assertEquals(List.of("bought"), young.after(first, 10).stream().map(Event::kind).toList(),
        "what it tells a browser that was at another server before");
    var id = young.publish("came", "ben");
    assertEquals(id, feed.after(first, 10).get(1).id(), "the id of the same event on the other server");
  }

  @Test
  @Misconception("M33")
  void whoeverAsksWhileOthersPublishMissesNothing() {
    var orders = Interleavings.on(server);
    var one = feed(orders.port("one server"));
    var other = feed(orders.port("other server"));
    var reader = feed(orders.port("reader"));
    orders.from(jedis -> feed.publish("came", "ann"))
        .actor("one server", jedis -> one.publish("bought", "ann"))
        .actor("other server", jedis -> other.publish("bought", "ben"))
        .actor("reader", jedis -> {
          var seen = new ArrayList<>(reader.after("", 10));
          seen.addAll(reader.after(seen.get(seen.size() - 1).id(), 10));
          return seen;
        })
        .check("what the reader has seen, and what follows on it, is all", (jedis, end) -> {
          List<Event> seen = end.result("reader");
          var all = new ArrayList<>(seen);
          all.addAll(feed.after(seen.get(seen.size() - 1).id(), 10));
          assertEquals(feed.after("", 10), all, "what the reader has seen, and then all that there is");
          return all.size() == 3;
        })
        .assertHolds();
  }

  @Test
  @Misconception("M43")
  void oldEventsAreDroppedAndNewOnesAreNot() {
    var servers = List.of(feed, feed(server.port()), feed(server.port()), feed(server.port()), feed(server.port()), feed(server.port()));
    var ids = new ArrayList<String>();
    for (int i = 0; i < 5 * KEPT; i++) {
      ids.add(servers.get(i % servers.size()).publish("came", "visitor " + i));
    }
    var kept = feed.after("", 10_000).stream().map(Event::id).toList();
    assertTrue(kept.size() >= KEPT, "events kept, of which there have to be " + KEPT + ": " + kept.size());
    assertTrue(kept.size() <= 2 * KEPT + 200, "events kept, of which there may be " + (2 * KEPT + 200) + ": " + kept.size());
    assertEquals(ids.subList(ids.size() - kept.size(), ids.size()), kept, "the newest, in order");
    assertEquals(kept, feed.after(ids.get(3), 10_000).stream().map(Event::id).toList(), "after an event that was dropped");
  }

  @Test
  void whatHappensTwiceIsTwoEvents() {
    var first = feed.publish("came", "ann");
    var second = feed.publish("came", "ann");
    assertEquals(List.of(new Event(first, "came", "ann"), new Event(second, "came", "ann")), feed.after("", 10), "Ann came twice");
  }

  @Test
  void whatIsKeptDoesNotExpire() {
    var id = feed.publish("came", "ann");
    feed.finished("ann", 3_000);
    passes(Duration.ofDays(100));
    assertEquals(List.of(new Event(id, "came", "ann")), feed.after("", 10), "events, when nothing has happened for long");
    assertEquals(List.of(new Place(1, "ann", 3_000)), feed.fastest(5), "the fastest, when nobody has been done for long");
  }

  @Test
  void theFastestComeFirst() {
    assertEquals(List.of(), feed.fastest(5), "before anybody is done");
    feed.finished("ann", 3_000);
    feed.finished("ben", 1_200);
    feed.finished("cid", 12_345_678);
    assertEquals(List.of(new Place(1, "ben", 1_200), new Place(2, "ann", 3_000), new Place(3, "cid", 12_345_678)), feed.fastest(5));
    assertEquals(List.of(new Place(1, "ben", 1_200)), feed(server.port()).fastest(1), "the very fastest, on another server");
  }

  @Test
  void placesAreNumberedWhoeverWasEquallyFast() {
    feed.finished("ann", 3_000);
    feed.finished("ben", 3_000);
    feed.finished("cid", 4_000);
    assertEquals(List.of(1, 2, 3), feed.fastest(5).stream().map(Place::place).toList(), "places, with two equal times");
    for (int i = 0; i < 150; i++) {
      feed.finished("visitor " + i, 5_000 + i);
    }
    assertEquals(153, feed.fastest(200).size(), "names that are done");
  }

  @Test
  @Misconception("M55")
  void theBestTimeOfEachCounts() {
    feed.finished("ann", 3_000);
    feed.finished("ann", 5_000);
    assertEquals(List.of(new Place(1, "ann", 3_000)), feed.fastest(5), "after a worse time");
    feed.finished("ann", 2_000);
    assertEquals(List.of(new Place(1, "ann", 2_000)), feed.fastest(5), "after a better time");
  }

  @Test
  @Misconception("M55")
  void theBestTimeCountsWhoeverComesFirst() {
    var orders = Interleavings.on(server);
    var one = feed(orders.port("one server"));
    var other = feed(orders.port("other server"));
    orders.from(jedis -> feed.finished("ann", 9_000))
        .doing("one server", jedis -> one.finished("ann", 2_000))
        .doing("other server", jedis -> other.finished("ann", 5_000))
        .check("Ann's time is 2 seconds", (jedis, end) -> {
          assertEquals(List.of(new Place(1, "ann", 2_000)), feed.fastest(5));
          return true;
        })
        .assertHolds();
  }

  @Test
  void requestsAreCountedBySecond() {
    assertEquals(List.of(0L, 0L, 0L), feed.perSecond(3), "before the first");
    feed.count();
    feed.count();
    assertEquals(List.of(0L, 0L, 0L), feed.perSecond(3), "the second that it is now is not over");
    now = now.plusSeconds(1);
    feed(server.port()).count();
    now = now.plusSeconds(2);
    feed.count();
    assertEquals(List.of(0L, 2L, 1L, 0L), feed.perSecond(4), "2 requests three seconds ago, and 1 after that on another server");
    assertEquals(List.of(0L), feed.perSecond(1), "the last second");
    assertEquals(60, feed.perSecond(60).size(), "seconds");
  }

  @Test
  void countsAreAdded() {
    var orders = Interleavings.on(server);
    var one = feed(orders.port("one server"));
    var other = feed(orders.port("other server"));
    orders.doing("one server", jedis -> one.count())
        .doing("other server", jedis -> other.count())
        .check("both requests are counted", (jedis, end) -> {
          var later = feed(server.port(), now.plusSeconds(1));
          return later.perSecond(1).equals(List.of(2L));
        })
        .assertHolds();
  }

  @Test
  void aMinuteIsRemembered() {
    feed.count();
    passes(Duration.ofSeconds(60));
    feed.count();
    assertEquals(1L, feed.perSecond(60).get(0), "requests in the first of the last 60 seconds");
  }

  @Test
  void secondsThatAreLongOverLeaveNothingThatStays() {
    countFor(400);
    var after400 = memory(this::stays);
    countFor(800);
    var after1200 = memory(this::stays);
    assertTrue(after1200 < after400 + 2_000, "Redis needs " + after400 + " bytes for good after 400 seconds with requests, and "
        + after1200 + " after 1200");
    var longest = redis.keys("*").stream().filter(key -> redis.ttl(key) > 600).toList();
    assertEquals(List.of(), longest, "keys that expire later than in ten minutes");
  }

  @Test
  void secondsThatAreLongOverAreGoneAlthoughRequestsGoOn() {
    countAsTimePasses(1200);
    var after1200 = memory(key -> true);
    countAsTimePasses(2400);
    var after3600 = memory(key -> true);
    assertTrue(after3600 < after1200 * 3 / 2 + 2_000, "Redis needs " + after1200 + " bytes after 20 minutes with requests, and " + after3600
        + " after an hour; what is older than ten minutes should be gone");
  }

  private void countAsTimePasses(int seconds) {
    for (int i = 0; i < seconds; i += 100) {
      countFor(100);
      RedisTime.passes(redis, Duration.ofSeconds(100));
    }
  }

  /** On all clocks, that of Redis too. */
  private void passes(Duration time) {
    now = now.plus(time);
    RedisTime.passes(redis, time);
  }

  private void countFor(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      feed.count();
    }
  }

  private long memory(Predicate<String> which) {
    return redis.keys("*").stream().filter(which).mapToLong(key -> redis.memoryUsage(key, 0)).sum();
  }

  private boolean stays(String key) {
    return redis.ttl(key) == -1;
  }

  private LiveFeed feed(int port) {
    var feed = new LiveFeed("127.0.0.1", port, KEPT, () -> now);
    opened.add(feed);
    return feed;
  }

  private LiveFeed feed(int port, Instant time) {
    var feed = new LiveFeed("127.0.0.1", port, KEPT, () -> time);
    opened.add(feed);
    return feed;
  }
}
