package task2;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Standalone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ClientKillParams;
import task2.Notifications.Notification;

@ExerciseTest
class NotificationsTest {

  private final Standalone server;
  private final RedisClient redis;
  private final Notifications notifications;
  private final List<Notification> seen = new CopyOnWriteArrayList<>();

  NotificationsTest(Standalone server) {
    this.server = server;
    redis = server.jedis();
    notifications = new Notifications(server.host(), server.port());
  }

  @AfterEach
  void disconnect() {
    notifications.close();
  }

  @Test
  @Misconception("M35")
  void whoeverListensSeesWhatIsSent() {
    try (var listening = notifications.listen("ann", null, seen::add)) {
      var ids = IntStream.range(0, 5).mapToObj(i -> notifications.send("ann", "message " + i)).toList();
      notifications.send("ben", "not for Ann");
      assertSees("message 0", "message 1", "message 2", "message 3", "message 4");
      assertEquals(ids, seen.stream().map(Notification::id).toList(), "ids, as send has returned them");
      assertEquals(5, new HashSet<>(ids).size(), "different ids");
    }
  }

  @Test
  void aTextMayBeAnythingAndComeTwice() {
    var texts = List.of("a:b", "", " ", "a|b,c;d", "{x}", "東京 🚀", "\"quoted\"", "tab\tand\nline", "1e3", "-7", "%s\\", "twice", "twice");
    try (var listening = notifications.listen("ann", null, seen::add)) {
      texts.forEach(text -> notifications.send("ann", text));
      assertSees(texts.toArray(String[]::new));
      assertEquals(seen, kept(null, got -> got.size() == texts.size()), "what somebody sees who begins to listen now");
    }
  }

  /** Not even if the one is called like a key of the other without the beginning or the end, or like a pattern. */
  @Test
  void usersWithSimilarNamesDoNotMeet() {
    notifications.send("ann", "for Ann");
    var names = new TreeSet<>(List.of("a*", "Ann", "ann ", "an", "?nn"));
    for (var key : redis.keys("*").stream().filter(key -> key.contains("ann")).toList()) {
      names.add(key.substring(key.indexOf("ann")));
      names.add(key.substring(0, key.indexOf("ann")) + "ann");
    }
    names.remove("ann");
    try (var listening = notifications.listen("ann", null, seen::add)) {
      assertSees("for Ann");
      for (var name : names) {
        var theirs = new CopyOnWriteArrayList<String>();
        try (var other = notifications.listen(name, null, note -> theirs.add(note.text()))) {
          notifications.send("ann", "for Ann");
          notifications.send(name, "for \"" + name + "\"");
          await().atMost(Duration.ofMillis(1500)).until(() -> theirs.contains("for \"" + name + "\""));
          assertEquals(List.of("for \"" + name + "\""), theirs, "what \"" + name + "\" has seen");
        }
      }
      notifications.send("ann", "the last");
      await().atMost(Duration.ofMillis(1500)).until(() -> texts().contains("the last"));
      assertEquals(Set.of("for Ann", "the last"), Set.copyOf(texts()), "what Ann has seen");
    }
  }

  @Test
  @Misconception("M35")
  @Timeout(30)
  void manyListenersLeaveRoomForOthers() {
    var open = new ArrayList<Notifications.Subscription>();
    try {
      for (int i = 0; i < 30; i++) {
        open.add(notifications.listen("user " + i, null, seen::add));
      }
      CompletableFuture.runAsync(() -> IntStream.range(0, 30).forEach(i -> notifications.send("user " + i, "hello " + i)))
          .orTimeout(5, TimeUnit.SECONDS).exceptionally(late -> fail("With 30 who listen, send did not return within 5 "
              + "seconds. Who listens should not keep a connection that others wait for", late)).join();
      await().atMost(Duration.ofSeconds(5)).until(() -> seen.size() == 30);
    } finally {
      closeAll(open);
    }
  }

  @Test
  @Misconception({"M33", "M41"})
  @Timeout(30)
  void whoeverWasAwayGetsWhatTheyMissed() {
    notifications.send("ann", "one");
    try (var listening = notifications.listen("ann", null, seen::add)) {
      assertSees("one");
    }
    notifications.send("ann", "two");
    notifications.send("ann", "three");
    try (var again = notifications.listen("ann", seen.get(0).id(), seen::add)) {
      assertSees("one", "two", "three");
      notifications.send("ann", "four");
      assertSees("one", "two", "three", "four");
    }
    IntStream.range(5, 120).forEach(i -> notifications.send("ann", "message " + i));
    seen.clear();
    var last = new CopyOnWriteArrayList<Notification>();
    try (var all = notifications.listen("ann", null, seen::add)) {
      await().atMost(Duration.ofMillis(1500)).until(() -> texts().contains("message 119"));
    }
    for (var note : List.copyOf(seen).subList(seen.size() - 25, seen.size())) { // past any number of digits
      last.clear();
      try (var again = notifications.listen("ann", note.id(), last::add)) {
        var newer = seen.subList(seen.indexOf(note) + 1, seen.size());
        await().atMost(Duration.ofMillis(1500)).pollInterval(Duration.ofMillis(2)).until(() -> last.size() >= newer.size());
        assertEquals(newer, last, "what came after " + note);
      }
    }
  }

  @Test
  void whatOneHasSeenNeedNotBeKeptAnyMore() {
    var ids = IntStream.range(0, 500).mapToObj(i -> notifications.send("ann", "message " + i)).toList();
    var all = kept(null, "message 499");
    assertEquals(all, kept(ids.get(0), "message 499"), "what comes after a notification that is not kept any more");
  }

  @Test
  void manyForOneLeaveThoseOfOthersAlone() {
    notifications.send("ann", "one");
    IntStream.range(0, 500).forEach(i -> notifications.send("ben", "message " + i));
    try (var listening = notifications.listen("ann", null, seen::add)) {
      notifications.send("ann", "two");
      assertSees("one", "two");
    }
  }

  /** The first call waits. A second one would not, and has half a second to come. */
  @Test
  void theHandlerIsCalledByOneThreadAtATime() {
    var calls = new AtomicInteger();
    var most = new AtomicInteger();
    try (var listening = notifications.listen("ann", null, note -> {
      most.accumulateAndGet(calls.incrementAndGet(), Math::max);
      if (note.text().equals("one")) {
        comesWithin(Duration.ofMillis(500), () -> most.get() > 1);
      }
      seen.add(note);
      calls.decrementAndGet();
    })) {
      notifications.send("ann", "one");
      notifications.send("ann", "two");
      await().atMost(Duration.ofSeconds(2)).alias("both are seen, one of which keeps the handler for half a second").until(
          () -> seen.size() == 2);
      assertEquals(1, most.get(), "calls of one handler at the same time");
      assertEquals(List.of("one", "two"), texts(), "what Ann has seen");
    }
  }

  /** Even if there is more to deliver, and the handler is at it. */
  @Test
  void afterCloseTheHandlerIsNotCalled() throws Exception {
    var goOn = new CountDownLatch(1);
    var listening = notifications.listen("ann", null, note -> {
      seen.add(note);
      try {
        goOn.await();
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
      }
    });
    IntStream.range(0, 5).forEach(i -> notifications.send("ann", "message " + i));
    await().atMost(Duration.ofMillis(1500)).alias("the first of five is seen").until(() -> !seen.isEmpty());
    var closing = CompletableFuture.runAsync(listening::close);
    comesWithin(Duration.ofMillis(300), closing::isDone); // or it waits for the handler
    var seenBefore = closing.isDone() ? texts() : null;
    goOn.countDown();
    closing.get();
    seenBefore = seenBefore == null ? texts() : seenBefore;
    comesWithin(Duration.ofMillis(300), () -> seen.size() == 5);
    assertEquals(seenBefore, texts(), "what was seen when close had returned, and afterwards");
  }

  @Test
  void whoeverHasStoppedListeningIsLeftInPeace() {
    var listening = notifications.listen("ann", null, seen::add);
    notifications.send("ann", "one");
    assertSees("one");
    listening.close();
    notifications.send("ann", "two");
    var other = new CopyOnWriteArrayList<String>();
    try (var others = notifications.listen("ann", null, note -> other.add(note.text()))) {
      notifications.send("ann", "three");
      await().atMost(Duration.ofMillis(1500)).until(() -> other.contains("three"));
      assertEquals(List.of("one"), texts(), "what was seen by whoever has stopped listening");
    }
  }

  @Test
  void twoPagesOfOneUserBothSeeEverything() {
    var other = new CopyOnWriteArrayList<Notification>();
    try (var here = notifications.listen("ann", null, seen::add); var there = notifications.listen("ann", null, other::add)) {
      notifications.send("ann", "one");
      notifications.send("ann", "two");
      assertSees("one", "two");
      await().atMost(Duration.ofMillis(1500)).until(() -> other.equals(seen));
    }
  }

  @Test
  @Misconception("M35")
  void theHandlerMaySendAndRead() {
    try (var listening = notifications.listen("ann", null, note -> {
      seen.add(note);
      if (note.text().equals("ping")) {
        notifications.send("ann", "pong");
      }
    })) {
      notifications.send("ann", "ping");
      assertSees("ping", "pong");
    }
  }

  @Test
  @Misconception("M33")
  void aBrokenConnectionCostsNothing() {
    notifications.send("somebody else", "connects the sender");
    try (var admin = connected();
        var anns = new Notifications(server.host(), server.port());
        var listening = anns.listen("ann", null, seen::add)) {
      anns.send("ann", "one");
      assertSees("one");
      // Whatever has connected after this connection is Ann's.
      var theirs = admin.clientList().lines().map(client -> Long.parseLong(client.replaceFirst("id=(\\d+).*", "$1")))
          .filter(id -> id > admin.clientId()).toList();
      assertFalse(theirs.isEmpty(), "Ann's connections: whoever listens has to connect to the host and port that it is given");
      theirs.forEach(id -> admin.clientKill(new ClientKillParams().id(Long.toString(id))));
      notifications.send("ann", "two");
      notifications.send("ann", "three");
      assertSees("one", "two", "three");
      long newest = theirs.stream().mapToLong(Long::longValue).max().orElseThrow();
      var again = admin.clientList().lines().map(client -> Long.parseLong(client.replaceFirst("id=(\\d+).*", "$1")))
          .filter(id -> id > newest).toList();
      again.forEach(id -> admin.clientKill(new ClientKillParams().id(Long.toString(id))));
      notifications.send("ann", "four");
      assertSees("one", "two", "three", "four");
    }
  }

  @Test
  void aServerThatCannotBeReachedForAWhileCostsNothing() {
    try (var link = server.link();
        var anns = new Notifications(link.host(), link.port());
        var listening = anns.listen("ann", null, seen::add)) {
      notifications.send("ann", "one");
      assertSees("one");
      link.cut();
      notifications.send("ann", "two");
      comesWithin(Duration.ofMillis(400), () -> seen.size() > 1); // in vain it tries to connect
      link.heal();
      notifications.send("ann", "three");
      assertSees("one", "two", "three");
    }
  }

  @Test
  @Misconception("M34")
  @Timeout(30)
  void nothingSlipsThroughWhileOneBeginsToListen() {
    var orders = Interleavings.on(server);
    var open = new ArrayList<Notifications.Subscription>();
    try (var ann = new Notifications("127.0.0.1", orders.port("Ann")); var ben = new Notifications("127.0.0.1", orders.port("Ben"))) {
      orders.from(jedis -> {
        closeAll(open);
        seen.clear();
      })
          .doing("Ann", jedis -> open.add(ann.listen("ann", null, seen::add)))
          .doing("Ben", jedis -> ben.send("ann", "hello"))
          .check("Ann sees Ben's message, and sees it once", (jedis, end) -> {
            try {
              await().atMost(Duration.ofSeconds(2)).pollInterval(Duration.ofMillis(2)).until(() -> !seen.isEmpty());
              ben.send("ann", "bye"); // after which anything that comes twice would have come
              await().atMost(Duration.ofSeconds(2)).pollInterval(Duration.ofMillis(2)).until(() -> texts().contains("bye"));
            } catch (ConditionTimeoutException late) {
              throw new AssertionError("Ann has seen " + texts());
            }
            assertEquals(List.of("hello", "bye"), texts(), "what Ann has seen");
            return true;
          })
          .assertHolds();
    } finally {
      closeAll(open);
    }
  }

  /** A number that is drawn first and sent later: a greater one can be seen before it, and then it looks as if it was, too. */
  @Test
  @Misconception("M33")
  @Timeout(30)
  void ofTwoWhoSendAtOnceBothAreSeen() {
    var orders = Interleavings.on(server);
    try (var ben = new Notifications("127.0.0.1", orders.port("Ben"));
        var cid = new Notifications("127.0.0.1", orders.port("Cid"))) {
      orders.actor("Ben", jedis -> ben.send("ann", "by Ben"))
          .actor("Cid", jedis -> {
            cid.send("ann", "by Cid");
            return kept(null, "by Cid");
          })
          .check("Ann, who looked when Cid had sent his, and again from there, has seen both once", (jedis, end) -> {
            var all = new ArrayList<Notification>(end.result("Cid"));
            notifications.send("ann", "bye");
            all.addAll(kept(all.get(all.size() - 1).id(), "bye"));
            assertEquals(List.of("by Ben", "by Cid", "bye"), all.stream().map(Notification::text).sorted().toList());
            return true;
          })
          .assertHolds();
    }
  }

  /** What comes after {@code lastSeen}, until that text. */
  private List<Notification> kept(String lastSeen, String until) {
    return kept(lastSeen, got -> got.stream().anyMatch(note -> note.text().equals(until)));
  }

  private List<Notification> kept(String lastSeen, Predicate<List<Notification>> enough) {
    var got = new CopyOnWriteArrayList<Notification>();
    try (var listening = notifications.listen("ann", lastSeen, got::add)) {
      await().atMost(Duration.ofSeconds(2)).pollInterval(Duration.ofMillis(2)).until(() -> enough.test(got));
    } catch (ConditionTimeoutException late) {
      throw new AssertionError("Who begins to listen after " + lastSeen + " has seen, in two seconds, " + got, late);
    }
    return List.copyOf(got);
  }

  /** Waits for what may come, or not; what has come of it is for an assertion to say. */
  private static void comesWithin(Duration time, Callable<Boolean> condition) {
    try {
      await().atMost(time).pollInterval(Duration.ofMillis(2)).until(condition);
    } catch (ConditionTimeoutException never) {
      // It has not come.
    }
  }

  /** Also those whose connection is gone by now. */
  private static void closeAll(List<Notifications.Subscription> subscriptions) {
    for (var subscription : subscriptions) {
      try {
        subscription.close();
      } catch (RuntimeException broken) {
        // There is nothing left to close.
      }
    }
    subscriptions.clear();
  }

  @Test
  @Misconception("M43")
  void theLatestAreKeptAndTheRestIsNot() {
    IntStream.range(0, 400).forEach(i -> notifications.send("ann", "message " + i));
    long after400 = memory();
    IntStream.range(400, 1600).forEach(i -> notifications.send("ann", "message " + i));
    long after1600 = memory();
    assertTrue(after1600 < after400 * 2, "Ann's notifications took " + after400 + " bytes of Redis's memory after 400, and "
        + after1600 + " after 1600. Both should be what " + Notifications.KEPT + " to " + 3 * Notifications.KEPT + " of them need.");
    try (var listening = notifications.listen("ann", null, seen::add)) {
      await().atMost(Duration.ofMillis(1500)).until(() -> texts().contains("message 1599"));
      assertTrue(seen.size() >= Notifications.KEPT && seen.size() <= 3 * Notifications.KEPT, "kept are " + seen.size());
      assertEquals("message " + (1600 - seen.size()), seen.get(0).text(), "the oldest of the " + seen.size() + " that are kept");
    }
  }

  /** Jedis connects at the first command only, and then would be younger than the connections that it is to tell apart. */
  private Jedis connected() {
    var admin = new Jedis(server.host(), server.port());
    admin.ping();
    return admin;
  }

  private List<String> texts() {
    return seen.stream().map(Notification::text).toList();
  }

  private void assertSees(String... expected) {
    try {
      await().atMost(Duration.ofMillis(1500)).pollInterval(Duration.ofMillis(2)).until(() -> seen.size() >= expected.length);
    } catch (ConditionTimeoutException late) {
      // The assertion says what is missing.
    }
    assertEquals(List.of(expected), texts(), "what Ann has seen");
  }

  private long memory() {
    return redis.keys("*").stream().mapToLong(key -> redis.memoryUsage(key, 0)).sum();
  }
}
