package task1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Standalone;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.RestoreParams;

@ExerciseTest
class SeatsTest {

  private static final String SHOW = "Hamlet, 20 May";

  private Seats seats;

  @BeforeEach
  void connect(Standalone redis) {
    seats = new Seats(redis.host(), redis.port());
  }

  @AfterEach
  void disconnect() {
    seats.close();
  }

  @Test
  @DisplayName("a reservation is the buyer's")
  void aReservationIsTheBuyers() {
    assertTrue(seats.reserve(SHOW, "ann", List.of("C7", "C8")), "Ann reserves two free seats");
    assertHolds("ann", "C7", "C8");
    assertEquals(2, seats.held(SHOW, "ann"));
    assertFree("C9");
    assertEquals(0, seats.held(SHOW, "ben"));
  }

  @Test
  void oneSeatThatIsTakenIsEnoughToGetNone() {
    seats.reserve(SHOW, "ann", List.of("C7"));
    assertFalse(seats.reserve(SHOW, "ben", List.of("C6", "C7", "C8")), "Ben reserves three seats, and C7 is Ann's");
    assertHolds("ann", "C7");
    assertFree("C6", "C8");
    assertEquals(0, seats.held(SHOW, "ben"));
  }

  @Test
  void aSeatIsNotReservedTwiceByItsHolder() {
    seats.reserve(SHOW, "ann", List.of("C7"));
    assertFalse(seats.reserve(SHOW, "ann", List.of("C7", "C8")), "Ann reserves C7 again, and C8");
    assertEquals(1, seats.held(SHOW, "ann"), "seats that Ann holds");
    assertFree("C8");
  }

  @Test
  void nobodyGetsMoreThanSix() {
    assertFalse(seats.reserve(SHOW, "ann", List.of("A1", "A2", "A3", "A4", "A5", "A6", "A7")), "Ann reserves seven seats");
    assertEquals(0, seats.held(SHOW, "ann"), "seats that Ann holds");
    assertTrue(seats.reserve(SHOW, "ann", List.of("A1", "A2", "A3", "A4")));
    assertFalse(seats.reserve(SHOW, "ann", List.of("A5", "A6", "A7")));
    assertTrue(seats.reserve(SHOW, "ann", List.of("A5", "A6")));
    assertEquals(6, seats.held(SHOW, "ann"));
    assertTrue(seats.reserve("Faust, 21 May", "ann", List.of("A1", "A2", "A3", "A4", "A5", "A6")), "six seats of another show");
  }

  @Test
  void aWholeHouseIsRefusedAndNotAnError() {
    seats.reserve(SHOW, "ann", List.of("A1", "A2"));
    var house = IntStream.range(0, 9000).mapToObj(i -> "seat " + i).toList();
    assertFalse(seats.reserve(SHOW, "ann", house), "Ann reserves 9,000 seats in one call");
    assertFalse(seats.release(SHOW, "ann", house), "Ann gives back 9,000 seats in one call, none of which is hers");
    assertEquals(2, seats.held(SHOW, "ann"), "seats that Ann holds afterwards");
    assertHolds("ann", "A1", "A2");
    assertFree("seat 0", "seat 8999");
  }

  @Test
  void everyNameIsAShow(RedisClient jedis) {
    seats.reserve("Faust", "ann", List.of("A1", "A2"));
    // Names that could make the key of one show that of another: whatever stands around the name in the keys there are.
    var names = new TreeSet<String>();
    for (var key : jedis.keys("*Faust*")) {
      int name = key.indexOf("Faust");
      for (int from = 0; from <= name; from++) {
        for (int to = name + "Faust".length(); to <= key.length(); to++) {
          names.add(key.substring(from, to));
        }
      }
    }
    names.remove("Faust");
    for (var show : names) {
      assertEquals(0, seats.held(show, "ann"), "seats that Ann holds of the show \"" + show + "\"; she has two of \"Faust\"");
      assertTrue(seats.reserve(show, "ben", List.of("A1")), "Ben reserves seat A1 of the show \"" + show + "\"");
      assertEquals(Optional.of("ben"), seats.holder(show, "A1"), "holder of seat A1 of the show \"" + show + "\"");
    }
    assertEquals(2, seats.held("Faust", "ann"), "seats that Ann holds of the show \"Faust\", after other shows have sold seats");
    assertEquals(Optional.of("ann"), seats.holder("Faust", "A1"), "holder of seat A1 of the show \"Faust\"");
  }

  @Test
  void aSeatStaysSold(RedisClient jedis) {
    seats.reserve(SHOW, "ann", List.of("A1", "A2"));
    seats.reserve(SHOW, "ben", List.of("B1"));
    seats.release(SHOW, "ann", List.of("A2"));
    // An hour passes: keys that expire within it are gone.
    jedis.keys("*").stream().filter(key -> jedis.ttl(key) >= 0 && jedis.ttl(key) <= 3600).forEach(jedis::del);
    assertHolds("ann", "A1");
    assertHolds("ben", "B1");
    assertEquals(1, seats.held(SHOW, "ann"), "seats that Ann holds, an hour later");
  }

  @Test
  void refusalsUseNothingUp() {
    seats.reserve(SHOW, "ann", List.of("A1"));
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
      for (int i = 0; i < 20; i++) {
        assertFalse(seats.reserve(SHOW, "ben", List.of("A1")), "Ben reserves Ann's seat, for time " + (i + 1));
        assertFalse(seats.release(SHOW, "ben", List.of("A1")), "Ben gives back Ann's seat, for time " + (i + 1));
      }
    }, "Twenty refused reservations and twenty refused returns never came to an end. Is every connection returned to the pool?");
  }

  @Test
  void whenRedisRefusesTheSeatsAreNotCalledTaken(RedisClient jedis) {
    seats.reserve(SHOW, "ann", List.of("A1"));
    jedis.configSet("min-replicas-to-write", "1"); // there are none: Redis refuses to write
    try {
      assertThrows(RuntimeException.class, () -> seats.reserve(SHOW, "ann", List.of("A2")), "reserve, while Redis refuses every write");
      assertThrows(RuntimeException.class, () -> seats.release(SHOW, "ann", List.of("A1")), "release, while Redis refuses every write");
    } finally {
      jedis.configSet("min-replicas-to-write", "0");
    }
    assertHolds("ann", "A1");
    assertEquals(1, seats.held(SHOW, "ann"), "seats that Ann holds, after Redis refused to change that");
  }

  @Test
  void whatIsGivenBackIsFree() {
    seats.reserve(SHOW, "ann", List.of("A1", "A2", "A3", "A4", "A5", "A6"));
    assertTrue(seats.release(SHOW, "ann", List.of("A1", "A2")));
    assertFree("A1", "A2");
    assertHolds("ann", "A3", "A4", "A5", "A6");
    assertEquals(4, seats.held(SHOW, "ann"));
    assertTrue(seats.reserve(SHOW, "ben", List.of("A1")));
    assertTrue(seats.reserve(SHOW, "ann", List.of("B1", "B2")));
    assertTrue(seats.release(SHOW, "ben", List.of("A1")));
    assertEquals(0, seats.held(SHOW, "ben"));
  }

  @Test
  void onlyTheHolderGivesBackAllOrNothing() {
    seats.reserve(SHOW, "ann", List.of("A1", "A2"));
    seats.reserve(SHOW, "ben", List.of("B1"));
    assertFalse(seats.release(SHOW, "ben", List.of("A1")), "Ben gives back A1, which is Ann's");
    assertFalse(seats.release(SHOW, "ann", List.of("A1", "B1")), "Ann gives back A1, and B1 too, which is Ben's");
    assertFalse(seats.release(SHOW, "ann", List.of("A1", "A3")), "Ann gives back A1, and A3 too, which is nobody's");
    assertHolds("ann", "A1", "A2");
    assertHolds("ben", "B1");
    assertEquals(2, seats.held(SHOW, "ann"));
  }

  @Test
  @Misconception("M5")
  void aReservationThatFailsHalfWayHasNotHappened(RedisClient jedis) {
    seats.reserve(SHOW, "ann", List.of("A1", "A2"));
    seats.reserve(SHOW, "ben", List.of("B9"));
    withEachKeySpoiled(jedis, "reserve", () -> seats.reserve(SHOW, "ben", List.of("B1", "B2")), () -> {
      assertFree("B1", "B2");
      assertHolds("ben", "B9");
      assertEquals(1, seats.held(SHOW, "ben"), "seats that Ben holds, by the count");
    }, () -> {
      assertHolds("ben", "B1", "B2", "B9");
      assertEquals(3, seats.held(SHOW, "ben"), "seats that Ben holds, by the count");
    });
  }

  @Test
  @Misconception("M5")
  void aReturnThatFailsHalfWayHasNotHappened(RedisClient jedis) {
    seats.reserve(SHOW, "ben", List.of("B1", "B2", "B3"));
    withEachKeySpoiled(jedis, "release", () -> seats.release(SHOW, "ben", List.of("B1", "B2")), () -> {
      assertHolds("ben", "B1", "B2", "B3");
      assertEquals(3, seats.held(SHOW, "ben"), "seats that Ben holds, by the count");
    }, () -> {
      assertFree("B1", "B2");
      assertHolds("ben", "B3");
      assertEquals(1, seats.held(SHOW, "ben"), "seats that Ben holds, by the count");
    });
  }

  @Test
  @Misconception("M14")
  void itWorksOnAServerThatHasForgottenAllScripts(RedisClient jedis) {
    seats.reserve(SHOW, "ann", List.of("A1"));
    seats.release(SHOW, "ann", List.of("A1"));
    jedis.scriptFlush();
    assertTrue(seats.reserve(SHOW, "ann", List.of("A1")), "reserve after SCRIPT FLUSH (a restart or a failover does the same)");
    jedis.scriptFlush();
    assertTrue(seats.release(SHOW, "ann", List.of("A1")), "release after SCRIPT FLUSH");
    seats.reserve(SHOW, "ann", List.of("A1"));
    jedis.scriptFlush();
    assertEquals(1, seats.held(SHOW, "ann"), "held after SCRIPT FLUSH");
    jedis.scriptFlush();
    assertHolds("ann", "A1");
  }

  @Test
  @Misconception("M4")
  void whoeverLooksSeesAReservationWholeOrNotAtAll(Standalone redis) {
    for (var looks : List.of(List.of("C7", "C8"), List.of("C8", "C7"))) {
      var orders = Interleavings.on(redis);
      try (var anns = seatsOf("Ann", orders); var bens = seatsOf("Ben", orders)) {
        orders.actor("Ann", jedis -> anns.reserve(SHOW, "ann", List.of("C7", "C8")))
            .actor("Ben", jedis -> {
              boolean first = bens.holder(SHOW, looks.get(0)).isPresent();
              boolean second = bens.holder(SHOW, looks.get(1)).isPresent();
              return List.of(first, second, bens.held(SHOW, "ann") == 2);
            })
            .check("when Ben has seen one part of Ann's reservation, he sees every other part when he looks there",
                (jedis, end) -> onceSeenAlwaysSeen(end.result("Ben")))
            .assertHolds();
      }
    }
  }

  @Test
  @Misconception("M4")
  void whoeverLooksSeesAReturnWholeOrNotAtAll(Standalone redis) {
    for (var looks : List.of(List.of("C7", "C8"), List.of("C8", "C7"))) {
      var orders = Interleavings.on(redis);
      try (var anns = seatsOf("Ann", orders); var bens = seatsOf("Ben", orders)) {
        orders.from(jedis -> seats.reserve(SHOW, "ann", List.of("C7", "C8")))
            .actor("Ann", jedis -> anns.release(SHOW, "ann", List.of("C7", "C8")))
            .actor("Ben", jedis -> {
              boolean first = bens.holder(SHOW, looks.get(0)).isEmpty();
              boolean second = bens.holder(SHOW, looks.get(1)).isEmpty();
              return List.of(first, second, bens.held(SHOW, "ann") == 0);
            })
            .check("when Ben has seen one part of what Ann gave back free, he sees every other part free when he looks there",
                (jedis, end) -> onceSeenAlwaysSeen(end.result("Ben")))
            .assertHolds();
      }
    }
  }

  @Test
  @Misconception("M6")
  void twoWhoWantDifferentSeatsBothGetThem(Standalone redis) {
    var orders = Interleavings.on(redis);
    try (var anns = seatsOf("Ann", orders); var bens = seatsOf("Ben", orders)) {
      orders.actor("Ann", jedis -> anns.reserve(SHOW, "ann", List.of("C7", "C8")))
          .actor("Ben", jedis -> bens.reserve(SHOW, "ben", List.of("D1")))
          .check("Ann has her two seats, and Ben has his one", (jedis, end) -> {
            assertHolds("ann", "C7", "C8");
            assertHolds("ben", "D1");
            return end.count(true) == 2;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M6")
  void seatsAreGivenBackOnce(Standalone redis) {
    var orders = Interleavings.on(redis);
    try (var left = seatsOf("window A", orders); var right = seatsOf("window B", orders)) {
      orders.from(jedis -> seats.reserve(SHOW, "ann", List.of("C7", "C8", "C9")))
          .actor("window A", jedis -> left.release(SHOW, "ann", List.of("C7", "C8")))
          .actor("window B", jedis -> right.release(SHOW, "ann", List.of("C8")))
          .check("the seat C8 is given back at one of the windows", (jedis, end) -> {
            boolean both = end.result("window A").equals(true);
            assertHolds("ann", both ? new String[] {"C9"} : new String[] {"C7", "C9"});
            assertFree("C8");
            assertEquals(both ? 1 : 2, seats.held(SHOW, "ann"), "seats that Ann holds, by the count");
            return end.count(true) == 1;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M6")
  void ofTwoWhoWantTheSameSeatOneGetsIt(Standalone redis) {
    var orders = Interleavings.on(redis);
    try (var anns = seatsOf("Ann", orders); var bens = seatsOf("Ben", orders)) {
      orders.actor("Ann", jedis -> anns.reserve(SHOW, "ann", List.of("C7", "C8")))
          .actor("Ben", jedis -> bens.reserve(SHOW, "ben", List.of("C8", "C9")))
          .check("one of them gets both seats and the other one none", (jedis, end) -> {
            boolean annHas = end.result("Ann").equals(true);
            assertHolds(annHas ? "ann" : "ben", annHas ? "C7" : "C9", "C8");
            assertFree(annHas ? "C9" : "C7");
            assertEquals(annHas ? 2 : 0, seats.held(SHOW, "ann"), "seats that Ann holds, by the count");
            assertEquals(annHas ? 0 : 2, seats.held(SHOW, "ben"), "seats that Ben holds, by the count");
            return end.count(true) == 1;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M6")
  void theLimitHoldsForABuyerWithTwoWindows(Standalone redis) {
    var orders = Interleavings.on(redis);
    try (var left = seatsOf("window A", orders); var right = seatsOf("window B", orders)) {
      orders.actor("window A", jedis -> left.reserve(SHOW, "ann", List.of("A1", "A2", "A3", "A4")))
          .actor("window B", jedis -> right.reserve(SHOW, "ann", List.of("B1", "B2", "B3", "B4")))
          .check("Ann gets the four seats of one window", (jedis, end) -> {
            assertEquals(4, seats.held(SHOW, "ann"), "seats that Ann holds, by the count");
            return end.count(true) == 1;
          })
          .assertHolds();
    }
  }

  private static boolean onceSeenAlwaysSeen(List<Boolean> looks) {
    return !looks.contains(true) || !looks.subList(looks.indexOf(true), looks.size()).contains(false);
  }

  private static Seats seatsOf(String actor, Interleavings orders) {
    return new Seats("127.0.0.1", orders.port(actor));
  }

  /**
   * Does something once for each key that is in Redis now, with that key holding a value of the wrong type, so that the
   * commands which use it fail. With the key put right again, either it has happened or it has not.
   */
  private static void withEachKeySpoiled(RedisClient jedis, String what, BooleanSupplier action, Runnable notHappened,
      Runnable happened) {
    var before = jedis.keys("*").stream().sorted().toList();
    var dumps = before.stream().map(jedis::dump).toList();
    for (int i = 0; i < before.size(); i++) {
      var spoiled = before.get(i);
      var wasString = jedis.type(spoiled).equals("string");
      jedis.del(spoiled);
      if (wasString) {
        jedis.rpush(spoiled, "spoiled");
      } else {
        jedis.set(spoiled, "spoiled");
      }
      boolean done;
      try {
        done = action.getAsBoolean();
      } catch (RuntimeException e) {
        done = false;
      }
      jedis.restore(spoiled, 0, dumps.get(i), RestoreParams.restoreParams().replace());
      try {
        (done ? happened : notHappened).run();
      } catch (AssertionError e) {
        throw new AssertionError("While the key \"" + spoiled + "\" was of the wrong type, " + what + " "
            + (done ? "returned true" : "failed") + ", and left this behind: " + e.getMessage(), e);
      }
      jedis.flushDB();
      for (int k = 0; k < before.size(); k++) {
        jedis.restore(before.get(k), 0, dumps.get(k));
      }
    }
  }

  private void assertHolds(String buyer, String... names) {
    for (var seat : names) {
      assertEquals(Optional.of(buyer), seats.holder(SHOW, seat), "holder of " + seat);
    }
  }

  private void assertFree(String... names) {
    for (var seat : names) {
      assertEquals(Optional.empty(), seats.holder(SHOW, seat), "holder of " + seat);
    }
  }
}
