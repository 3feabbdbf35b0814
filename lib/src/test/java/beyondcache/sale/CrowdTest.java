package beyondcache.sale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.CourseFolder;
import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.SharedDatabase;
import beyondcache.sandbox.Standalone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrowdTest {

  private static Standalone redis;

  @TempDir
  private Path folder;

  @BeforeAll
  static void start() {
    redis = Sandbox.breakable();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void empty() {
    redis.flush();
  }

  @Test
  void theSameSeedSendsTheSamePeople() {
    assertEquals(Crowd.of(200).seed(5).buyers(), Crowd.of(200).seed(5).buyers());
    assertNotEquals(Crowd.of(200).seed(5).buyers(), Crowd.of(200).seed(6).buyers());
  }

  @Test
  void aCrowdHasBounds() {
    assertThrows(IllegalArgumentException.class, () -> Crowd.of(0));
    assertThrows(IllegalArgumentException.class, () -> Crowd.of(100_001));
    assertThrows(IllegalArgumentException.class, () -> Crowd.of(1).threads(1));
  }

  @Test
  void theModelAnswersBooksBalance() {
    var report = Crowd.of(500).seed(3).visit(redis, Answers.solutions(), 50, 2);
    assertTrue(report.audit().balances(), report.audit()::toString);
    assertTrue(report.audit().charges() > 0, "nobody has bought anything");
  }

  @Test
  void withoutAnAnswerThereIsNothingToAudit() {
    assertThrows(IllegalStateException.class,
        () -> Crowd.of(5).visit(redis, Answers.in(CourseFolder.root().resolve("exercises/stubs")), 5, 1));
  }

  @Test
  void aSharedServersOtherDatabasesAreLeftAlone() {
    try (var shared = SharedDatabase.open()) {
      var report = Crowd.of(50).seed(3).visit(shared.redis(), Answers.solutions(), 5, 2);
      assertTrue(report.audit().balances(), report.audit()::toString);
      assertTrue(report.audit().charges() > 0, "nobody has bought anything");
      assertEquals(0, shared.others().jedis().dbSize());
      assertTrue(shared.redis().jedis().dbSize() > 0);
    }
  }

  @Test
  void anErrorInASolutionIsAFailedRequest() throws IOException {
    var report = Crowd.of(20).visit(redis, office("throw new StackOverflowError();"), 5, 1);
    assertEquals(0, report.audit().charges());
    assertEquals(Set.of(Attempt.Outcome.FAILED), report.outcomes(Attempt.Kind.RESERVE).keySet());
  }

  @Test
  void aRequestThatNeverReturnsIsNamed() throws IOException {
    var answers = office("while (!Thread.currentThread().isInterrupted()) { Thread.onSpinWait(); } return Optional.empty();");
    var crowd = Crowd.of(5).within(Duration.ofSeconds(2)).rush(Duration.ofMillis(10)).grace(Duration.ofMillis(500));
    var problem = assertTimeoutPreemptively(Duration.ofSeconds(60),
        () -> assertThrows(IllegalStateException.class, () -> crowd.visit(redis, answers, 5, 1)));
    assertTrue(problem.getMessage().contains("of 5 buyers still wait for a reply"), problem.getMessage());
    assertTrue(problem.getMessage().contains("TicketOffice.reserve"), problem.getMessage());
  }

  /** A solution to exercise 5.3 whose {@code reserve} has this body. */
  private Answers office(String reserve) throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("task5")).resolve("TicketOffice.java"), """
        package task5;

        import beyondcache.sale.*;
        import java.time.*;
        import java.util.*;

        public final class TicketOffice implements Checkout {
          public TicketOffice(String host, int port, Duration hold, Bank bank, InstantSource clock) {}
          public void open(int tickets) {}
          public Optional<Hold> reserve(String buyer) { %s }
          public Optional<Hold> held(String buyer) { return Optional.empty(); }
          public OptionalInt bought(String buyer) { return OptionalInt.empty(); }
          public Payment pay(Hold hold) { return Payment.TOO_LATE; }
          public void sweep() {}
          public Stock stock() { return new Stock(5, 0, 0); }
          public void close() {}
        }
        """.formatted(reserve));
    return Answers.in(folder);
  }

  @Test
  void theAuditFindsATicketThatIsNowhere() {
    assertFault("3 tickets there were, and 1 free, 0 held and 1 sold ones are 2.", new Checkout.Stock(1, 0, 1), 1, () -> charge("k", 1, "ann"),
        "ann");
  }

  @Test
  void theAuditFindsASecondCharge() {
    assertFault("ann was charged 2 times: [k, l].", new Checkout.Stock(2, 0, 1), 1, () -> {
      charge("k", 1, "ann");
      charge("l", 1, "ann");
    }, "ann");
  }

  @Test
  void theAuditFindsAChargeWithoutATicket() {
    assertFault("ann was charged for ticket 1, and has none.", new Checkout.Stock(3, 0, 0), 0, () -> charge("k", 1, "ann"));
  }

  @Test
  void theAuditFindsWhoWasToldToHavePaidAndHasNot() {
    assertFault("ben was told to have paid, and was not charged.", new Checkout.Stock(3, 0, 0), 0, () -> {}, "ben");
  }

  private static void charge(String key, int ticket, String buyer) {
    try (var bank = new RedisBank(redis.host(), redis.port())) {
      assertEquals(Bank.Answer.PAID, bank.charge(key, ticket, 1, buyer));
    }
  }

  private static void assertFault(String fault, Checkout.Stock stock, int anns, Runnable charges, String... told) {
    charges.run();
    try (var bank = new RedisBank(redis.host(), redis.port())) {
      var audit = Audit.of(3, new Books(stock, anns), bank, List.of(told));
      assertFalse(audit.balances());
      assertTrue(audit.faults().contains(fault), audit::toString);
    }
  }

  /** An office that says what it is told to say; {@code anns} is Ann's ticket, 0 for none. */
  private record Books(Stock stock, int anns) implements Checkout {

    @Override
    public void open(int tickets) {}

    @Override
    public Optional<Hold> reserve(String buyer) {
      return Optional.empty();
    }

    @Override
    public Optional<Hold> held(String buyer) {
      return Optional.empty();
    }

    @Override
    public OptionalInt bought(String buyer) {
      return buyer.equals("ann") && anns > 0 ? OptionalInt.of(anns) : OptionalInt.empty();
    }

    @Override
    public Payment pay(Hold hold) {
      return Payment.TOO_LATE;
    }

    @Override
    public void sweep() {}

    @Override
    public void close() {}
  }
}
