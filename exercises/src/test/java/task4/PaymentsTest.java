package task4;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Node;
import beyondcache.sandbox.Replicated;
import beyondcache.wire.Cut;
import beyondcache.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import task4.Payments.Outcome;

@ExerciseTest
class PaymentsTest {

  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final long LONGEST = 2 * PATIENCE.toMillis() + 2000;

  /** For what will be durable: a busy machine may take its time. */
  private static final Duration MUCH_PATIENCE = Duration.ofSeconds(5);

  private final Replicated set;
  private final Node primary;
  private final List<Node> replicas;

  PaymentsTest(Replicated set) {
    this.set = set;
    primary = set.primary();
    replicas = set.replicas();
  }

  @AfterEach
  void goOn() {
    replicas.forEach(Node::resume);
  }

  private Payments payments(int copies) {
    return new Payments(primary.host(), primary.port(), copies, PATIENCE);
  }

  private Payments patient(int copies) {
    return new Payments(primary.host(), primary.port(), copies, MUCH_PATIENCE);
  }

  @Test
  void whatIsDurableIsOnTheReplicas() {
    try (var both = patient(2)) {
      for (int i = 0; i < 10; i++) {
        assertEquals(Outcome.DURABLE, both.record("" + i, "10 euros"), "with two replicas that follow");
        for (var replica : replicas) {
          assertEquals("10 euros", replica.jedis().get("payment:" + i), "on " + replica.name() + ", when payment " + i
              + " was reported as durable");
        }
      }
      assertEquals(Optional.of("10 euros"), both.read("7"));
      assertEquals(Outcome.DURABLE, both.record("7", "12 euros"), "the same id again");
      assertEquals(Optional.of("12 euros"), both.read("7"));
    }
  }

  @Test
  void moreReplicasThanWereAskedForAreEnough() {
    try (var wire = Wire.inFrontOf(primary); var one = new Payments(wire.host(), wire.port("Ann"), 1, MUCH_PATIENCE)) {
      one.read("0"); // connects
      var happened = true;
      for (int k = 1; happened; k++) {
        // When the primary is asked how many have it, both have said so.
        var meanwhile = wire.interlude("Ann", k, this::awaitBoth);
        assertEquals(Outcome.DURABLE, one.record("1", "10 euros"), "One replica was asked for, and two have it");
        happened = meanwhile.happened();
        wire.mend("Ann");
      }
    }
  }

  /** Until both replicas have said that they have all that was written so far. */
  private void awaitBoth() {
    try (var other = new Jedis(primary.host(), primary.port())) {
      other.set("after", "all of it");
      assertEquals(2, other.waitReplicas(2, 4000), "replicas that follow");
    }
  }

  @Test
  void aPatientCallWaitsUntilItsPatienceIsOver() throws Exception {
    replicas.forEach(Node::pause);
    try (var payments = patient(1)) {
      var outcome = CompletableFuture.supplyAsync(() -> payments.record("1", "10 euros"));
      try {
        fail("The patience is " + MUCH_PATIENCE.toSeconds() + " s, and the replicas may come back. record returned "
            + outcome.get(2500, TimeUnit.MILLISECONDS) + " before 2.5 s were over. Which time-out does your client have?");
      } catch (TimeoutException stillPatient) {
        goOn();
      }
      assertEquals(Outcome.DURABLE, outcome.get(), "The replicas were back within the patience");
    }
  }

  @Test
  @Misconception("M68")
  void whatNoReplicaHasIsNotDurable() {
    try (var payments = payments(1)) {
      replicas.forEach(Node::pause);
      assertNotEquals(Outcome.DURABLE, timely(payments, "1"), "Both replicas were paused, so the payment is on the primary alone "
          + "and would go with it. The outcome");
    }
  }

  @Test
  @Misconception("M69")
  void tooFewCopiesAreNeitherDurableNorAFailure() {
    try (var one = patient(1); var two = payments(2); var three = payments(3)) {
      replicas.get(0).pause();
      assertEquals(Outcome.UNCERTAIN, timely(two, "1"), "One replica has it and two were asked for");
      assertEquals(Outcome.UNCERTAIN, timely(three, "2"), "One replica has it and three were asked for");
      assertEquals(Outcome.DURABLE, one.record("3", "10 euros"), "One replica has it and one was asked for");
      replicas.get(1).pause();
      assertEquals(Outcome.UNCERTAIN, timely(two, "4"), "No replica has it and two were asked for. It is on the primary: WAIT "
          + "takes nothing back");
      assertEquals(Optional.of("10 euros"), two.read("4"), "what the primary has under 4, after an uncertain outcome");
    }
  }

  @Test
  @Misconception("M69")
  void theNumberIsThatOfThisPayment() {
    try (var payments = payments(2)) {
      await().atMost(Duration.ofSeconds(6)).untilAsserted(() -> assertEquals(Outcome.DURABLE, timely(payments, "1"),
          "with two replicas that follow"));
      replicas.forEach(Node::pause);
      assertEquals(Outcome.UNCERTAIN, timely(payments, "2"), "The replicas have the first payment, and were paused before the "
          + "second. WAIT speaks of what its own connection has done before; the outcome of the second");
    }
  }

  @Test
  @Misconception("M69")
  void recordingAgainMakesDurableOnceTheReplicasAreBack() {
    replicas.forEach(Node::pause);
    try (var first = payments(2)) {
      assertEquals(Outcome.UNCERTAIN, timely(first, "1"), "The replicas are paused");
      assertEquals(Outcome.UNCERTAIN, timely(first, "1"), "The replicas are paused still; the same id again");
    }
    try (var second = payments(2)) {
      assertEquals(Outcome.UNCERTAIN, timely(second, "1"), "The replicas are paused still; the same id again, from another "
          + "process");
    }
    replicas.forEach(Node::resume);
    set.awaitAgreed();
    try (var third = patient(2)) {
      assertEquals(Outcome.DURABLE, third.record("1", "10 euros"), "The replicas are back; the same id again");
    }
  }

  @Test
  void whatTheServerRefusesHasFailed() {
    primary.jedis().configSet("min-replicas-to-write", "3");
    try (var payments = payments(1)) {
      assertEquals(Outcome.FAILED, timely(payments, "1"), "The primary wants 3 replicas (min-replicas-to-write) and has 2: NOREPLICAS");
      assertEquals(Optional.empty(), payments.read("1"));
    }
    primary.jedis().configSet("min-replicas-to-write", "0");
    try (var lost = new Payments(replicas.get(0).host(), replicas.get(0).port(), 1, PATIENCE)) {
      assertEquals(Outcome.FAILED, timely(lost, "2"), "The address is that of a replica: READONLY");
    }
  }

  @Test
  void anAnswerThatIsLostIsNoAnswer() {
    eachCommand("the reply to command %d was lost", Cut::losingReplyOf);
    eachCommand("command %d was lost", Cut::before);
  }

  @Test
  void whoCannotConnectAgainDoesNotKnowEither() {
    eachCommand("the reply to command %d was lost, and there was no new connection", Wire::crash, Cut::losingReplyOf);
  }

  private void eachCommand(String what, BiFunction<Cut, Integer, Cut> how) {
    eachCommand(what, Wire::cut, how);
  }

  private void eachCommand(String what, BiFunction<Wire, String, Cut> kind, BiFunction<Cut, Integer, Cut> how) {
    try (var wire = Wire.inFrontOf(primary); var payments = new Payments(wire.host(), wire.port("Ann"), 1, PATIENCE)) {
      payments.read("0"); // connects
      var happened = true;
      for (int k = 1; happened; k++) {
        primary.jedis().flushAll();
        set.awaitAgreed();
        var cut = how.apply(kind.apply(wire, "Ann"), k);
        assertHonest(timely(payments, "1"), String.format(what, k));
        happened = cut.happened();
        wire.mend("Ann");
      }
    }
  }

  @Test
  void anErrorAfterTheWriteIsNoFailure() throws Exception {
    replicas.forEach(Node::pause);
    try (var payments = patient(1)) {
      var outcome = CompletableFuture.supplyAsync(() -> payments.record("1", "10 euros"));
      // A primary that is made a replica ends what waits there with an error. So does this.
      await().until(() -> outcome.isDone() || whoWaits("UNBLOCK", "ERROR") > 0);
      assertHonest(outcome.get(LONGEST, TimeUnit.MILLISECONDS), "the server ended the wait for replicas with an error");
    }
  }

  @Test
  void aSecondAttemptThatIsRefusedSaysNothingOfTheFirst() throws Exception {
    replicas.forEach(Node::pause);
    var patience = Duration.ofSeconds(2);
    try (var payments = new Payments(primary.host(), primary.port(), 1, patience)) {
      var outcome = CompletableFuture.supplyAsync(() -> payments.record("1", "10 euros"));
      await().until(() -> outcome.isDone() || primary.jedis().exists("payment:1") && waiting().findAny().isPresent());
      primary.jedis().configSet("min-replicas-to-write", "3");
      whoWaits("KILL");
      assertHonest(outcome.get(2 * patience.toMillis() + 2000, TimeUnit.MILLISECONDS), "the connection broke after the "
          + "write, and from then on the server refuses writes (NOREPLICAS)");
    } finally {
      primary.jedis().configSet("min-replicas-to-write", "0");
    }
  }

  /** Does this to each connection that waits for replicas; returns how many there were. */
  private long whoWaits(String what, String... how) {
    return waiting().map(id -> {
      var words = new ArrayList<>(what.equals("KILL") ? List.of(what, "ID", id) : List.of(what, id));
      words.addAll(List.of(how));
      return primary.jedis().sendCommand(Protocol.Command.CLIENT, words.toArray(String[]::new));
    }).mapToLong(reply -> (Long) reply).sum();
  }

  private Stream<String> waiting() {
    var list = new String((byte[]) primary.jedis().sendCommand(Protocol.Command.CLIENT, "LIST"));
    return list.lines().filter(line -> line.contains(" cmd=wait ") && line.matches(".* flags=[^ ]*b.*"))
        .map(line -> line.replaceFirst("id=([0-9]+) .*", "$1"));
  }

  @Test
  void silenceIsNoAnswerEither() {
    try (var link = set.link(primary); var payments = new Payments(link.host(), link.port(), 1, PATIENCE)) {
      payments.read("0"); // connects
      link.silence();
      var outcome = timely(payments, "1");
      link.heal();
      // What was under way arrives before what is asked now.
      try (var later = link.jedis()) {
        later.ping();
      }
      set.awaitAgreed();
      assertHonest(outcome, "the primary did not answer");
    }
  }

  /** Holds for every answer: durable is what is on a replica, failed is what is not there. */
  private void assertHonest(Outcome outcome, String when) {
    goOn();
    var there = primary.jedis().get("payment:1") != null;
    var copied = replicas.stream().anyMatch(replica -> replica.jedis().get("payment:1") != null);
    assertTrue(outcome != Outcome.FAILED || !there, "The outcome was FAILED, when " + when + ". And the payment is there");
    assertTrue(outcome != Outcome.DURABLE || copied, "The outcome was DURABLE, when " + when + ". And no replica has the payment");
  }

  /** What comes of recording a payment, which must not take too long. */
  private static Outcome timely(Payments payments, String id) {
    try {
      return CompletableFuture.supplyAsync(() -> payments.record(id, "10 euros")).get(LONGEST, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return fail("record had not returned after " + LONGEST + " ms, with a patience of " + PATIENCE.toMillis() + " ms.");
    } catch (ExecutionException e) {
      return fail("record threw " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("record was interrupted.");
    }
  }
}
