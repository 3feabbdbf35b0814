package beyondcache.cli;

import beyondcache.sale.Answers;
import beyondcache.sale.Crowd;
import beyondcache.sale.CrowdReport;
import beyondcache.sale.Drill;
import beyondcache.sale.MoodyBank;
import beyondcache.sale.Sale;
import beyondcache.sandbox.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The sale of Task 5 with the model answers: whether the books balance, how quick it is, and what a failover costs. */
final class SaleBench implements BenchCommand.Bench {

  private static final int TICKETS = 300;
  private static final int BUYERS = 5_000;
  private static final int OFFICES = 2;
  private static final int PAGE_BUYERS = 600;

  @Override
  public List<Figure> run(int runs, Progress progress) throws Exception {
    var seeds = runs > 0 ? runs : 20;
    var reports = new ArrayList<CrowdReport>();
    for (var seed = 1; seed <= seeds; seed++) {
      progress.status(BUYERS + " buyers, seed " + seed + " of " + seeds);
      try (var redis = Sandbox.breakable()) {
        reports.add(Crowd.of(BUYERS).seed(seed).visit(redis, Answers.solutions(), TICKETS, OFFICES));
      }
    }
    progress.status("the page");
    var page = page();
    var waited = drills(seeds, true, progress);
    var hasty = drills(Math.min(seeds, 5), false, progress);
    return List.of(
        new Figure("seeds in which the books balance, of " + seeds, "", -seeds, reports.stream().filter(r -> r.audit().balances()).count()),
        new Figure("purchases attempted: " + BUYERS + " buyers, " + TICKETS + " tickets", "/s", -1_500,
            reports.stream().mapToDouble(CrowdReport::purchasesPerSecond).toArray()),
        new Figure("from a purchase to the page", "ms", 250, page),
        new Figure("primary killed: seeds in which the books balance, of " + seeds, "", -seeds,
            waited.stream().filter(Drill::balances).count()),
        new Figure("primary killed: confirmed orders lost", "", 0, waited.stream().mapToDouble(Drill::lost).toArray()),
        new Figure("the same without WAIT: confirmed orders lost", "", 0, hasty.stream().mapToDouble(Drill::lost).toArray()),
        new Figure("the same without WAIT: tickets sold twice", "", 0, hasty.stream().mapToDouble(Drill::soldTwice).toArray()),
        new Figure("primary killed: time without a sale", "s", 0, waited.stream().mapToDouble(Drill::gap).toArray()));
  }

  private static double[] page() {
    try (var redis = Sandbox.breakable();
        var sale = Sale.on(redis).answers(Answers.solutions()).tickets(TICKETS).opensIn(Duration.ZERO).admittedPerSecond(1_000)
            .bank(MoodyBank.Moods.GOOD).start()) {
      return Crowd.of(PAGE_BUYERS).rush(Duration.ofSeconds(5)).calm().visit(sale).pageDelays().stream().mapToDouble(d -> d).toArray();
    }
  }

  private static List<Drill> drills(int number, boolean waiting, Progress progress) throws InterruptedException {
    var drills = new ArrayList<Drill>();
    for (var seed = 1; seed <= number; seed++) {
      progress.status("the primary is killed, " + (waiting ? "with" : "without") + " WAIT, seed " + seed + " of " + number);
      var crowd = Crowd.of(BUYERS).seed(seed);
      try (var servers = Sandbox.replicated(2, 3)) {
        drills.add(waiting ? Drill.of(servers, Answers.solutions(), crowd, TICKETS)
            : Drill.withoutWaiting(servers, crowd, TICKETS));
      }
    }
    return drills;
  }
}
