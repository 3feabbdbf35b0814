package task1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Budget;
import beyondcache.check.ExerciseTest;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Wire;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

@ExerciseTest
class ActivityFeedTest {

  private RedisClient jedis;
  private ActivityFeed feed;

  @BeforeEach
  void connect(Standalone redis) {
    jedis = redis.jedis();
    feed = new ActivityFeed(redis.host(), redis.port());
  }

  @AfterEach
  void disconnect() {
    feed.close();
  }

  @Test
  void theNewestEntryComesFirst() {
    feed.add("ann", "Ben liked your photo");
    feed.add("ann", "Eva joined the group");
    assertEquals(List.of("Eva joined the group", "Ben liked your photo"), feed.page("ann", 0, 10));
  }

  @Test
  void pagesFollowOneAnother() {
    IntStream.range(0, 45).forEach(i -> feed.add("ann", "entry " + i));
    assertEquals(entries(44, 25), feed.page("ann", 0, 20), "page 0 of 20 entries");
    assertEquals(entries(24, 5), feed.page("ann", 1, 20), "page 1 of 20 entries");
    assertEquals(entries(4, 0), feed.page("ann", 2, 20), "page 2, the last one");
    assertEquals(List.of(), feed.page("ann", 3, 20), "a page past the end");
    assertEquals(List.of(), feed.page("ann", 1 << 30, 4), "page 1073741824 of 4 entries, so far past the end that an int does not reach");
    assertEquals(List.of(), feed.page("ann", Integer.MAX_VALUE, 1), "page 2147483647 of one entry");
    assertEquals(List.of(), feed.page("ann", 2, Integer.MAX_VALUE), "page 2 of 2147483647 entries");
    assertEquals(entries(44, 0), feed.page("ann", 0, Integer.MAX_VALUE), "page 0 of 2147483647 entries");
  }

  @Test
  void whoHasNoFeedHasEmptyPages() {
    assertEquals(List.of(), feed.page("nobody", 0, 20));
  }

  @Test
  void theSameWordsTwiceAreTwoEntries() {
    feed.add("ann", "Ben poked you");
    feed.add("ann", "Ben poked you");
    assertEquals(List.of("Ben poked you", "Ben poked you"), feed.page("ann", 0, 10));
  }

  @Test
  void anyTextIsAnEntry() {
    var texts = List.of("Eva: see you at 10:30 | 11:00", "", "  two spaces, a tab and a new line\t\n", "über 東京 🚀", "{\"a\": [1]}");
    texts.forEach(text -> feed.add("ann", text));
    var newestFirst = new ArrayList<>(texts);
    Collections.reverse(newestFirst);
    assertEquals(newestFirst, feed.page("ann", 0, 10));
    feed.publish(List.of("ben"), texts.get(0));
    assertEquals(texts.subList(0, 1), feed.page("ben", 0, 10), "what was published");
  }

  @Test
  void severalServersAddToOneFeed(Standalone redis) {
    IntStream.range(0, 5).forEach(i -> feed.add("ann", "entry " + i));
    try (var other = new ActivityFeed(redis.host(), redis.port())) {
      other.add("ann", "entry 5");
      other.publish(List.of("ann"), "entry 6");
      feed.add("ann", "entry 7");
      assertEquals(entries(7, 0), feed.page("ann", 0, 10), "added by one server, then twice by another, then by the first one");
      assertEquals(entries(7, 0), other.page("ann", 0, 10), "the same, seen by the other one");
    }
  }

  @Test
  void everyUserHasAFeedOfTheirOwn() {
    feed.add("ann", "for Ann");
    feed.add("ben", "for Ben");
    assertEquals(List.of("for Ann"), feed.page("ann", 0, 10));
    assertEquals(List.of("for Ben"), feed.page("ben", 0, 10));
  }

  @Test
  void publishReachesEveryFeed() {
    var users = users(250);
    feed.add("user 0", "before");
    feed.publish(users, "hello");
    for (var user : users) {
      assertEquals("hello", feed.page(user, 0, 1).get(0), "on top of the feed of " + user);
    }
    assertEquals(List.of("hello", "before"), feed.page("user 0", 0, 10));
    feed.publish(List.of(), "to nobody");
  }

  @Test
  void aFeedShowsNoMoreThanItsCapacity() {
    IntStream.range(0, 150).forEach(i -> feed.add("ann", "entry " + i));
    assertEquals(100, feed.page("ann", 0, 200).size(), "how many entries the feed shows, of 150 that were added");
    assertEquals(entries(149, 50), feed.page("ann", 0, 200), "everything that the feed shows");
    assertEquals(List.of(), feed.page("ann", 5, 20), "the page behind entry 100");
    IntStream.range(150, 160).forEach(i -> feed.publish(List.of("ann"), "entry " + i));
    assertEquals(100, feed.page("ann", 0, 200).size(), "how many entries the feed shows, after ten posts");
    assertEquals(entries(159, 60), feed.page("ann", 0, 200), "everything that the feed shows, after ten posts");
  }

  @Test
  @Misconception("M43")
  void aFeedStopsGrowingOnceItIsFull() {
    var words = "x".repeat(100);
    IntStream.range(0, 200).forEach(i -> feed.add("ann", words + i));
    var after200 = memory(jedis.keys("*"));
    IntStream.range(200, 800).forEach(i -> feed.add("ann", words + i));
    assertNoLarger(after200, "800 entries");
    IntStream.range(800, 1400).forEach(i -> feed.publish(List.of("ann"), words + i));
    assertNoLarger(after200, "another 600 that were published");
  }

  @Test
  @Misconception("M9")
  void theFeedOfAUserWhoHasGoneAwayEnds() {
    feed.add("user 0", "hello");
    var one = memory(immortal());
    users(20).forEach(user -> feed.add(user, "hello"));
    feed.publish(users(30), "hello again");
    var thirty = memory(immortal());
    assertTrue(thirty <= one + 64, "Keys that never expire took " + one + " bytes after one feed, and " + thirty
        + " after thirty. What belongs to a feed has to expire. Without expiry are now: " + immortal());
  }

  @Test
  @Misconception("M9")
  void everyNewEntryGivesTheFeedItsThirtyDaysAgain() {
    feed.add("ann", "hello");
    assertThirtyDaysLeft("after the first entry");
    timePasses();
    feed.add("ann", "hello again");
    assertThirtyDaysLeft("after another entry, when the feed had 1000 seconds left");
    timePasses();
    feed.publish(List.of("ann"), "hello, all");
    assertThirtyDaysLeft("after publish, when the feed had 1000 seconds left");
  }

  @Test
  void everyEntryLivesAsLongAsItsFeed() {
    feed.publish(List.of("ann", "ben"), "published");
    feed.add("ann", "added");
    timePasses();
    feed.add("ann", "added later");
    // The seconds that were left have passed: what has not been given more time is gone.
    jedis.keys("*").stream().filter(key -> jedis.ttl(key) >= 0 && jedis.ttl(key) <= 1000).forEach(jedis::del);
    assertEquals(List.of("added later", "added", "published"), feed.page("ann", 0, 10),
        "Ann's feed, 1000 seconds after an entry that gave it thirty more days");
  }

  @Test
  void whatWasPublishedIsInTheFeedsWhenPublishReturns(Standalone redis) throws Exception {
    var returned = new CountDownLatch(1);
    var early = new AtomicBoolean();
    try (var wire = Wire.inFrontOf(redis); var watched = new ActivityFeed(wire.host(), wire.port("feed"))) {
      watched.add("ann", "connects");
      // Redis does not get the first command before this has waited a while for publish to return.
      wire.interlude("feed", 1, () -> {
        try {
          early.set(returned.await(300, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
      watched.publish(List.of("ann", "ben"), "hello");
      returned.countDown();
      wire.mend("feed");
      assertEquals(List.of("hello"), feed.page("ben", 0, 10), "Ben's feed, right after publish has returned");
      assertFalse(early.get(), "publish returned before Redis had received its first command. If that command fails, the caller never learns of it.");
    }
  }

  @Test
  @Misconception("M3")
  void aPageCostsTheSameHoweverLongItIs(Standalone redis) throws Exception {
    IntStream.range(0, 100).forEach(i -> feed.add("ann", "entry " + i));
    try (var wire = Wire.inFrontOf(redis); var watched = new ActivityFeed(wire.host(), wire.port("feed"))) {
      watched.page("ann", 0, 1); // connects
      for (int size : new int[] {20, 100}) {
        var tape = Budget.of(wire, () -> watched.page("ann", 0, size)).tape();
        assertTrue(tape.roundTrips() <= 3, "A page of " + size + " entries took " + tape.roundTrips()
            + " round trips; 3 are enough for a page of any length. It began with " + tape.commands().get(0));
      }
    }
  }

  @Test
  @Misconception("M3")
  void publishingDoesNotCostARoundTripForEachUser(Standalone redis) throws Exception {
    try (var wire = Wire.inFrontOf(redis); var watched = new ActivityFeed(wire.host(), wire.port("feed"))) {
      watched.add("ann", "connects");
      var tape = Budget.of(wire, () -> watched.publish(users(1000), "hello")).tape();
      assertTrue(tape.roundTrips() <= 100, "Publishing to 1,000 feeds took " + tape.roundTrips()
          + " round trips, and 100 are allowed; send the commands of many feeds together.");
    }
  }

  /** As if the time had almost run out for everything in Redis that has one. */
  private void timePasses() {
    jedis.keys("*").stream().filter(key -> jedis.ttl(key) > 0).forEach(key -> jedis.expire(key, 1000));
  }

  private void assertNoLarger(long after200, String when) {
    var now = memory(jedis.keys("*"));
    assertTrue(now < after200 * 2, "A feed took " + after200 + " bytes of Redis's memory after 200 entries, and " + now
        + " after " + when + ". Both should be what " + ActivityFeed.CAPACITY + " entries need.");
  }

  private void assertThirtyDaysLeft(String when) {
    var left = jedis.keys("*").stream().mapToLong(jedis::ttl).filter(ttl -> ttl >= 0).boxed().toList();
    assertTrue(!left.isEmpty(), "No key of the feed expires, " + when + ".");
    assertTrue(Collections.min(left) > ActivityFeed.SECONDS_TO_LIVE - 60
        && Collections.max(left) <= ActivityFeed.SECONDS_TO_LIVE,
        "Seconds that the feed has to live, " + when + ": " + left + ". It should be " + ActivityFeed.SECONDS_TO_LIVE
            + " after every entry.");
  }

  private List<String> immortal() {
    return jedis.keys("*").stream().filter(key -> jedis.ttl(key) == -1).sorted().toList();
  }

  private long memory(Iterable<String> keys) {
    long sum = 0;
    for (var key : keys) {
      sum += jedis.memoryUsage(key, 0);
    }
    return sum;
  }

  private static List<String> users(int number) {
    return IntStream.range(0, number).mapToObj(i -> "user " + i).toList();
  }

  /** Entries by number, counting down. */
  private static List<String> entries(int from, int to) {
    return new ArrayList<>(LongStream.rangeClosed(0, from - to).mapToObj(i -> "entry " + (from - i)).toList());
  }
}
