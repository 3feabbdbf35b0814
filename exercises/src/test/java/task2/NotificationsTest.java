package task2;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Standalone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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
