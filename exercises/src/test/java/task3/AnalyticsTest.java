package task3;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import beyondcache.check.Crashes;
import beyondcache.EnvironmentProblem;
import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.check.RedisTime;
import beyondcache.sandbox.Standalone;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import task3.Analytics.PageViews;
import task3.Analytics.View;

@ExerciseTest
class AnalyticsTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final LocalDate MAY_4 = LocalDate.of(2026, 5, 4);
  private static final Instant NOON = Instant.parse("2026-05-04T10:00:00Z");

  private final Standalone server;
  private final RedisClient redis;
  private final List<Analytics> opened = new ArrayList<>();
  private final Analytics analytics;
  private final AtomicInteger ids = new AtomicInteger();

  AnalyticsTest(Standalone server) {
    this.server = server;
    redis = server.jedis();
    analytics = analytics(BERLIN, HOUR);
  }

  @AfterEach
  void disconnect() {
    opened.forEach(Analytics::close);
  }

  @Test
  void aDayWithoutViews() {
    assertEquals(0, analytics.visitors(MAY_4, MAY_4), "visitors of a day without views");
    assertEquals(List.of(), analytics.topPages(MAY_4, 10), "pages of a day without views");
    assertEquals(Collections.nCopies(1440, 0L), analytics.minutes(MAY_4), "views per minute of a day without views");
  }

  @Test
  void thePagesViewedMostComeFirst() {
    view("home", "ann", NOON, 5);
    view("über 東京", "ann", NOON, 3);
    view("a:b c", "ann", NOON, 11);
    view("", "ann", NOON, 1);
    var all = List.of(new PageViews("a:b c", 11), new PageViews("home", 5), new PageViews("über 東京", 3), new PageViews("", 1));
    assertEquals(all, analytics.topPages(MAY_4, 10));
    assertEquals(all.subList(0, 2), analytics.topPages(MAY_4, 2));
    assertEquals(List.of(), analytics.topPages(MAY_4, 0));
    assertEquals(List.of(), analytics.topPages(MAY_4.plusDays(1), 10), "the day after");
  }

  @Test
  void viewsAreCountedByTheMinute() {
    view("home", "ann", NOON, 2);
    view("cart", "ben", NOON.plusSeconds(59), 1);
    view("home", "ben", NOON.plusSeconds(60), 4);
    var minutes = analytics.minutes(MAY_4);
    assertEquals(1440, minutes.size(), "minutes of a day");
    assertEquals(List.of(0L, 3L, 4L, 0L), minutes.subList(719, 723), "views in the minutes from 11:59 to 12:02 in Berlin");
    assertEquals(7, sum(minutes), "views of the day");
  }

  @Test
  @Misconception("M59")
  @DisplayName("a visitor who comes on three days counts once")
  void whoComesOnThreeDaysIsOneVisitor() {
    for (int day = 0; day < 3; day++) {
      for (int visitor = 0; visitor < 100; visitor++) {
        view("home", "visitor " + visitor, NOON.plus(Duration.ofDays(day)), 1);
      }
    }
    for (int visitor = 0; visitor < 40; visitor++) {
      view("home", "early visitor " + visitor, NOON, 1);
      view("home", "late visitor " + visitor, NOON.plus(Duration.ofDays(2)), 2);
    }
    var lastDay = MAY_4.plusDays(2);
    assertNear(140, analytics.visitors(MAY_4, MAY_4), "visitors on the first day");
    assertNear(100, analytics.visitors(MAY_4.plusDays(1), MAY_4.plusDays(1)), "visitors on the second day");
    assertNear(180, analytics.visitors(MAY_4, lastDay), "visitors in three days: 100 on each, 40 on the first, 40 on the last");
    assertNear(140, analytics.visitors(MAY_4.minusDays(30), MAY_4.plusDays(1)), "visitors in a month of which there are two days");
    assertNear(180, analytics.visitors(MAY_4, lastDay), "visitors in three days, asked again");
    assertNear(140, analytics.visitors(lastDay, lastDay), "visitors on the last day, after others have been asked for");
  }

  @Test
  @DisplayName("visitors may be any text")
  void visitorsAreKnownByAnyText() {
    var visitors = List.of("ann", "Ann", "ann ", "", "a:b", "東京", "a,b", "\"ann\"", "Aa", "BB", "🚀", "🚁", "?",
        "x".repeat(5000));
    visitors.forEach(visitor -> view("home", visitor, NOON, 2));
    assertEquals(visitors.size(), analytics.visitors(MAY_4, MAY_4), "visitors: " + visitors);
    assertEquals(visitors.size(), analytics.visitors(MAY_4.minusDays(400), MAY_4.plusDays(400)), "visitors in two years");
  }

  @Test
  @DisplayName("ids and pages may be any text, and differ in any way")
  void idsAndPagesAreKnownByAnyText() {
    var texts = List.of("ann", "Ann", "ann ", "a:b", "東京", "a,b", "\"ann\"", "Aa", "BB", "🚀", "🚁", "?");
    for (var text : texts) {
      assertTrue(analytics.report(new View(text, text, "ann", NOON)), "the first report of the view with the id \"" + text + "\"");
      assertFalse(analytics.report(new View(text, text, "ann", NOON)), "the second report of the view with the id \"" + text + "\"");
    }
    var pages = analytics.topPages(MAY_4, 100);
    assertEquals(texts.stream().sorted().toList(), pages.stream().map(PageViews::page).sorted().toList(), "the pages that were viewed");
    assertTrue(pages.stream().allMatch(page -> page.views() == 1), "each page was viewed once, and topPages returned " + pages);
  }

  @Test
  @Misconception("M59")
  @DisplayName("two callers who ask for visitors at once get their own numbers")
  void twoWhoAskForVisitorsAtOnceGetEachTheirOwn() {
    var orders = Interleavings.on(server);
    var tomorrow = MAY_4.plusDays(1);
    try (var ann = new Analytics("127.0.0.1", orders.port("Ann"), BERLIN, HOUR);
        var ben = new Analytics("127.0.0.1", orders.port("Ben"), BERLIN, HOUR)) {
      orders.from(jedis -> {
        view("home", "ann", NOON, 1);
        view("home", "ben", NOON, 1);
        view("home", "cid", NOON.plus(Duration.ofDays(1)), 1);
      })
          .actor("Ann", jedis -> ann.visitors(MAY_4, MAY_4))
          .actor("Ben", jedis -> ben.visitors(MAY_4, tomorrow))
          .check("each gets the visitors of the days that were asked for", (jedis, end) -> {
            assertEquals(2L, (long) end.result("Ann"), "visitors on the first day");
            assertEquals(3L, (long) end.result("Ben"), "visitors on both days");
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M58")
  void aDayBeginsWhereTheShopIs() {
    assertDayOf("Europe/Berlin", "2026-05-03T22:00:00Z", "2026-05-04");
    assertDayOf("Europe/Berlin", "2026-05-03T21:59:59Z", "2026-05-03");
    assertDayOf("Europe/Berlin", "2026-12-03T22:30:00Z", "2026-12-03");
    assertDayOf("Europe/Berlin", "2026-12-03T23:00:00Z", "2026-12-04");
    assertDayOf("America/New_York", "2026-05-04T03:59:59Z", "2026-05-03");
    assertDayOf("America/New_York", "2026-12-04T04:30:00Z", "2026-12-03");
    assertDayOf("America/New_York", "2026-12-04T05:00:00Z", "2026-12-04");
    assertDayOf("Asia/Kolkata", "2026-05-03T18:30:00Z", "2026-05-04");
    assertDayOf("Pacific/Auckland", "2026-12-03T11:00:00Z", "2026-12-04");
  }

  @Test
  @Misconception("M58")
  @DisplayName("a day without 2 o'clock has 23 hours")
  void aDayWithout2OClockHas23Hours() {
    var day = LocalDate.of(2026, 3, 29);
    view("home", "ann", Instant.parse("2026-03-28T23:00:00Z"), 1); // 0:00, one hour ahead of UTC
    view("home", "ann", Instant.parse("2026-03-29T00:59:00Z"), 2); // 1:59
    view("home", "ann", Instant.parse("2026-03-29T01:00:00Z"), 3); // 3:00, two hours ahead
    view("home", "ann", Instant.parse("2026-03-29T21:59:00Z"), 4); // 23:59
    view("home", "ann", Instant.parse("2026-03-29T22:00:00Z"), 5); // 0:00 of the next day
    var minutes = analytics.minutes(day);
    assertEquals(23 * 60, minutes.size(), "minutes of the day on which the clocks of Berlin go from 2 to 3");
    assertEquals(List.of(1L, 2L, 3L, 4L), List.of(minutes.get(0), minutes.get(119), minutes.get(120), minutes.get(1379)),
        "views at 0:00, 1:59, 3:00 and 23:59");
    assertEquals(10, sum(minutes), "views of that day");
    assertEquals(5, analytics.minutes(day.plusDays(1)).get(0), "views at 0:00 of the next day");
  }

  @Test
  @Misconception("M58")
  @DisplayName("a day with 2 o'clock twice has 25 hours")
  void aDayWithTwo2OClocksHas25Hours() {
    var day = LocalDate.of(2026, 10, 25);
    view("home", "ann", Instant.parse("2026-10-25T00:30:00Z"), 1); // 2:30, two hours ahead of UTC
    view("home", "ann", Instant.parse("2026-10-25T01:30:00Z"), 2); // 2:30 again, one hour ahead
    view("home", "ann", Instant.parse("2026-10-25T22:59:00Z"), 3); // 23:59
    var minutes = analytics.minutes(day);
    assertEquals(25 * 60, minutes.size(), "minutes of the day on which the clocks of Berlin go from 3 to 2");
    assertEquals(List.of(1L, 2L, 3L), List.of(minutes.get(150), minutes.get(210), minutes.get(1499)),
        "views at 2:30, at 2:30 for the second time, and at 23:59");
    assertEquals(6, sum(minutes), "views of that day");
  }

  @Test
  @Misconception("M60")
  void aViewThatIsReportedAgainCountsOnce() {
    var view = new View("one", "home", "ann", NOON);
    assertTrue(analytics.report(view), "the first report of the view");
    assertFalse(analytics.report(view), "its second report");
    assertFalse(analytics(BERLIN, HOUR).report(view), "its report through another server");
    assertTrue(analytics.report(new View("two", "home", "ann", NOON)), "another view, of the same page by the same visitor");
    assertFalse(analytics.report(view), "a report after another view");
    assertCounted(2, "two views");
  }

  @Test
  @Misconception("M60")
  void aViewIsKnownAgainForAsLongAsWasAskedFor() {
    view("home", "ann", NOON, 1);
    var lives = redis.keys("*").stream().map(redis::pttl).filter(left -> left >= 0).toList();
    assertTrue(lives.stream().anyMatch(left -> left > HOUR.minusMinutes(1).toMillis() && left <= 2 * HOUR.toMillis()),
        "A view is to be known again for an hour, and not for more than two. The keys that end do so in so many ms: " + lives);
  }

  @Test
  @Misconception("M60")
  @DisplayName("a server that lost the reply may report again")
  void whoLostTheReplyMayReportAgain() {
    var crashes = Crashes.losingEveryReply(server);
    try (var ann = new Analytics("127.0.0.1", crashes.port("Ann"), BERLIN, HOUR)) {
      crashes.doing("Ann", jedis -> reportUntilDone(ann, new View("one", "home", "ann", NOON)))
          .check("the view counts once", jedis -> {
            assertCounted(1, "one view, reported until a report returned");
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M60")
  void aServerThatDiesHalfwayLeavesNothingHalfDone() {
    var crashes = Crashes.afterEveryCommand(server);
    var view = new View("one", "home", "ann", NOON);
    try (var ann = new Analytics("127.0.0.1", crashes.port("Ann"), BERLIN, HOUR)) {
      crashes.actor("Ann", jedis -> ann.report(view))
          .check("the view counts once after it was reported again", jedis -> {
            analytics.report(view);
            assertCounted(1, "one view, reported by a server that died, and again by another one");
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M60")
  void twoReportsOfAViewAtOnceCountOnce() {
    var orders = Interleavings.on(server);
    var view = new View("one", "home", "ann", NOON);
    try (var ann = new Analytics("127.0.0.1", orders.port("Ann"), BERLIN, HOUR);
        var ben = new Analytics("127.0.0.1", orders.port("Ben"), BERLIN, HOUR)) {
      orders.actor("Ann", jedis -> ann.report(view))
          .actor("Ben", jedis -> ben.report(view))
          .check("the view counts once, and one of the two has counted it", (jedis, end) -> {
            assertCounted(1, "one view, reported by two servers at once");
            return end.count(true) == 1;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M9")
  @DisplayName("ids are forgotten while views come in")
  void idsAreForgottenWhileViewsComeIn() {
    var memory = Duration.ofMillis(200);
    var forgetful = analytics(BERLIN, memory);
    for (int attempt = 0; attempt < 10; attempt++) {
      var first = new View("the first of attempt " + attempt, "home", "ann", NOON);
      assertTrue(forgetful.report(first), "the first report of a view");
      if (longestPauseUntilForgotten(forgetful, first).compareTo(memory) < 0) {
        return;
      }
    }
    throw new EnvironmentProblem("This machine was too busy to tell: between two reports of a view there were pauses of more than "
        + memory.toMillis() + " ms. Close what else is running and check again.");
  }

  /** Reports other views until this one counts as new again: the longest time in which no view came in. */
  private Duration longestPauseUntilForgotten(Analytics analytics, View view) {
    long longest = 0;
    long last = System.nanoTime();
    long deadline = last + Duration.ofSeconds(5).toNanos();
    boolean forgotten;
    do {
      analytics.report(new View("view " + ids.incrementAndGet(), "home", "ann", NOON));
      forgotten = analytics.report(view);
      longest = Math.max(longest, System.nanoTime() - last);
      last = System.nanoTime();
      if (last > deadline) {
        fail("A view is to be known again for 200 ms. Views came in all the time, and after 5 seconds it was still known: what Redis holds "
            + "of ids does not expire while new ones arrive");
      }
    } while (!forgotten);
    return Duration.ofNanos(longest);
  }

  @Test
  @DisplayName("a view may be known again for months")
  void aMemoryMayBeLong() {
    var patient = analytics(BERLIN, Duration.ofDays(60));
    var view = new View("one", "home", "ann", NOON);
    assertTrue(patient.report(view), "the first report of a view that is to be known again for 60 days");
    RedisTime.passes(redis, Duration.ofDays(50));
    assertFalse(patient.report(view), "a second report of the view, 50 days later. (Sixty days in milliseconds do not fit into an int.)");
  }

  @Test
  @Misconception("M9")
  void aMemoryMayBeShort() {
    assertTrue(analytics(BERLIN, Duration.ofMillis(100)).report(new View("one", "home", "ann", NOON)),
        "a view that is to be known again for 100 ms");
  }

  @Test
  @Misconception("M9")
  @DisplayName("memory does not grow with the number of views")
  void whatStaysDoesNotGrowWithTheViews() {
    view("home", "ann", NOON, 100);
    long before = lasting();
    view("home", "ann", NOON, 400);
    long grown = lasting() - before;
    assertCounted(500, "500 views");
    assertTrue(grown < 4_000, "After 400 more views of one page by one visitor in one minute, the keys that do not expire within "
        + "two hours take " + grown + " bytes more. Ids are to be known for one hour: give what holds them a time to live");
  }

  private Analytics analytics(ZoneId zone, Duration memory) {
    var made = new Analytics(server.host(), server.port(), zone, memory);
    opened.add(made);
    return made;
  }

  private void view(String page, String visitor, Instant at, int times) {
    for (int i = 0; i < times; i++) {
      assertTrue(analytics.report(new View("view " + ids.incrementAndGet(), page, visitor, at)), "the report of a new view");
    }
  }

  private void assertDayOf(String zone, String instant, String day) {
    server.flush();
    var shop = analytics(ZoneId.of(zone), HOUR);
    shop.report(new View("one", "home", "ann", Instant.parse(instant)));
    var days = IntStream.rangeClosed(-2, 2).mapToObj(LocalDate.parse(day)::plusDays)
        .filter(each -> shop.visitors(each, each) > 0).toList();
    assertEquals(List.of(LocalDate.parse(day)), days, "the days with visitors in " + zone + " after a view at " + instant);
    days = IntStream.rangeClosed(-2, 2).mapToObj(LocalDate.parse(day)::plusDays)
        .filter(each -> !shop.topPages(each, 1).isEmpty()).toList();
    assertEquals(List.of(LocalDate.parse(day)), days, "the days with viewed pages in " + zone + " after a view at " + instant);
  }

  private void assertCounted(int views, String what) {
    assertEquals(List.of(new PageViews("home", views)), analytics.topPages(MAY_4, 10), "the pages after " + what);
    assertEquals(views, sum(analytics.minutes(MAY_4)), "the views of all minutes after " + what);
    assertEquals(1, analytics.visitors(MAY_4, MAY_4), "the visitors after " + what);
  }

  private static void reportUntilDone(Analytics analytics, View view) {
    for (int attempt = 1; ; attempt++) {
      try {
        analytics.report(view);
        return;
      } catch (UnsupportedOperationException notWritten) {
        throw notWritten;
      } catch (RuntimeException lost) {
        if (attempt == 5) {
          throw lost;
        }
      }
    }
  }

  private static void assertNear(long expected, long actual, String what) {
    assertTrue(Math.abs(expected - actual) <= expected * 0.03, what + " expected: " + expected + ", or 3 % more or less, but was: "
        + actual);
  }

  private static long sum(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).sum();
  }

  /** The bytes of all keys but those that end within two hours. */
  private long lasting() {
    return redis.keys("*").stream().filter(key -> redis.pttl(key) < 0 || redis.pttl(key) > 2 * HOUR.toMillis())
        .mapToLong(redis::memoryUsage).sum();
  }
}
