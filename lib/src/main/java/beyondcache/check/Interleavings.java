package beyondcache.check;

import beyondcache.sandbox.Standalone;
import beyondcache.wire.Gate;
import beyondcache.wire.Step;
import beyondcache.wire.Wire;
import java.lang.ref.Cleaner;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.RedisClient;

/**
 * Runs two or three actors against Redis in every order in which their commands can arrive, and checks after each order
 * whether a claim holds. A race is found every time, or it is not there.
 *
 * <pre>{@code
 * Interleavings.on(redis)
 *     .from(jedis -> jedis.set("stock", "1"))
 *     .actor("Ann", jedis -> new Shop(jedis).buy())
 *     .actor("Ben", jedis -> new Shop(jedis).buy())
 *     .check("nothing is sold twice", (jedis, end) -> end.count(true) == 1)
 *     .assertHolds();
 * }</pre>
 *
 * <p>Each actor gets a client of its own, connected beforehand. Before each order the server is emptied and set up by
 * {@code from}. Between two commands only one actor's code runs at a time, so what the actors share inside the program needs
 * no locks for this test's sake.
 *
 * <p>A step is a command, a script, or a transaction from MULTI to EXEC. Commands of a pipeline are steps of their own,
 * because nothing keeps others from getting in between. Time is not simulated: a lease that ends is a step that one asks for,
 * by {@link #expires}. What all of this does not promise is in {@code lib/INTERLEAVINGS.md}.
 */
public final class Interleavings {

  private static final int MOST_STEPS = 300;
  private static final int REPEATS = 2;

  /** How many more orders are tried, after one that breaks the claim, for one with fewer switches between actors. */
  private static final int ORDERS_FOR_A_SHORTER_ONE = 50;

  /** Closes the wires of scenarios whose check never runs. */
  private static final Cleaner CLEANER = Cleaner.create();

  private final Standalone redis;
  private final List<Stage.Actor> actors = new ArrayList<>();
  private Stage.Code setup = jedis -> null;
  private boolean ownClients;
  private Wire wire;
  private Cleaner.Cleanable unusedWire;
  private boolean reduced = true;
  private boolean mayThrow;
  private int freeMoves = 20;
  private long mostOrders = 5_000;
  private boolean onlySample;
  private long samples;
  private long patience = 5000;

  private Interleavings(Standalone redis) {
    this.redis = redis;
  }

  /** Orders on this server, which is emptied again and again. */
  public static Interleavings on(Standalone redis) {
    return new Interleavings(redis);
  }

  /** Code that uses Redis and returns something; it may throw. */
  public interface Asking {
    Object run(RedisClient redis) throws Exception;
  }

  /** Code that uses Redis; it may throw. */
  public interface Doing {
    void run(RedisClient redis) throws Exception;
  }

  /** What has to be so after an order; an {@link AssertionError} counts as no, with its message. */
  public interface Check {
    boolean holds(RedisClient redis) throws Exception;
  }

  /** What has to be so after an order, in view of what the actors returned. */
  public interface EndCheck {
    boolean holds(RedisClient redis, Ending end) throws Exception;
  }

  /** What the server holds before each order. Runs on an empty server. */
  public Interleavings from(Doing setup) {
    this.setup = jedis -> {
      setup.run(jedis);
      return null;
    };
    return this;
  }

  /** An actor whose code returns something; {@link Ending#result} has it. */
  public Interleavings actor(String name, Asking code) {
    return add(new Stage.Actor(name, code::run, null));
  }

  /** An actor whose code returns nothing. */
  public Interleavings doing(String name, Doing code) {
    return add(new Stage.Actor(name, jedis -> {
      code.run(jedis);
      return null;
    }, null));
  }

  /**
   * The time to live of this key comes to its end at some point: a lease that runs out, a session that goes idle. That point
   * is tried before, between and after all commands. A key that has no time to live at that point stays.
   */
  public Interleavings expires(String key) {
    return happens(key + " expires", jedis -> Leases.end(jedis, key));
  }

  /**
   * Something happens from outside, once, at any point: a clock moves on, an administrator removes a key. It is one step,
   * whatever it does.
   */
  public Interleavings happens(String what, Doing code) {
    return add(new Stage.Actor(what, jedis -> {
      code.run(jedis);
      return null;
    }, what));
  }

  private Interleavings add(Stage.Actor actor) {
    if (actors.stream().anyMatch(a -> a.name().equals(actor.name()) && a.title() == null)) {
      throw new IllegalArgumentException("There is an actor " + actor.name() + " already. Give this one another name.");
    }
    actors.add(actor);
    return this;
  }

  /** The actors may throw; without this, an actor that throws breaks the claim. */
  public Interleavings actorsMayThrow() {
    mayThrow = true;
    return this;
  }

  /**
   * Tries each order, also those that cannot differ from others by what is known of their keys. For actors that share more
   * than Redis, such as a list in memory whose order matters.
   */
  public Interleavings withoutReduction() {
    reduced = false;
    return this;
  }

  /** How many commands an actor may send before it has to take turns with the others: the bound for retries; 20 if not said. */
  public Interleavings commandsEach(int number) {
    freeMoves = number;
    return this;
  }

  /**
   * How many orders may be tried; 5000 if not said. A search that needs more is not complete, and
   * {@link Finding#assertHolds} refuses it, unless {@link #orElseSample} was called.
   */
  public Interleavings atMost(long orders) {
    mostOrders = orders;
    return this;
  }

  /**
   * Tries this number of random orders instead of every order. The same number gives the same orders each time, and the finding
   * says that others were not tried. For actors that take too many steps for a complete search.
   */
  public Interleavings sampling(int orders) {
    onlySample = true;
    return orElseSample(orders);
  }

  /**
   * If there are more orders than {@link #atMost} allows, tries this number of random ones in addition, and
   * {@link Finding#assertHolds} accepts that. For tests of code that may take more steps than expected.
   */
  public Interleavings orElseSample(int orders) {
    if (orders < 1) {
      throw new IllegalArgumentException("A sample has 1 order or more, not " + orders + ".");
    }
    samples = orders;
    return this;
  }

  /** How long an actor may take from one command to the next; 5 s if not said. */
  public Interleavings patience(Duration time) {
    patience = time.toMillis();
    return this;
  }

  /**
   * The port on 127.0.0.1 at which any other client (Redisson, Lettuce, a socket) speaks for this actor, until the check has
   * ended. Commands outside of the actor's code pass without a turn.
   */
  public int port(String actor) {
    ownClients = true;
    return wire().port(actor);
  }

  private Wire wire() {
    if (wire == null) {
      var opened = Wire.inFrontOf(redis);
      wire = opened;
      unusedWire = CLEANER.register(this, opened::close);
    }
    return wire;
  }

  /**
   * Tries the orders until the claim does not hold in one. If that one switches often between actors, a few more are tried, and
   * the one with the fewest switches is reported.
   *
   * @throws IllegalStateException if the set-up fails
   * @throws beyondcache.EnvironmentProblem if the server ends
   */
  public Finding check(String claim, Check check) {
    return check(claim, (jedis, end) -> check.holds(jedis));
  }

  /** As {@link #check(String, Check)}, with what the actors returned. */
  public Finding check(String claim, EndCheck check) {
    return explore(claim, check::holds, 0);
  }

  /** Runs the order with that number again, whether the claim holds in it or not; what came of it is in the text. */
  public Finding replay(long number, String claim, Check check) {
    return explore(claim, (jedis, end) -> check.holds(jedis), number);
  }

  /** As {@link #replay(long, String, Check)}, with what the actors returned. */
  public Finding replay(long number, String claim, EndCheck check) {
    return explore(claim, check::holds, number);
  }

  private Finding explore(String claim, Stage.Claim check, long only) {
    if (actors.isEmpty()) {
      throw new IllegalStateException("There is no actor. Add two or three with actor(name, code).");
    }
    var search = new Search(actors.size(), reduced, freeMoves, REPEATS);
    try (var stage = new Stage(redis, wire(), MOST_STEPS, patience, setup, actors)) {
      return new Exploration(search, stage, claim, check, only).run();
    } finally {
      unusedWire.clean();
      wire = null;
    }
  }

  /** One search, from its first order to its end. */
  private final class Exploration {

    private final Search search;
    private final Stage stage;
    private final String claim;
    private final Stage.Claim check;
    private final long only;
    private final Footprints footprints;
    private long tried;
    private long pruned;
    private long failing;
    private long lastOrder;
    private Finding.Case best;
    private BigInteger possible;
    private boolean sameEachTime = true;
    private String several;
    private boolean truncated;
    private boolean sampling;
    private long firstSample = 1;

    Exploration(Search search, Stage stage, String claim, Stage.Claim check, long only) {
      this.search = search;
      this.stage = stage;
      this.claim = claim;
      this.check = check;
      this.only = only;
      this.footprints = new Footprints(stage.direct(), stage.gate().scripts());
      this.sampling = onlySample;
      this.lastOrder = onlySample ? samples : mostOrders;
    }

    Finding run() {
      while (sampling || search.hasMore()) {
        if (tried >= lastOrder && !beginSample()) {
          break;
        }
        if (sampling) {
          runSample();
        } else {
          runNext();
        }
        if (isDone()) {
          return finding();
        }
      }
      if (only > 0) {
        throw new IllegalArgumentException("There is no order " + only + ": there are " + tried + ".");
      }
      return finding();
    }

    /** The search has reached its limit: begins the sample, unless none was asked for. */
    private boolean beginSample() {
      if (best != null || sampling) {
        return false;
      }
      if (samples == 0) {
        truncated = true;
        return false;
      }
      sampling = true;
      firstSample = tried + 1;
      lastOrder = tried + samples;
      return true;
    }

    private boolean isDone() {
      return only > 0 ? tried == only : best != null && (!best.complete() || switches(best) <= actors.size());
    }

    private void runSample() {
      if (only > tried + 1) {
        tried++; // A random order depends on its number only.
      } else {
        look(stage.run(new RandomOrder(tried + 2 - firstSample)));
      }
    }

    private void runNext() {
      var order = new Order(search, footprints, reduced, actors.size());
      var run = stage.run(order);
      order.finish();
      if (order.failure() != null) {
        throw order.failure();
      }
      if (order.isPruned()) {
        pruned++;
      } else {
        look(run);
      }
      search.ended();
    }

    private void look(Gate.Run run) {
      tried++;
      count(run.steps());
      several = several == null ? run.severalAtOnce() : several;
      var found = only == 0 || only == tried ? judge(run) : null;
      if (found == null) {
        return;
      }
      failing++;
      if (best == null) {
        lastOrder = Math.min(lastOrder, tried + ORDERS_FOR_A_SHORTER_ONE);
      }
      if (best == null || found.complete() && switches(found) < switches(best)) {
        best = found;
      }
    }

    private static int switches(Finding.Case found) {
      var switches = 0;
      for (var i = 1; i < found.steps().size(); i++) {
        switches += found.steps().get(i).index() == found.steps().get(i - 1).index() ? 0 : 1;
      }
      return switches;
    }

    private void count(List<Step> steps) {
      var orders = Counting.orders(steps.stream().map(Step::index).toList());
      sameEachTime &= possible == null || possible.equals(orders);
      possible = orders;
    }

    private Finding.Case judge(Gate.Run run) {
      var ending = stage.ending(run);
      var lines = new ArrayList<String>();
      if (run.trouble() != null) {
        return found(run, lines, run.trouble(), null);
      }
      var names = actors.stream().filter(a -> a.title() == null).map(Stage.Actor::name).toList();
      for (var i = 0; i < names.size(); i++) {
        lines.add(ending.line(i));
      }
      for (var name : names) {
        var failure = ending.failure(name);
        if (failure != null && !mayThrow) {
          return found(run, lines, name + " threw " + failure, failure);
        }
      }
      if (ownClients && !stage.heardFrom(run)) {
        return found(run, lines, Stage.SILENCE, null);
      }
      var problem = stage.verify(check, ending);
      return problem == null ? null : found(run, lines, problem, null);
    }

    private Finding.Case found(Gate.Run run, List<String> lines, String problem, Throwable cause) {
      return new Finding.Case(tried, "Order " + tried + " shows it:", run.steps(), lines, problem, cause, run.trouble() == null);
    }

    private Finding finding() {
      var limits = new ArrayList<String>();
      if (truncated) {
        limits.add("Stopped after " + tried + " orders; there are more.");
      }
      if (sampling) {
        limits.add((firstSample == 1 ? "These orders are" : "The orders from number " + firstSample + " on are")
            + " a random sample; others were not tried.");
      }
      if (search.wasBounded()) {
        limits.add("An actor sent more than " + freeMoves + " commands; from there on, the actors took turns.");
      }
      if (search.hadRepeats()) {
        limits.add("A client repeats its commands as long as the answers stay the same: it was let do so " + REPEATS
            + " times in a row, then others had their turn. What it does after more, such as giving up, was not tried.");
      }
      if (search.sawDifferences()) {
        limits.add("The actors did not do the same each time, after the same steps with the same answers: by chance, by the "
            + "time, or by what earlier orders have left in the program.");
      }
      if (several != null) {
        limits.add(several + " had several commands under way at once, over more than one connection; among themselves they "
            + "were left in the order in which they came.");
      }
      return new Finding(claim, best, summary(), limits.isEmpty() ? null : String.join(" ", limits), truncated, tried, pruned);
    }

    private String summary() {
      if (best != null && failing > 1) {
        return "Of the " + tried + " orders that were tried, " + failing
            + " break the claim; this is the one with the fewest switches between actors.";
      }
      if (best != null && tried > best.number()) {
        return "Of the " + tried + " orders that were tried, only this one breaks the claim.";
      }
      if (best != null) {
        return tried == 1 ? "It is the first order that was tried." : "In " + (tried - 1)
            + (tried == 2 ? " order" : " orders") + " before it the claim held.";
      }
      var all = sameEachTime && possible != null && !truncated && !sampling ? possible.toString() : null;
      var line = "It holds in " + (tried == 1 ? "the one order" : "all " + tried + " orders") + " that "
          + (tried == 1 ? "was" : "were") + " tried";
      if (all != null && !all.equals(String.valueOf(tried))) {
        line += "; the others of the " + all + " differ only in the order of commands that do not touch each other's keys";
      }
      return line + ".";
    }
  }
}
