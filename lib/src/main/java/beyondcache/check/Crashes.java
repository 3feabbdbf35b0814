package beyondcache.check;

import beyondcache.sandbox.Standalone;
import beyondcache.wire.Gate;
import beyondcache.wire.Step.Fate;
import beyondcache.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs an actor against Redis again and again, and each time something breaks at another of its commands: either the actor
 * dies ({@link #afterEveryCommand}), or it lives, and its connection breaks ({@link #losingEveryReply}). Then somebody else
 * recovers, and a claim has to hold.
 *
 * <pre>{@code
 * Crashes.afterEveryCommand(redis)
 *     .from(jedis -> jedis.rpush("jobs", "1"))
 *     .doing("Ann", jedis -> new Worker(jedis).work())
 *     .recover("Ben", jedis -> new Worker(jedis).work())
 *     .check("no job is lost", jedis -> jedis.exists("done:1"))
 *     .assertHolds();
 * }</pre>
 *
 * <p>For each step (a command, a script, a transaction) there are two cases: it is not executed; it is executed, but the actor
 * does not get to know. The case without any fault is tried first. Commands of a pipeline are steps of their own.
 */
public final class Crashes {

  private static final int MOST_STEPS = 300;

  private final Standalone redis;
  private final boolean deadly;
  private final List<Stage.Actor> recovery = new ArrayList<>();
  private Stage.Code setup = jedis -> null;
  private Stage.Actor actor;
  private boolean ownClients;
  private Wire wire;
  private long patience = 5000;

  private Crashes(Standalone redis, boolean deadly) {
    this.redis = redis;
    this.deadly = deadly;
  }

  /** The actor's process dies before, and in another case after, each of its commands; nothing it tries then gets through. */
  public static Crashes afterEveryCommand(Standalone redis) {
    return new Crashes(redis, true);
  }

  /**
   * The actor's connection breaks: before a command is executed, and in another case after it was, so that the reply is lost.
   * The actor lives, may connect again, and may try again; it cannot know which of the two it was. That it throws then is no
   * fault by itself.
   */
  public static Crashes losingEveryReply(Standalone redis) {
    return new Crashes(redis, false);
  }

  /** What the server holds before each case. Runs on an empty server. */
  public Crashes from(Interleavings.Doing setup) {
    this.setup = returningNothing(setup);
    return this;
  }

  private static Stage.Code returningNothing(Interleavings.Doing code) {
    return jedis -> {
      code.run(jedis);
      return null;
    };
  }

  /** The actor, whose code returns something. */
  public Crashes actor(String name, Interleavings.Asking code) {
    return act(new Stage.Actor(name, code::run, null));
  }

  /** The actor, whose code returns nothing. */
  public Crashes doing(String name, Interleavings.Doing code) {
    return act(new Stage.Actor(name, returningNothing(code), null));
  }

  private Crashes act(Stage.Actor code) {
    if (actor != null) {
      throw new IllegalArgumentException("There is an actor already, " + actor.name() + ", and there can be one. "
          + "Who comes afterwards goes into recover(...).");
    }
    actor = code;
    return this;
  }

  /** What happens afterwards, in each case: another process takes over, or the same is started again. */
  public Crashes recover(String name, Interleavings.Doing code) {
    recovery.add(new Stage.Actor(name, returningNothing(code), null));
    return this;
  }

  /** As {@link #recover(String, Interleavings.Doing)}, by an actor called Recovery. */
  public Crashes recover(Interleavings.Doing code) {
    return recover("Recovery", code);
  }

  /** The time to live of this key ends, afterwards, if it has one; in the order in which these methods are called. */
  public Crashes expires(String key) {
    return happens(key + " expires", jedis -> Leases.end(jedis, key));
  }

  /** Something happens from outside, afterwards; in the order in which these methods are called. */
  public Crashes happens(String what, Interleavings.Doing code) {
    recovery.add(new Stage.Actor(what, returningNothing(code), what));
    return this;
  }

  /** How long the actor may take from one command to the next; 5 s if not said. */
  public Crashes patience(Duration time) {
    patience = time.toMillis();
    return this;
  }

  /** The port on 127.0.0.1 at which any other client speaks for this actor, until the check has ended. */
  public int port(String name) {
    ownClients = true;
    return wire().port(name);
  }

  private Wire wire() {
    if (wire == null) {
      wire = Wire.inFrontOf(redis);
    }
    return wire;
  }

  /** Tries the cases until the claim does not hold in one. */
  public Finding check(String claim, Interleavings.Check check) {
    return explore(claim, (jedis, end) -> check.holds(jedis), 0);
  }

  /** As {@link #check(String, Interleavings.Check)}, with what the actor returned, or threw when its connection broke. */
  public Finding check(String claim, Interleavings.EndCheck check) {
    return explore(claim, check::holds, 0);
  }

  /** Runs the case with that number again. */
  public Finding replay(long number, String claim, Interleavings.Check check) {
    return explore(claim, (jedis, end) -> check.holds(jedis), number);
  }

  /** As {@link #replay(long, String, Interleavings.Check)}, with what the actor returned or threw. */
  public Finding replay(long number, String claim, Interleavings.EndCheck check) {
    return explore(claim, check::holds, number);
  }

  /** A case: the step at which it breaks, counted from 1 (0: none does), and how. */
  private record Point(int step, Fate fate) {}

  private Finding explore(String claim, Stage.Claim check, long only) {
    if (actor == null) {
      throw new IllegalStateException("There is no actor. Add one with actor(name, code).");
    }
    try (var stage = new Stage(redis, wire(), MOST_STEPS, patience, setup, List.of(actor))) {
      var points = new ArrayList<>(List.of(new Point(0, Fate.DONE)));
      for (var i = 0; i < points.size(); i++) {
        var run = stage.run(schedule(points.get(i)));
        if (i == 0) {
          addPoints(points, run.steps().size());
        }
        if (only == 0 || only == i + 1) {
          var found = judge(stage, points.get(i), run, i + 1, check);
          if (found != null || only > 0) {
            return new Finding(claim, found, i == 0 ? "Nothing had broken." : "In " + i
                + (i == 1 ? " case" : " cases") + " before it the claim held.", null, false, i + 1, 0);
          }
        }
      }
      if (only > 0) {
        throw new IllegalArgumentException("There is no case " + only + ": there are " + points.size() + ".");
      }
      return new Finding(claim, null, "It holds without a fault and in all " + (points.size() - 1) + " cases where "
          + (deadly ? actor.name() + " dies." : "the connection breaks."), null, false, points.size(), 0);
    } finally {
      wire.close();
      wire = null;
    }
  }

  private void addPoints(List<Point> points, int steps) {
    for (var step = 1; step <= steps; step++) {
      points.add(new Point(step, deadly ? Fate.DIED_BEFORE : Fate.REQUEST_LOST));
      points.add(new Point(step, deadly ? Fate.DIED_AFTER : Fate.REPLY_LOST));
    }
  }

  private static Gate.Schedule schedule(Point point) {
    var count = new int[1];
    return next -> new Gate.Choice(0, ++count[0] == point.step() ? point.fate() : Fate.DONE);
  }

  private Finding.Case judge(Stage stage, Point point, Gate.Run run, long number, Stage.Claim check) {
    var steps = new ArrayList<>(run.steps());
    var title = "Case " + number + (point.step() == 0 ? ", without a fault, shows it:" : " shows it:");
    var ending = stage.ending(run);
    var lines = new ArrayList<String>();
    if (!deadly || point.step() == 0) {
      lines.add(ending.line(0));
    }
    if (run.trouble() != null) {
      return new Finding.Case(number, title, steps, lines, run.trouble(), null, false);
    }
    if (point.step() == 0 && run.failures().get(0) != null) {
      var failure = run.failures().get(0);
      return new Finding.Case(number, title, steps, lines, actor.name() + " threw " + failure, failure, true);
    }
    if (point.step() == 0 && ownClients && !stage.heardFrom(run)) {
      return new Finding.Case(number, title, steps, lines, Stage.SILENCE, null, true);
    }
    for (var step : recovery) {
      var after = stage.runOn(List.of(step), next -> new Gate.Choice(0, Fate.DONE));
      steps.addAll(after.steps());
      var failure = after.failures().get(0);
      if (after.trouble() != null || failure != null) {
        return new Finding.Case(number, title, steps, lines,
            after.trouble() != null ? after.trouble() : step.name() + " threw " + failure, failure, true);
      }
    }
    var problem = stage.verify(check, ending);
    return problem == null ? null : new Finding.Case(number, title, steps, lines, problem, null, true);
  }
}
