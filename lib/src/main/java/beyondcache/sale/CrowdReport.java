package beyondcache.sale;

import beyondcache.sale.Attempt.Kind;
import beyondcache.sale.Attempt.Outcome;
import beyondcache.sale.Checkout.Stock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a {@link Crowd} has met.
 *
 * @param attempts all its requests, in the order in which they were made
 * @param seconds from the first arrival to the last answer
 * @param page what a browser that watched was told about the stock; empty where there was no page
 * @param audit what the books say afterwards
 */
public record CrowdReport(List<Attempt> attempts, double seconds, List<Sight> page, Audit audit) {

  /**
   * What a page showed, and from when on.
   *
   * @param at milliseconds after the crowd set out
   */
  public record Sight(double at, Stock stock) {}

  /** The requests of one kind that ended so. */
  public List<Attempt> of(Kind kind, Outcome outcome) {
    return attempts.stream().filter(a -> a.kind() == kind && a.outcome() == outcome).toList();
  }

  /** How many requests of one kind ended in each way. */
  public Map<Outcome, Long> outcomes(Kind kind) {
    return attempts.stream().filter(a -> a.kind() == kind)
        .collect(Collectors.groupingBy(Attempt::outcome, () -> new EnumMap<>(Outcome.class), Collectors.counting()));
  }

  /** Reservations and payments attempted in a second, on average. */
  public double purchasesPerSecond() {
    return attempts.stream().filter(a -> a.kind() == Kind.RESERVE || a.kind() == Kind.PAY).count() / seconds;
  }

  /** The time that this share of the requests of a kind took at the most, in milliseconds; NaN if there were none. */
  public double millis(Kind kind, double share) {
    var sorted = attempts.stream().filter(a -> a.kind() == kind).mapToDouble(Attempt::millis).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
  }

  /**
   * How long after a purchase the page showed it, in milliseconds: the n-th purchase, and the first sight of n or more sold tickets. Exact
   * where every buyer learns of the purchase at once, as with a calm crowd and a bank on a good day.
   */
  public List<Double> pageDelays() {
    var bought = of(Kind.PAY, Outcome.DONE).stream().collect(Collectors.toMap(Attempt::buyer, a -> a.at() + a.millis(), Math::min))
        .values().stream().sorted().toList();
    return IntStream.range(0, bought.size()).boxed()
        .flatMap(n -> page.stream().filter(sight -> sight.stock().sold() > n).findFirst()
            .map(sight -> Math.max(0, sight.at() - bought.get(n))).stream())
        .toList();
  }
}
