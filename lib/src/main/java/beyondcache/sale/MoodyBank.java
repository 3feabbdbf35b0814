package beyondcache.sale;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A bank as it is on a bad day: now and then it is slow, does not answer, answers only after it has charged and the line is dead, or
 * gets the same request twice.
 */
public final class MoodyBank implements Bank {

  /**
   * How often, in per cent of the charges, what goes wrong.
   *
   * @param slow takes {@code delay}
   * @param deaf breaks the line before it has heard
   * @param mute charges, and breaks the line before it has answered
   * @param twice carries out the same request two times
   */
  public record Moods(int slow, Duration delay, int deaf, int mute, int twice) {

    /** A good day. */
    public static final Moods GOOD = new Moods(0, Duration.ZERO, 0, 0, 0);

    /** A bad one: a quarter of all charges meets some trouble. */
    public static final Moods BAD = new Moods(10, Duration.ofMillis(800), 5, 5, 5);
  }

  private final Bank bank;
  private final RandomGenerator random;
  private volatile Moods moods;

  /** @param bank what it is in truth */
  public MoodyBank(Bank bank, Moods moods, RandomGenerator random) {
    this.bank = bank;
    this.moods = moods;
    this.random = random;
  }

  /** Changes how it is today. */
  public void moods(Moods moods) {
    this.moods = moods;
  }

  @Override
  public Answer charge(String key, int ticket, long token, String buyer) {
    var today = moods;
    if (happens(today.slow())) {
      sleep(today.delay());
    }
    if (happens(today.deaf())) {
      throw new Unreachable("The bank's line broke before it had heard of the charge.", null);
    }
    if (happens(today.twice())) {
      bank.charge(key, ticket, token, buyer);
    }
    var answer = bank.charge(key, ticket, token, buyer);
    if (happens(today.mute())) {
      throw new Unreachable("The bank's line broke before its answer was through.", null);
    }
    return answer;
  }

  @Override
  public boolean close(int ticket, long token) {
    return bank.close(ticket, token);
  }

  private synchronized boolean happens(int perCent) {
    return random.nextInt(100) < perCent;
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable("Interrupted while the bank was slow.", e);
    }
  }
}
