package task2;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Crashes;
import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Wire;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import task2.FencedLock.Lease;

@ExerciseTest
class FencedLockTest {

  private static final Duration LEASE = Duration.ofSeconds(30);

  private final RedisClient redis;
  private final FencedLock anns;
  private final FencedLock bens;

  FencedLockTest(Standalone server) {
    redis = server.jedis();
    anns = new FencedLock(server.host(), server.port(), "report", LEASE);
    bens = new FencedLock(server.host(), server.port(), "report", LEASE);
  }

  @AfterEach
  void disconnect() {
    anns.close();
    bens.close();
  }

  @Test
  void oneAtATime() {
    var lease = anns.tryLock().orElseThrow();
    assertEquals(Optional.empty(), bens.tryLock(), "Ben's attempt while Ann has the lock");
    assertEquals(Optional.empty(), anns.tryLock(), "Ann's second attempt: the lock is not reentrant");
    assertTrue(anns.unlock(lease));
    assertTrue(bens.tryLock().isPresent(), "Ben's attempt after Ann has given the lock back");
  }

  @Test
  void eachNameIsALockOfItsOwn(Standalone server) {
    anns.tryLock().orElseThrow();
    var names = List.of("invoice", "Report", "re port", "re-port", "re_port", "re:port", "", " ", "*", "%s", "{x}", "東京", "大阪");
    for (var name : names) {
      try (var other = new FencedLock(server.host(), server.port(), name, LEASE)) {
        var lease = other.tryLock().orElseThrow(() -> new AssertionError("The lock \"" + name + "\" is not free, though nobody has "
            + "taken it. Taken are \"report\" and those before it in " + names));
        assertEquals(Optional.empty(), other.read(), "what \"" + name + "\" protects");
        assertTrue(other.write(lease, "by the holder of " + name), "the first write with a lease of \"" + name + "\"");
        assertEquals(Optional.of("by the holder of " + name), other.read(), "what \"" + name + "\" protects");
        assertTrue(other.write(lease, ""), "a write of no text at all");
        assertEquals(Optional.of(""), other.read(), "what \"" + name + "\" protects, after a write of no text at all");
      }
    }
  }

  /** Not even if the one is called like a key of the other without the beginning or the end. */
  @Test
  void locksWithSimilarNamesDoNotMeet(Standalone server) {
    var mine = anns.tryLock().orElseThrow();
    assertTrue(anns.write(mine, "by Ann"));
    var names = new TreeSet<String>();
    var keys = redis.keys("*").stream().filter(key -> key.contains("report")).toList();
    for (var key : keys) {
      names.add(key.substring(key.indexOf("report")));
      names.add(key.substring(0, key.indexOf("report")) + "report");
      keys.stream().map(other -> other.substring(0, other.indexOf("report"))).filter(key::startsWith)
          .forEach(before -> names.add(key.substring(before.length(), key.indexOf("report")) + "report"));
    }
    names.remove("report");
    for (var name : names) {
      try (var other = new FencedLock(server.host(), server.port(), name, LEASE)) {
        var lease = other.tryLock().orElseThrow(() -> new AssertionError("The lock \"" + name + "\" is not free after "
            + "somebody has taken \"report\". The keys of that one: " + keys));
        assertEquals(Optional.empty(), other.read(), "what the lock \"" + name + "\" protects");
        assertTrue(other.write(lease, "by somebody else"), "the first write with a lease of \"" + name + "\"");
        assertEquals(Optional.of("by Ann"), anns.read(), "what \"report\" protects, after a write to \"" + name + "\"");
      }
    }
    assertTrue(anns.write(mine, "again"), "Ann writes, after others have used the locks " + names);
    assertTrue(anns.unlock(mine), "Ann has the lock, after others have used the locks " + names);
    assertTrue(anns.tryLock().orElseThrow().fencingToken() > mine.fencingToken(), "the next token is greater");
  }

  @Test
  void aLeaseEndsByItself() {
    var lease = anns.tryLock().orElseThrow();
    assertLockEnds("after tryLock");
    leaseEnds();
    assertFalse(anns.unlock(lease), "unlock with a lease that has ended, while nobody has the lock");
    assertTrue(bens.tryLock().isPresent(), "Ben's attempt after Ann's lease has ended");
  }

  @Test
  @Misconception("M23")
  void fencingTokensRise() {
    var first = anns.tryLock().orElseThrow();
    anns.unlock(first);
    var second = bens.tryLock().orElseThrow();
    leaseEnds();
    var third = anns.tryLock().orElseThrow();
    assertTrue(first.fencingToken() < second.fencingToken() && second.fencingToken() < third.fencingToken(),
        "three leases, one after the other: " + List.of(first, second, third));
    anns.unlock(third);
    long last = third.fencingToken();
    everythingEnds();
    var late = anns.tryLock().orElseThrow();
    assertTrue(late.fencingToken() > last, "a lease with the token " + late.fencingToken() + " came after one with " + last
        + ", when all that expires had expired: what the tokens are counted with must not");
    anns.unlock(late);
    last = late.fencingToken();
    for (int i = 0; i < 100; i++) { // more than a clock has milliseconds for
      var lock = i % 2 == 0 ? anns : bens;
      var next = lock.tryLock().orElseThrow();
      assertTrue(next.fencingToken() > last, "a lease with the token " + next.fencingToken() + " came after one with " + last);
      last = next.fencingToken();
      lock.unlock(next);
    }
  }

  @Test
  @Misconception("M23")
  void theTokenOfALeaseThatEndedAtOnceIsSmallerThanThatOfTheNext(Standalone server) {
    var orders = Interleavings.on(server);
    try (var ann = lockOf("Ann", orders, LEASE); var ben = lockOf("Ben", orders, LEASE.multipliedBy(2))) {
      orders.actor("Ann", jedis -> ann.tryLock())
          .happens("Ann's lease ends", jedis -> leaseEnds())
          .actor("Ben", jedis -> ben.tryLock()) // for longer, so that it does not end: if both get the lock, Ann was first
          .check("if Ben got the lock after Ann, his token is greater", (jedis, end) -> {
            Optional<Lease> anns = end.result("Ann");
            Optional<Lease> bens = end.result("Ben");
            return anns.isEmpty() || bens.isEmpty() || anns.get().fencingToken() < bens.get().fencingToken();
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception({"M19", "M25"})
  void whoDoesNotGetTheLockDoesNotProlongIt() {
    anns.tryLock().orElseThrow();
    ending().forEach(key -> redis.pexpire(key, 5000));
    assertEquals(Optional.empty(), bens.tryLock(), "Ben's attempt while Ann has the lock");
    long longest = ending().stream().mapToLong(redis::pttl).max().orElse(-1);
    assertTrue(longest <= 5000, "Ann's lease had 5 seconds left. After Ben's attempt it has " + longest
        + " ms: if others keep trying, the lock of a holder who has died never ends");
  }

  @Test
  void aLeaseMayBeShorterThanASecond(Standalone server) {
    try (var shortLived = new FencedLock(server.host(), server.port(), "short", Duration.ofMillis(900))) {
      var lease = shortLived.tryLock().orElseThrow();
      assertTrue(ending().stream().anyMatch(key -> redis.pttl(key) <= 900), "no key ends within 900 ms");
      ending().forEach(key -> redis.pexpire(key, 20_000));
      assertTrue(shortLived.extend(lease), "extend");
      assertTrue(ending().stream().anyMatch(key -> redis.pttl(key) <= 900), "no key ends within 900 ms, after extend");
    }
  }

  /** More milliseconds than an int can hold. */
  @Test
  void aLeaseMayLastForMonths(Standalone server) {
    var duration = Duration.ofDays(60);
    try (var longLived = new FencedLock(server.host(), server.port(), "long", duration)) {
      var lease = longLived.tryLock().orElseThrow();
      assertTrue(redis.keys("*").stream().anyMatch(key -> redis.pttl(key) > duration.minusDays(1).toMillis()), "no key lasts for 60 days");
      assertTrue(longLived.extend(lease), "extend");
      assertTrue(redis.keys("*").stream().anyMatch(key -> redis.pttl(key) > duration.minusDays(1).toMillis()),
          "no key lasts for 60 days, after extend");
    }
  }

  @Test
  void extendingGivesTheWholeDurationAgain() {
    var lease = anns.tryLock().orElseThrow();
    ending().forEach(key -> redis.pexpire(key, 5000));
    assertTrue(anns.extend(lease));
    assertLockEnds("after extend, when 5 seconds were left");
  }

  @Test
  @Misconception("M22")
  void noTwoLeasesHaveTheSameOwner() {
    var owners = new HashSet<String>();
    for (int i = 0; i < 20; i++) {
      var lock = i % 2 == 0 ? anns : bens;
      var lease = lock.tryLock().orElseThrow();
      assertTrue(owners.add(lease.owner()), "The owner \"" + lease.owner() + "\" has had the lock before. An old lease with the "
          + "same owner looks valid again");
      assertTrue(lock.unlock(lease));
    }
  }

  @Test
  @Misconception("M22")
  void anOldLeaseOfTheSameThreadIsWorthNothing() {
    var old = anns.tryLock().orElseThrow();
    leaseEnds();
    var young = anns.tryLock().orElseThrow();
    assertFalse(anns.unlock(old), "unlock with the old lease");
    assertFalse(anns.extend(old), "extend with the old lease");
    assertEquals(Optional.empty(), bens.tryLock(), "the young lease holds");
    assertTrue(anns.unlock(young));
  }

  @Test
  @Misconception("M20")
  void nobodyUnlocksTheLockOfAnother() {
    var lease = anns.tryLock().orElseThrow();
    leaseEnds();
    var newer = bens.tryLock().orElseThrow();
    assertFalse(anns.unlock(lease), "Ann's lease had ended");
    assertTrue(bens.extend(newer), "Ben still has the lock");
    assertTrue(bens.unlock(newer), "Ben still has the lock");
    assertFalse(bens.unlock(newer), "and gives it back once");
  }

  @Test
  @Misconception("M21")
  void aLeaseThatEndsDuringUnlockTakesNobodysLock(Standalone server) {
    var orders = Interleavings.on(server);
    var held = new Lease[1];
    try (var ann = lockOf("Ann", orders, LEASE); var ben = lockOf("Ben", orders, LEASE.multipliedBy(2))) {
      orders.from(jedis -> held[0] = anns.tryLock().orElseThrow())
          .actor("Ann", jedis -> ann.unlock(held[0]))
          .happens("Ann's lease ends", jedis -> leaseEnds())
          .actor("Ben", jedis -> ben.tryLock())
          .check("if Ben got the lock he has it", (jedis, end) -> {
            Optional<Lease> got = end.result("Ben");
            return got.isEmpty() || bens.extend(got.get());
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M25")
  void aLeaseThatEndsDuringExtendDoesNotExtendAnothers(Standalone server) {
    var lease = anns.tryLock().orElseThrow();
    leaseEnds();
    assertFalse(anns.extend(lease), "Ann extends a lease that has ended, while nobody has the lock");
    bens.tryLock().orElseThrow();
    ending().forEach(key -> redis.pexpire(key, 5000));
    assertFalse(anns.extend(lease), "Ann extends a lease that has ended");
    assertTrue(ending().stream().allMatch(key -> redis.pttl(key) <= 5000), "Ben's lease is as long as it was");

    var orders = Interleavings.on(server);
    var held = new Lease[1];
    try (var ann = lockOf("Ann", orders, LEASE); var ben = lockOf("Ben", orders, Duration.ofSeconds(5))) {
      orders.from(jedis -> held[0] = anns.tryLock().orElseThrow())
          .actor("Ann", jedis -> ann.extend(held[0]))
          .happens("Ann's lease ends", jedis -> leaseEnds())
          .actor("Ben", jedis -> ben.tryLock())
          .check("if Ben got the lock for 5 seconds, that is how long he has it", (jedis, end) -> {
            Optional<Lease> got = end.result("Ben");
            return got.isEmpty() || ending().stream().allMatch(key -> redis.pttl(key) <= 5000);
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M19")
  void whoeverDiesWhileTakingTheLockDoesNotKeepItForEver(Standalone server) {
    var crashes = Crashes.afterEveryCommand(server);
    try (var ann = new FencedLock("127.0.0.1", crashes.port("Ann"), "report", LEASE)) {
      crashes.actor("Ann", jedis -> ann.tryLock())
          .happens("Ann's lease ends", jedis -> leaseEnds())
          .check("Ben gets the lock", jedis -> bens.tryLock().isPresent())
          .assertHolds();
    }
  }

  @Test
  @Misconception("M24")
  void waitingHasAnEndAndKeepsRedisInPeace(Standalone server) throws Exception {
    anns.tryLock().orElseThrow();
    try (var wire = Wire.inFrontOf(server); var waiting = new FencedLock(wire.host(), wire.port("Ben"), "report", LEASE)) {
      waiting.read(); // connects
      var tape = wire.record(() -> assertEquals(Optional.empty(), waiting.lock(Duration.ofMillis(300)), "a lock that stays taken"));
      assertTrue(tape.entries().size() <= 40, "A waiter sent " + tape.entries().size()
          + " commands in 0.3 seconds; 30 are allowed. Sleep between two attempts, each time for another while");
    }
  }

  @Test
  void whoHasNoPatienceTriesOnce() {
    var lease = anns.lock(Duration.ZERO).orElseThrow(() -> new AssertionError("a free lock, with a patience of zero"));
    assertEquals(Optional.empty(), bens.lock(Duration.ZERO), "a lock that is taken, with a patience of zero");
    assertTrue(anns.unlock(lease));
  }

  @Test
  @Misconception("M24")
  void whoWaitsDoesSoForAsLongAsThePatienceLasts() {
    anns.tryLock().orElseThrow();
    for (int i = 0; i < 3; i++) {
      long began = System.nanoTime();
      assertEquals(Optional.empty(), bens.lock(Duration.ofMillis(400)), "a lock that stays taken");
      long waited = (System.nanoTime() - began) / 1_000_000;
      assertTrue(waited >= 300, "With a patience of 400 ms, lock gave up after " + waited + " ms");
      assertTrue(waited <= 2400, "With a patience of 400 ms, lock waited for " + waited + " ms, on however busy a machine");
    }
  }

  @Test
  @Misconception("M24")
  void whoWaitsGetsTheLockWhenItIsFree(Standalone server) throws Exception {
    var lease = anns.tryLock().orElseThrow();
    try (var wire = Wire.inFrontOf(server); var waiting = new FencedLock(wire.host(), wire.port("Ben"), "report", LEASE)) {
      waiting.read(); // connects
      wire.clear();
      var bensTurn = CompletableFuture.supplyAsync(() -> waiting.lock(Duration.ofMillis(990))); // no whole second
      await().until(() -> !wire.tape().entries().isEmpty());
      assertTrue(anns.unlock(lease));
      assertTrue(bensTurn.get().isPresent());
    }
  }

  @Test
  void whatIsProtectedIsReadAndWritten() {
    assertEquals(Optional.empty(), anns.read());
    var lease = anns.tryLock().orElseThrow();
    assertTrue(anns.write(lease, "one"));
    assertTrue(anns.write(lease, "two"), "a lease writes as often as it likes");
    assertEquals(Optional.of("two"), bens.read());
  }

  @Test
  @Misconception("M23")
  void aHolderWhoWokeUpTooLateDoesNotOverwrite() {
    var anns1 = anns.tryLock().orElseThrow();
    // Ann's process is paused here: a long garbage collection, a laptop that is closed.
    leaseEnds();
    var bens2 = bens.tryLock().orElseThrow();
    assertTrue(bens.write(bens2, "by Ben"));
    bens.unlock(bens2);
    assertFalse(anns.write(anns1, "by Ann"), "Ann's write, with the token " + anns1.fencingToken() + " after one with "
        + bens2.fencingToken());
    assertEquals(Optional.of("by Ben"), anns.read());
    everythingEnds();
    assertFalse(anns.write(anns1, "by Ann"), "Ann's write, much later, when all that expires had expired");
    assertEquals(Optional.of("by Ben"), anns.read());
  }

  @Test
  @Misconception("M23")
  void tokensAreComparedAsNumbers() {
    Lease before = null;
    for (int i = 1; i <= 120; i++) { // past 9 and 10, 99 and 100
      var lease = anns.tryLock().orElseThrow();
      assertTrue(anns.write(lease, "number " + i), "a write with the token " + lease.fencingToken() + ", the greatest so far");
      if (before != null) {
        assertFalse(anns.write(before, "late"), "a write with the token " + before.fencingToken() + " after one with "
            + lease.fencingToken());
      }
      before = lease;
      anns.unlock(lease);
    }
    assertEquals(Optional.of("number 120"), anns.read());
  }

  @Test
  void aLateWriteIsFineWhileNobodyNewerHasWritten() {
    var lease = anns.tryLock().orElseThrow();
    leaseEnds();
    assertTrue(anns.write(lease, "by Ann"), "Ann's write, whose lease has ended, while nobody else has the lock");
    bens.tryLock().orElseThrow();
    assertTrue(anns.write(lease, "by Ann again"), "Ann's write, while Ben has the lock and has not written yet");
    assertEquals(Optional.of("by Ann again"), bens.read());
  }

  @Test
  @Misconception("M23")
  void ofTwoWritesThatOfTheNewerLeaseStays(Standalone server) {
    var orders = Interleavings.on(server);
    var leases = new Lease[2];
    try (var ann = lockOf("Ann", orders, LEASE); var ben = lockOf("Ben", orders, LEASE)) {
      orders.from(jedis -> {
        leases[0] = anns.tryLock().orElseThrow();
        leaseEnds();
        leases[1] = bens.tryLock().orElseThrow();
      })
          .actor("Ann", jedis -> ann.write(leases[0], "by Ann, whose lease had ended"))
          .actor("Ben", jedis -> ben.write(leases[1], "by Ben"))
          .check("what Ben has written stays", (jedis, end) -> {
            assertEquals(Optional.of("by Ben"), bens.read());
            return end.result("Ben").equals(true);
          })
          .assertHolds();
    }
  }

  private static FencedLock lockOf(String actor, Interleavings orders, Duration lease) {
    return new FencedLock("127.0.0.1", orders.port(actor), "report", lease);
  }

  /** The keys that end with a lease: all that expire within its duration. Not those of a lease that was taken for longer. */
  private List<String> ending() {
    return redis.keys("*").stream().filter(key -> redis.pttl(key) >= 0 && redis.pttl(key) <= LEASE.toMillis()).toList();
  }

  private void leaseEnds() {
    ending().forEach(redis::del);
  }

  /** As if nobody had touched the lock for a very long time. */
  private void everythingEnds() {
    redis.keys("*").stream().filter(key -> redis.pttl(key) >= 0).forEach(redis::del);
  }

  private void assertLockEnds(String when) {
    long longest = ending().stream().mapToLong(redis::pttl).max().orElse(-1);
    assertTrue(longest > LEASE.toMillis() - 5000, "The lease should end in " + LEASE.toMillis() + " ms, " + when
        + (longest < 0 ? ", and no key expires by then." : ", and the last key to expire does so in " + longest + " ms."));
  }
}
