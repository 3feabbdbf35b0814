package task5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Crashes;
import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.sale.Bank;
import beyondcache.sale.Checkout.Hold;
import beyondcache.sale.Checkout.Payment;
import beyondcache.sale.Checkout.Stock;
import beyondcache.sale.RedisBank;
import beyondcache.sandbox.Standalone;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@ExerciseTest
class TicketOfficeTest {

  private static final Duration HOLD = Duration.ofMinutes(1);
  private static final Instant START = Instant.parse("2030-05-01T10:00:00Z");

  private final Standalone server;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Instant now = START;
  private final RedisBank bank;
  private final TicketOffice office;
  /** A server whose clock says that every hold has ended. */
  private final TicketOffice later;
  /** One that looks at the books when all is over. */
  private final TicketOffice end;

  TicketOfficeTest(Standalone server) {
    this.server = server;
    bank = bank(server.port());
    office = office(server.port(), bank, () -> now);
    later = office(server.port(), bank, () -> now.plus(HOLD));
    end = office(server.port(), bank, () -> now.plus(HOLD).plus(HOLD));
  }

  @AfterEach
  void disconnect() throws Exception {
    for (var resource : opened) {
      resource.close();
    }
  }

  @Test
  void aTicketIsHeldPaidForAndBought() {
    assertEquals(new Stock(0, 0, 0), office.stock(), "before the sale is open");
    assertEquals(Optional.empty(), office.reserve("ann"), "before the sale is open");
    office.open(2);
    assertEquals(new Stock(2, 0, 0), office.stock());
    var hold = reserved("ann");
    assertEquals("ann", hold.buyer());
    assertTrue(hold.ticket() == 1 || hold.ticket() == 2, "tickets are numbered from 1 to 2, and this is " + hold.ticket());
    assertEquals(now.plus(HOLD).toEpochMilli(), hold.endsAt(), "the end of a hold that begins now");
    assertEquals(Optional.of(hold), office.held("ann"));
    assertEquals(OptionalInt.empty(), office.bought("ann"));
    assertEquals(new Stock(1, 1, 0), office.stock());
    assertEquals(Payment.PAID, office.pay(hold));
    assertEquals(OptionalInt.of(hold.ticket()), office.bought("ann"));
    assertEquals(Optional.empty(), office.held("ann"), "what is held, when it has been paid for");
    assertEquals(new Stock(1, 0, 1), office.stock());
    assertBooksBalance(2, "ann");
  }

  @Test
  void aBuyerHasOneTicket() {
    office.open(3);
    var hold = reserved("Ann: O'Neill | 7 \"%\"");
    now = now.plusSeconds(10);
    assertEquals(Optional.of(hold), office.reserve(hold.buyer()), "a second click");
    assertEquals(new Stock(2, 1, 0), office.stock());
    assertEquals(Payment.PAID, office.pay(hold));
    assertEquals(Optional.empty(), office.reserve(hold.buyer()), "who has bought one gets no other");
    assertEquals(Payment.PAID, office.pay(hold), "a second click on pay");
    now = now.plus(HOLD);
    assertEquals(Payment.PAID, office.pay(hold), "a payment that is repeated when the hold would have ended");
    assertBooksBalance(3, hold.buyer());
  }

  @Test
  void nothingIsSoldThatIsNotThere() {
    office.open(2);
    office.open(5);
    assertEquals(new Stock(2, 0, 0), office.stock(), "opened for 2 tickets, and then again for 5");
    var ann = reserved("ann");
    var ben = reserved("ben");
    assertTrue(ann.ticket() != ben.ticket(), "Ann and Ben have the same ticket");
    assertEquals(Optional.empty(), office.reserve("cid"));
    assertEquals(Payment.PAID, office.pay(ben));
    assertEquals(Optional.empty(), office.reserve("cid"));
    assertEquals(new Stock(0, 1, 1), office.stock());
  }

  @Test
  void aHoldEndsAndTheTicketIsForOthers() {
    office.open(1);
    var anns = reserved("ann");
    now = now.plus(HOLD).minusMillis(1);
    office.sweep();
    assertEquals(Optional.of(anns), office.held("ann"), "a millisecond before the end, after a sweep");
    assertEquals(Optional.empty(), office.reserve("ben"));
    now = now.plusMillis(1);
    assertEquals(Optional.empty(), office.held("ann"), "at the end");
    assertEquals(Payment.TOO_LATE, office.pay(anns), "at the end");
    var other = office(server.port(), bank, () -> now);
    var bens = other.reserve("ben").orElseThrow(() -> new AssertionError("Ben gets nothing, and Ann's hold has ended"));
    assertTrue(bens.token() > anns.token(), "fencing tokens of one ticket rise, whichever server gives them: Ann's was "
        + anns.token() + ", Ben's, from another server, is " + bens.token());
    assertEquals(Payment.TOO_LATE, office.pay(anns), "when Ben holds the ticket");
    assertEquals(Payment.PAID, office.pay(bens));
    assertEquals(Payment.TOO_LATE, office.pay(anns), "when Ben has bought the ticket");
    assertBooksBalance(1, "ann", "ben");
  }

  @Test
  void whoseHoldHasEndedReservesAnew() {
    office.open(2);
    var first = reserved("ann");
    now = now.plus(HOLD);
    var second = reserved("ann");
    assertTrue(!first.equals(second) && second.endsAt() == now.plus(HOLD).toEpochMilli(), "a new hold, and not " + second);
    assertEquals(2, office.stock().all(), "tickets");
    assertEquals(Payment.TOO_LATE, office.pay(first), "the old hold");
    assertEquals(Payment.PAID, office.pay(second));
    assertEquals(Payment.TOO_LATE, office.pay(first), "the old hold, when the new one has been paid for");
    assertBooksBalance(2, "ann");
  }

  @Test
  void aSweepFreesWhatNobodyPaysFor() {
    office.open(3);
    reserved("ann");
    reserved("ben");
    now = now.plusSeconds(1);
    var cids = reserved("cid");
    now = START.plus(HOLD);
    office.sweep();
    office.sweep();
    assertEquals(new Stock(2, 1, 0), office.stock(), "Ann's and Ben's holds have ended, Cid's has not");
    assertEquals(Payment.PAID, office.pay(cids));
    assertBooksBalance(3, "ann", "ben", "cid");
  }

  @Test
  void aHoldThatNobodyWasGivenBuysNothing() {
    office.open(2);
    var hold = reserved("ann");
    var forgeries = List.of(new Hold(hold.ticket(), hold.token(), "ben", hold.endsAt()),
        new Hold(3 - hold.ticket(), hold.token(), "ann", hold.endsAt()),
        new Hold(hold.ticket(), hold.token() + 1, "ann", hold.endsAt()), new Hold(99, 1, "ann", hold.endsAt()));
    for (var forged : forgeries) {
      assertEquals(Payment.TOO_LATE, office.pay(forged), "Ann has " + hold + ", and this was paid for: " + forged);
    }
    assertEquals(List.of(), bank.charges(), "charges, before anybody has paid");
    assertEquals(Payment.PAID, office.pay(new Hold(hold.ticket(), hold.token(), "ann", 0)), "the end is not looked at");
    for (var forged : forgeries) {
      assertEquals(Payment.TOO_LATE, office.pay(forged), "Ann has paid for " + hold + ", and then this was paid for: "
          + forged);
    }
    assertBooksBalance(2, "ann", "ben");
  }

  @Test
  void aDeclinedCardLeavesTheTicketToOthers() {
    office.open(1);
    bank.refuse("ann");
    var hold = reserved("ann");
    assertEquals(Payment.DECLINED, office.pay(hold));
    assertEquals(new Stock(1, 0, 0), office.stock());
    assertEquals(OptionalInt.empty(), office.bought("ann"));
    var again = reserved("ann");
    assertTrue(again.token() > hold.token(), "the token of Ann's new hold, after " + hold.token() + ": " + again.token());
    assertEquals(Payment.DECLINED, office.pay(again));
    var bens = reserved("ben");
    now = now.plus(HOLD);
    bank.accept("ann");
    var good = reserved("ann");
    assertEquals(Payment.TOO_LATE, office.pay(bens), "Ben was too slow, and Ann holds the ticket");
    assertEquals(Payment.PAID, office.pay(good), "Ann has come with a better card");
    assertBooksBalance(1, "ann", "ben");
  }

  @Test
  @Misconception("M77")
  void theLastTicketIsSoldOnce() {
    var orders = Interleavings.on(server);
    var ann = office(orders, "Ann", () -> now);
    var ben = office(orders, "Ben", () -> now);
    orders.from(jedis -> office.open(1))
        .actor("Ann", jedis -> ann.reserve("ann").isPresent())
        .actor("Ben", jedis -> ben.reserve("ben").isPresent())
        .check("one of them holds it", (jedis, end) -> {
          assertEquals(new Stock(0, 1, 0), office.stock());
          return end.count(true) == 1;
        })
        .assertHolds();
  }

  @Test
  @Misconception("M77")
  void whoeverLooksSeesAllTickets() {
    var orders = Interleavings.on(server);
    var ann = office(orders, "Ann", () -> now);
    var cid = office(orders, "Cid", () -> now);
    orders.from(jedis -> {
      office.open(1);
      reserved("ben");
    })
        .actor("Ann", jedis -> ann.reserve("ann").isPresent())
        .actor("Cid", jedis -> cid.stock())
        .check("Ben holds the only ticket, whoever looks, and Ann gets none", (jedis, end) -> {
          assertEquals(new Stock(0, 1, 0), end.result("Cid"), "what Cid saw");
          assertEquals(new Stock(0, 1, 0), office.stock(), "in the end");
          return end.result("Ann").equals(false);
        })
        .assertHolds();
  }

  @Test
  void aDoubleClickTakesOneTicket() {
    var orders = Interleavings.on(server);
    var one = office(orders, "one server", () -> now);
    var other = office(orders, "other server", () -> now);
    orders.from(jedis -> office.open(2))
        .actor("one server", jedis -> one.reserve("ann"))
        .actor("other server", jedis -> other.reserve("ann"))
        .check("Ann has one hold", (jedis, end) -> {
          assertEquals(end.<Object>result("one server"), end.result("other server"));
          return office.stock().equals(new Stock(1, 1, 0));
        })
        .assertHolds();
  }

  @Test
  @Misconception("M79")
  void noTicketIsLostWhereverAServerDiesWhileReserving() {
    var crashes = Crashes.afterEveryCommand(server);
    crashes.from(jedis -> office.open(1))
        .doing("server", jedis -> onServer(crashes, () -> now, office -> office.reserve("ann")))
        .check("when the hold is over the ticket is there for Ben", jedis -> {
          later.sweep();
          assertEquals(new Stock(1, 0, 0), later.stock());
          return later.reserve("ben").isPresent();
        })
        .assertHolds();
  }

  @Test
  void noTicketIsLostWhereverAServerDiesWhileOpening() {
    var crashes = Crashes.afterEveryCommand(server);
    crashes.doing("server", jedis -> onServer(crashes, () -> now, office -> {
      office.open(3);
      return true;
    }))
        .recover("other server", jedis -> office.open(3))
        .check("three tickets are on sale", jedis -> {
          assertBooksBalance(3);
          return true;
        })
        .assertHolds();
  }

  @Test
  void twoServersOpenOneSale() {
    var orders = Interleavings.on(server);
    var one = office(orders, "one server", () -> now);
    var other = office(orders, "other server", () -> now);
    orders.atMost(300).orElseSample(50)
        .doing("one server", jedis -> one.open(2))
        .doing("other server", jedis -> other.open(2))
        .check("two tickets are on sale", (jedis, end) -> {
          assertBooksBalance(2);
          return true;
        })
        .assertHolds();
  }

  @Test
  void whatIsHeldWhenTheSaleIsOpenedAgainStaysHeld() {
    var crashes = Crashes.afterEveryCommand(server);
    crashes.doing("server", jedis -> onServer(crashes, () -> now, office -> {
      office.open(2);
      return true;
    }))
        .recover("other server", jedis -> {
          var early = office.reserve("ann");
          office.open(2);
          early.ifPresent(hold -> assertEquals(Payment.PAID, office.pay(hold), "Ann, who has a ticket already"));
        })
        .check("two tickets were on sale, whoever came before the sale was opened again", jedis -> {
          assertBooksBalance(2, "ann");
          return true;
        })
        .assertHolds();
  }

  @Test
  @Misconception("M79")
  void whoHasPaidHasATicketWhereverTheServerDies() {
    var crashes = Crashes.afterEveryCommand(server);
    crashes.from(jedis -> {
      office.open(2);
      reserved("ann");
    })
        .doing("server", jedis -> onServer(crashes, () -> now, office -> office.pay(reserved("ann"))))
        .check("when the hold is over, Ann has been charged and has a ticket, or neither", jedis -> {
          assertBooksBalance(2, "ann");
          return true;
        })
        .assertHolds();
  }

  @Test
  @Misconception("M79")
  void aChargeThatNobodyRecordedIsFound() {
    office.open(2);
    var hold = reserved("ann");
    var deadLine = office(server.port(), new Mute(bank), () -> now);
    assertThrows(Bank.Unreachable.class, () -> deadLine.pay(hold), "the bank charges, and its answer does not come");
    now = now.plus(HOLD);
    assertEquals(Payment.PAID, office.pay(hold), "Ann comes back when the hold is over. The bank knows that she has paid");
    assertBooksBalance(2, "ann");
  }

  @Test
  @Misconception("M79")
  void whoWasChargedAndReservesAnewIsNotChargedAgain() {
    office.open(2);
    var hold = reserved("ann");
    var deadLine = office(server.port(), new Mute(bank), () -> now);
    assertThrows(Bank.Unreachable.class, () -> deadLine.pay(hold), "the bank charges, and its answer does not come");
    now = now.plus(HOLD);
    office.reserve("ann").ifPresent(office::pay);
    assertBooksBalance(2, "ann");
  }

  @Test
  @Misconception("M79")
  void aSweepThatDiesIsCompletedByTheNext() {
    var deadLine = office(server.port(), new Mute(bank), () -> now);
    var crashes = Crashes.afterEveryCommand(server);
    crashes.from(jedis -> {
      office.open(2);
      var hold = reserved("ann");
      reserved("ben");
      assertThrows(Bank.Unreachable.class, () -> deadLine.pay(hold));
    })
        .doing("server", jedis -> onServer(crashes, () -> now.plus(HOLD), office -> {
          office.sweep();
          return true;
        }))
        .check("Ann, who was charged, has her ticket, and Ben's is free", jedis -> {
          assertBooksBalance(2, "ann", "ben");
          return office.bought("ann").isPresent();
        })
        .assertHolds();
  }

  @Test
  @Misconception("M78")
  void aPaymentThatIsTriedAgainIsChargedOnce() {
    var crashes = Crashes.losingEveryReply(server);
    crashes.from(jedis -> {
      office.open(1);
      reserved("ann");
    })
        .actor("server", jedis -> {
          var hold = reserved("ann");
          return onServer(crashes, () -> now, office -> untilItWorks(() -> office.pay(hold)));
        })
        .check("Ann has paid once", (jedis, end) -> {
          assertEquals(1, bank.charges().size(), "charges: " + bank.charges());
          assertBooksBalance(1, "ann");
          return end.result("server") == Payment.PAID;
        })
        .assertHolds();
  }

  @Test
  @Misconception("M78")
  void twoClicksOnPayAreChargedOnce() {
    var orders = Interleavings.on(server);
    var one = office(orders, "one server", () -> now);
    var other = office(orders, "other server", () -> now);
    var hold = new Hold[1];
    // An answer that asks again while the other one pays has thousands of orders.
    orders.atMost(150).orElseSample(50).from(jedis -> {
      office.open(1);
      hold[0] = reserved("ann");
    })
        .actor("one server", jedis -> one.pay(hold[0]))
        .actor("other server", jedis -> other.pay(hold[0]))
        .check("Ann has paid once, and both say so", (jedis, end) -> {
          assertEquals(1, bank.charges().size(), "charges: " + bank.charges());
          assertBooksBalance(1, "ann");
          return end.count(Payment.PAID) == 2;
        })
        .assertHolds();
  }

  @Test
  @Misconception("M80")
  void aServerThatWakesUpTooLateChargesNobody() {
    var orders = Interleavings.on(server);
    var slow = office(orders, "slow server", () -> now);
    var hold = new Hold[1];
    orders.from(jedis -> {
      office.open(1);
      hold[0] = reserved("ann");
    })
        .actor("slow server", jedis -> slow.pay(hold[0]))
        .happens("the hold is over, and Ben reserves", jedis -> later.reserve("ben"))
        .check("one of them has paid, and has the ticket", (jedis, end) -> {
          later.held("ben").ifPresent(later::pay);
          assertAnswerIsTrue(end.result("slow server"));
          assertBooksBalance(1, "ann", "ben");
          return bank.charges().size() == 1;
        })
        .assertHolds();
  }

  @Test
  @Misconception("M80")
  void aServerThatWakesUpTooLateDoesNotChargeWhoHasReservedAnew() {
    var orders = Interleavings.on(server);
    var slow = office(orders, "slow server", () -> now);
    var hold = new Hold[1];
    orders.from(jedis -> {
      office.open(2);
      hold[0] = reserved("ann");
    })
        .actor("slow server", jedis -> slow.pay(hold[0]))
        .happens("the hold is over, and Ann reserves anew", jedis -> later.reserve("ann"))
        .check("Ann has paid for one of her two holds, and has its ticket", (jedis, end) -> {
          later.held("ann").ifPresent(later::pay);
          assertBooksBalance(2, "ann");
          return bank.charges().size() == 1;
        })
        .assertHolds();
  }

  @Test
  @Misconception("M80")
  void aTicketThatIsTakenBackCannotBePaidForMeanwhile() {
    var orders = Interleavings.on(server);
    var slow = office(orders, "slow server", () -> now);
    var sweeper = office(orders, "sweeper", () -> now.plus(HOLD));
    var hold = new Hold[1];
    orders.atMost(150).orElseSample(50).from(jedis -> {
      office.open(1);
      hold[0] = reserved("ann");
    })
        .actor("slow server", jedis -> slow.pay(hold[0]))
        .doing("sweeper", jedis -> sweeper.sweep())
        .happens("Ben reserves", jedis -> later.reserve("ben"))
        .check("one of them has paid, and has the ticket", (jedis, end) -> {
          later.held("ben").ifPresent(later::pay);
          assertAnswerIsTrue(end.result("slow server"));
          assertBooksBalance(1, "ann", "ben");
          return true;
        })
        .assertHolds();
  }

  @Test
  void twoSweepsFreeATicketOnce() {
    var orders = Interleavings.on(server);
    var one = office(orders, "one server", () -> now.plus(HOLD));
    var other = office(orders, "other server", () -> now.plus(HOLD));
    orders.from(jedis -> {
      office.open(1);
      reserved("ann");
    })
        .doing("one server", jedis -> one.sweep())
        .doing("other server", jedis -> other.sweep())
        .check("the ticket is free once", (jedis, end) -> {
          assertBooksBalance(1, "ann");
          return true;
        })
        .assertHolds();
  }

  @Test
  void whoseHoldIsOverLosesItToOneOther() {
    var orders = Interleavings.on(server);
    var ben = office(orders, "Ben", () -> now.plus(HOLD));
    var cids = new boolean[1];
    orders.from(jedis -> {
      office.open(1);
      reserved("ann");
    })
        .actor("Ben", jedis -> ben.reserve("ben").isPresent())
        .happens("Cid reserves", jedis -> cids[0] = later.reserve("cid").isPresent())
        .check("Ann's hold is over, and one of the others has her ticket", (jedis, end) -> {
          assertEquals(1, later.stock().all(), "tickets, of one");
          later.held("ben").ifPresent(later::pay);
          later.held("cid").ifPresent(later::pay);
          assertBooksBalance(1, "ann", "ben", "cid");
          return cids[0] != end.result("Ben").equals(true);
        })
        .assertHolds();
  }

  @Test
  void whileTheBankIsSilentNothingIsTakenBack() {
    office.open(1);
    var hold = reserved("ann");
    var deadLine = office(server.port(), new Deaf(), () -> now);
    assertThrows(Bank.Unreachable.class, () -> deadLine.pay(hold), "the bank does not answer");
    assertEquals(Optional.of(hold), office.held("ann"), "the hold stays");
    now = now.plus(HOLD);
    assertThrows(Bank.Unreachable.class, deadLine::sweep, "the bank does not say whether Ann has paid");
    assertEquals(new Stock(0, 1, 0), office.stock(), "nobody knows whether Ann has paid");
    assertBooksBalance(1, "ann");
  }

  /** Lets all holds end, and looks whether tickets, buyers and the bank agree. */
  private void assertBooksBalance(int tickets, String... buyers) {
    end.sweep();
    var charges = bank.charges();
    var charged = new HashSet<String>();
    var sold = new HashSet<Integer>();
    for (var charge : charges) {
      assertTrue(charged.add(charge.buyer()), charge.buyer() + " was charged twice: " + charges);
      assertTrue(sold.add(charge.ticket()), "ticket " + charge.ticket() + " was paid for twice: " + charges);
      assertEquals(OptionalInt.of(charge.ticket()), end.bought(charge.buyer()), "the ticket that " + charge.buyer()
          + " has, who was charged for number " + charge.ticket());
    }
    for (var buyer : buyers) {
      assertTrue(charged.contains(buyer) || end.bought(buyer).isEmpty(), buyer + " has a ticket, and was not charged");
    }
    assertEquals(new Stock(tickets - sold.size(), 0, sold.size()), end.stock(), "when all holds are over and have been swept");
    for (int i = sold.size(); i < tickets; i++) {
      var ticket = end.reserve("somebody " + i).map(Hold::ticket).orElse(0);
      assertTrue(ticket >= 1 && ticket <= tickets && sold.add(ticket), "of " + (tickets - charges.size())
          + " free tickets, somebody gets number " + ticket + "; gone were " + sold);
    }
    assertEquals(Optional.empty(), end.reserve("one too many"), "all tickets are held or sold");
  }

  /** The office must not say one thing and do another. */
  private void assertAnswerIsTrue(Payment anns) {
    assertEquals(anns == Payment.PAID, bank.charges().stream().anyMatch(charge -> charge.buyer().equals("ann")),
        "whether Ann was charged, who was told " + anns);
  }

  private static Payment untilItWorks(Supplier<Payment> pay) {
    for (int attempt = 1; ; attempt++) {
      try {
        return pay.get();
      } catch (RuntimeException e) {
        if (attempt == 4) {
          throw e;
        }
      }
    }
  }

  private Hold reserved(String buyer) {
    return office.reserve(buyer).orElseThrow(() -> new AssertionError(buyer + " gets no ticket, and there should be one: "
        + office.stock()));
  }

  /** A server that may die. It is another one in each case: a client that lives on would send again what the dead one could not. */
  private static <R> R onServer(Crashes crashes, InstantSource clock, Function<TicketOffice, R> work) {
    int port = crashes.port("server");
    try (var bank = new RedisBank("127.0.0.1", port); var office = new TicketOffice("127.0.0.1", port, HOLD, bank, clock)) {
      return work.apply(office);
    }
  }

  private TicketOffice office(Interleavings orders, String actor, InstantSource clock) {
    return office(orders.port(actor), bank(orders.port(actor)), clock);
  }

  private TicketOffice office(int port, Bank bank, InstantSource clock) {
    var office = new TicketOffice("127.0.0.1", port, HOLD, bank, clock);
    opened.add(office);
    return office;
  }

  private RedisBank bank(int port) {
    var bank = new RedisBank("127.0.0.1", port);
    opened.add(bank);
    return bank;
  }

  /** Does what it is asked, and cannot say so. */
  private record Mute(Bank bank) implements Bank {

    @Override
    public Answer charge(String key, int ticket, long token, String buyer) {
      bank.charge(key, ticket, token, buyer);
      throw new Unreachable("The line broke before the answer was through.", null);
    }

    @Override
    public boolean close(int ticket, long token) {
      bank.close(ticket, token);
      throw new Unreachable("The line broke before the answer was through.", null);
    }
  }

  /** Never hears anything. */
  private record Deaf() implements Bank {

    @Override
    public Answer charge(String key, int ticket, long token, String buyer) {
      throw new Unreachable("The line is dead.", null);
    }

    @Override
    public boolean close(int ticket, long token) {
      throw new Unreachable("The line is dead.", null);
    }
  }
}
