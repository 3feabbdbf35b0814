package beyondcache.sale;

import beyondcache.sale.Attempt.Kind;
import beyondcache.sale.Attempt.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a {@link Crowd} has met.
 *
 * @param attempts all its requests, in the order in which they were made
 * @param seconds from the first arrival to the last answer
 * @param audit what the books say afterwards
 */
public record CrowdReport(List<Attempt> attempts, double seconds, Audit audit) {

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
}
