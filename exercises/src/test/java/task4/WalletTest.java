package task4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Misconception;
import beyondcache.check.OwnRedis;
import beyondcache.sandbox.Link;
import beyondcache.sandbox.Replicated;
import beyondcache.wire.Cut;
import beyondcache.wire.Wires;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@ExerciseTest
class WalletTest {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);

  /** Milliseconds beyond its patience that a call may take. */
  private static final long GRACE = 2000;

  /** Milliseconds that a deposit may take once there is a new primary. */
  private static final long RESUMED = 4000;

  private final Replicated set;

  WalletTest(Replicated set) {
    this.set = set;
  }

  private Wallet wallet(Duration patience) {
    return new Wallet(set.sentinels().stream().map(node -> node.host() + ":" + node.port()).toList(), set.masterName(), patience);
  }

  private Wallet through(Wires wires, Duration patience) {
    return new Wallet(set.sentinels().stream().map(node -> wires.host() + ":" + wires.port("Ann", node)).toList(),
        set.masterName(), patience);
  }

  @Test
  void depositsAddUp() {
    try (var wallet = wallet(PATIENCE)) {
      assertEquals(0, wallet.balance("ann"), "before the first deposit");
      assertEquals(10, wallet.deposit("ann", "a", 10));
      assertEquals(30, wallet.deposit("ann", "b", 20));
      assertEquals(5, wallet.deposit("ben", "a", 5), "each account has payments of its own");
      assertEquals(30, wallet.balance("ann"));
    }
  }

  @Test
  @Misconception("M70")
  void whoeverTriesAPaymentAgainChangesNothing() {
    try (var anns = wallet(PATIENCE); var bens = wallet(PATIENCE)) {
      anns.deposit("ann", "a", 10);
      assertEquals(10, anns.deposit("ann", "a", 10), "the same payment again");
      assertEquals(10, bens.deposit("ann", "a", 10), "the same payment again, by another wallet");
      assertEquals(17, bens.deposit("ann", "b", 7), "another payment");
      assertEquals(17, anns.deposit("ann", "a", 10), "the first one again: the balance as it is now");
      assertEquals(17, bens.deposit("ann", "a", 99), "the first one again, whatever amount comes with it");
    }
  }

  @Test
  @Misconception("M70")
  void aPaymentIsRememberedForADay() {
    try (var wallet = wallet(PATIENCE)) {
      for (int i = 1; i <= 300; i++) {
        wallet.deposit("ann", "payment " + i, 1);
      }
      assertEquals(300, wallet.deposit("ann", "payment 1", 1), "the first of 300 payments again");
      var primary = set.primary().jedis();
      for (var key : primary.keys("*")) {
        var seconds = primary.ttl(key);
        assertTrue(seconds < 0 || seconds > Duration.ofDays(1).toSeconds() - 60, "The key '" + key + "' is gone in " + seconds
            + " s. A payment that is tried again within a day must not count twice");
      }
    }
  }

  @Test
  void accountsAndPaymentsAreKeptApartWhateverTheirNames() {
    try (var wallet = wallet(PATIENCE)) {
      for (var between : List.of(":", "/", "-", "_", ".", " ", ",", "|", "#")) {
        var before = wallet.balance("a");
        assertEquals(1, wallet.deposit("a" + between + "b", "c", 1), "payment 'c' to the account 'a" + between + "b'");
        assertEquals(before + 10, wallet.deposit("a", "b" + between + "c", 10), "payment b" + between + "c to the account a, "
            + "which had " + before);
      }
    }
  }

  @Test
  @Misconception("M70")
  void thePaymentThatSomebodyElseMakesMeanwhileCountsOnce() {
    try (var wires = Wires.inFrontOf(set); var anns = through(wires, PATIENCE); var direct = wallet(PATIENCE)) {
      anns.balance("ann"); // connects
      var wire = wires.of(set.primary());
      var happened = true;
      for (int k = 1; happened; k++) {
        var account = "ann " + k;
        var meanwhile = wire.interlude("Ann", k, () -> direct.deposit(account, "a", 10));
        assertEquals(10, anns.deposit(account, "a", 10), "The same payment came from another wallet before command " + k
            + " of this one. The balance");
        happened = meanwhile.happened();
        wire.mend("Ann");
        assertEquals(10, direct.balance(account), "The same payment came from two wallets at once. The balance");
      }
    }
  }

  @Test
  void theBalanceIsThatOfThePrimary() {
    var links = set.replicas().stream().map(set::replicationLink).toList();
    try (var wallet = wallet(PATIENCE)) {
      set.awaitAgreed();
      links.forEach(Link::silence);
      wallet.deposit("ann", "a", 10);
      for (int i = 0; i < 4; i++) {
        assertEquals(10, wallet.balance("ann"), "10 were deposited, and no replica knows of it yet. The balance");
      }
    } finally {
      links.forEach(Link::close);
    }
  }

  @Test
  @Misconception("M70")
  void aDepositWhoseReplyIsLostCountsOnce() {
    eachCommand("the reply to command %d of deposit was lost", Cut::losingReplyOf);
    eachCommand("command %d of deposit was lost", Cut::before);
  }

  private void eachCommand(String what, BiFunction<Cut, Integer, Cut> how) {
    try (var wires = Wires.inFrontOf(set); var anns = through(wires, PATIENCE); var direct = wallet(PATIENCE)) {
      anns.balance("ann"); // connects
      var wire = wires.of(set.primary());
      var happened = true;
      for (int k = 1; happened; k++) {
        var account = what.substring(0, 5) + k;
        var cut = how.apply(wire.cut("Ann"), k);
        try {
          anns.deposit(account, "a", 10);
        } catch (RuntimeException unknown) {
          // It may throw. Its caller tries again then.
        }
        happened = cut.happened();
        wire.mend("Ann");
        direct.deposit(account, "a", 10);
        assertEquals(10, direct.balance(account), "One payment of 10, tried until it was done; " + String.format(what, k)
            + ". The balance");
      }
    }
  }

  @Test
  @Misconception("M76")
  void aPrimaryThatDoesNotAnswerHoldsNobodyUp() {
    try (var wires = Wires.overLinks(set); var anns = through(wires, SHORT)) {
      anns.deposit("ann", "a", 10);
      set.nodes().forEach(node -> wires.link(node).silence());
      within(SHORT.toMillis() + GRACE, "A deposit with a patience of " + SHORT.toMillis() + " ms, when the primary takes "
          + "connections and does not answer", () -> assertThrows(RuntimeException.class, () -> anns.deposit("ann", "b", 7),
          "a deposit that cannot be known to be done"));
      set.nodes().forEach(node -> wires.link(node).heal());
    }
    try (var later = wallet(PATIENCE)) {
      assertEquals(17, later.deposit("ann", "b", 7), "the same payment, once the primary answers again");
    }
  }

  @Test
  @OwnRedis
  @Timeout(60)
  @Misconception("M66")
  void afterAFailoverTheWalletGoesOn() {
    try (var wallet = wallet(LONG)) {
      wallet.deposit("ann", "a", 10);
      set.awaitAgreed();
      var lost = set.primary();
      lost.kill();
      var deposit = CompletableFuture.supplyAsync(() -> wallet.deposit("ann", "b", 20));
      set.awaitFailover(lost);
      assertEquals(30, arrived(deposit, "A deposit that began when the primary, " + lost.name() + ", was killed"));
      assertEquals(37, wallet.deposit("ann", "c", 7), "the next one");
      assertEquals(37, wallet.deposit("ann", "a", 10), "a payment from before the failover, again");
    }
  }

  private long arrived(CompletableFuture<Long> deposit, String what) {
    var primary = set.primary();
    try {
      return deposit.get(RESUMED, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return fail(what + ", was not done " + RESUMED + " ms after " + primary.name() + " had become the primary.");
    } catch (ExecutionException e) {
      return fail(what + ", with a patience of " + LONG.toSeconds() + " s, threw " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("interrupted");
    }
  }

  private static <T> T within(long millis, String what, Supplier<T> call) {
    try {
      return CompletableFuture.supplyAsync(call).get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return fail(what + ", had not ended after " + millis + " ms.");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof AssertionError error ? error : new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("interrupted");
    }
  }
}
