package beyondcache.sale;

import beyondcache.sandbox.Standalone;
import java.time.Duration;

/** What a sale is to be like. {@link Sale#on} begins one, {@link #start} opens it. */
public final class SalePlan {

  /** How often the page is brought up to date, in milliseconds. */
  static final int ROUND_MILLIS = 250;

  private final Standalone redis;
  private Answers answers = Answers.mine();
  private int tickets = 100;
  private Duration hold = Duration.ofMinutes(1);
  private Duration opensIn = Duration.ofSeconds(10);
  private int port;
  private int admittedPerSecond = 100;
  private MoodyBank.Moods moods = MoodyBank.Moods.BAD;

  SalePlan(Standalone redis) {
    this.redis = redis;
  }

  /** Whose code; the learner's own if not said. */
  public SalePlan answers(Answers answers) {
    this.answers = answers;
    return this;
  }

  /** How many tickets, 1 to 100 000; 100 if not said. */
  public SalePlan tickets(int number) {
    tickets = within(1, number, 100_000, "tickets");
    return this;
  }

  /** How long a ticket is held for whoever has reserved it; a minute if not said. */
  public SalePlan hold(Duration time) {
    hold = time;
    return this;
  }

  /** When the sale opens, from its start on; 10 seconds if not said. */
  public SalePlan opensIn(Duration time) {
    opensIn = time;
    return this;
  }

  /** The port on 127.0.0.1; any free one if not said. */
  public SalePlan port(int number) {
    port = within(0, number, 65_535, "the port");
    return this;
  }

  /** How many are let in from the waiting room each second, 4 or more; 100 if not said. */
  public SalePlan admittedPerSecond(int number) {
    admittedPerSecond = within(4, number, 1_000_000, "admissions a second");
    return this;
  }

  /** How the bank is; it has a bad day if not said. */
  public SalePlan bank(MoodyBank.Moods moods) {
    this.moods = moods;
    return this;
  }

  private static int within(int least, int number, int most, String what) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(what + " can be from " + least + " to " + most + ", not " + number + ".");
    }
    return number;
  }

  /**
   * Opens the doors.
   *
   * @throws beyondcache.EnvironmentProblem if the port is taken
   */
  public Sale start() {
    return new Sale(this);
  }

  Standalone redis() {
    return redis;
  }

  Answers answers() {
    return answers;
  }

  int tickets() {
    return tickets;
  }

  Duration hold() {
    return hold;
  }

  Duration opensIn() {
    return opensIn;
  }

  int port() {
    return port;
  }

  int admittedPerSecond() {
    return admittedPerSecond;
  }

  MoodyBank.Moods moods() {
    return moods;
  }
}
