package beyondcache.sale;

import java.util.SplittableRandom;

/**
 * One of a crowd, and how they behave. All of it follows from the crowd's seed and the buyer's number, so that the same seed sends the
 * same people; what they meet at the counter depends on who is there first.
 *
 * @param arrivesAt milliseconds after the crowd sets out
 * @param thinks milliseconds between having a ticket reserved and paying for it
 * @param tries how often they ask for a ticket before they give up
 * @param doubleClicks sends a second reservation with the first
 * @param hangsUp breaks the connection while the payment is on its way, and then pays again
 * @param replays sends the payment once more when it has succeeded
 * @param walksAway reserves a ticket, and never pays for it
 * @param badCard is refused by the bank
 */
public record Buyer(String name, int arrivesAt, int thinks, int tries, boolean doubleClicks, boolean hangsUp, boolean replays,
    boolean walksAway, boolean badCard) {

  static Buyer of(int number, long seed, int rushMillis) {
    var random = new SplittableRandom(seed * 1_000_003 + number);
    return new Buyer("buyer " + number, random.nextInt(rushMillis), random.nextInt(5, 60), random.nextInt(1, 4), of(random, 10),
        of(random, 8), of(random, 10), of(random, 5), of(random, 3));
  }

  /** The same buyer, who does nothing unusual. */
  Buyer calm() {
    return new Buyer(name, arrivesAt, thinks, tries, false, false, false, false, false);
  }

  private static boolean of(SplittableRandom random, int perCent) {
    return random.nextInt(100) < perCent;
  }
}
