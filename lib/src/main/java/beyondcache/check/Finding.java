package beyondcache.check;

import beyondcache.EnvironmentProblem;
import beyondcache.show.Picture;
import beyondcache.wire.Step;
import java.util.List;
import java.util.Map;

/**
 * What came of trying all orders ({@link Interleavings}) or all crashes ({@link Crashes}): either that the claim held in
 * each of them, or the first one in which it did not. In a notebook it is drawn, elsewhere it is text.
 */
public final class Finding implements Picture {

  private final String claim;
  private final Case counterexample;
  private final String summary;
  private final boolean exhaustive;
  private final String limits;
  private final boolean truncated;
  private final long tried;
  private final long pruned;

  /**
   * One order, or one crash, that was tried.
   *
   * @param number its place among those that were tried, counted from 1
   * @param steps what was done, in order
   * @param afterwards what came of it, in lines
   * @param problem what is wrong
   * @param cause what an actor threw, if that is what is wrong
   * @param complete whether all actors came to their end
   */
  record Case(long number, String title, List<Step> steps, List<String> afterwards, String problem, Throwable cause,
      boolean complete) {}

  Finding(String claim, Case counterexample, String summary, String limits, boolean truncated, long tried, long pruned) {
    this.claim = claim;
    this.counterexample = counterexample;
    this.summary = summary;
    this.exhaustive = limits == null;
    this.limits = limits;
    this.truncated = truncated;
    this.tried = tried;
    this.pruned = pruned;
  }

  /** Whether no case was found that breaks the claim. */
  public boolean holds() {
    return counterexample == null;
  }

  /** Whether a case was found that breaks the claim. */
  public boolean violated() {
    return counterexample != null;
  }

  /** The number of the case that breaks the claim, counted from 1; {@code replay(number)} runs it again. 0 for none. */
  public long number() {
    return counterexample == null ? 0 : counterexample.number();
  }

  /** The steps of the case that breaks the claim, in order; empty if none does. */
  public List<Step> order() {
    return counterexample == null ? List.of() : counterexample.steps();
  }

  /** Who took these steps, in order, such as Ann, Ben, Ben, Ann. */
  public List<String> schedule() {
    return order().stream().map(Step::actor).toList();
  }

  /** How many cases were run to their end. */
  public long tried() {
    return tried;
  }

  /** How many were left in the middle, because from there on they could only repeat what others had shown. */
  public long pruned() {
    return pruned;
  }

  /**
   * Whether every case was covered: tried, or such that it cannot differ from one that was tried. Where a violation was
   * found, nothing further was tried, and this says whether the way there was without gaps.
   */
  public boolean exhaustive() {
    return exhaustive;
  }

  /** Why not every case was covered, in a sentence; empty if it was. */
  public String limits() {
    return limits == null ? "" : limits;
  }

  /**
   * Nothing, if the claim holds.
   *
   * @throws Counterexample if it does not; its message shows the order as text, and its picture is drawn in a notebook
   * @throws EnvironmentProblem if no order broke the claim, but orders were left when the search had reached its limit
   */
  public Finding assertHolds() {
    if (violated()) {
      throw new Counterexample(this, counterexample.cause());
    }
    if (truncated) {
      throw new EnvironmentProblem("There are more orders than may be tried: " + tried + " were tried, and in all of them it held that "
          + claim + ".\nThat proves nothing about the others. Let the actors send fewer commands, raise atMost(...), or accept a "
          + "random sample with orElseSample(...).");
    }
    return this;
  }

  Case counterexample() {
    return counterexample;
  }

  String claim() {
    return claim;
  }

  @Override
  public String text() {
    if (holds()) {
      return "✓ " + claim + "\n" + summary + (exhaustive ? "" : "\n" + limits);
    }
    var text = new StringBuilder("✗ ").append(claim).append('\n');
    if (!counterexample.problem().isEmpty()) {
      text.append(counterexample.problem()).append('\n');
    }
    text.append(counterexample.title()).append("\n\n").append(OrderText.of(counterexample.steps())).append('\n');
    counterexample.afterwards().forEach(line -> text.append(line).append('\n'));
    text.append(summary);
    return exhaustive ? text.toString() : text.append('\n').append(limits).toString();
  }

  /** A sequence diagram, if the claim does not hold. */
  @Override
  public Map<String, String> forms() {
    return holds() ? Map.of() : OrderPicture.of(this).forms();
  }

  @Override
  public Map<String, Map<String, Object>> metadata() {
    return holds() ? Map.of() : OrderPicture.of(this).metadata();
  }

  @Override
  public String toString() {
    return text();
  }
}
