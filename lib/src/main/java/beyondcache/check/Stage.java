package beyondcache.check;

import beyondcache.EnvironmentProblem;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Gate;
import beyondcache.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.RedisClient;

/** Where actors are run, order after order: a wire in front of the server, its gate, and the server itself. */
final class Stage implements AutoCloseable {

  /** Code that uses Redis and may throw. */
  interface Code {
    Object run(RedisClient redis) throws Exception;
  }

  /** @param title null, or for what happens from outside, what it is called */
  record Actor(String name, Code code, String title) {}

  static final String SILENCE = "No actor has sent a command through the port that it was given. Every object has to connect to "
      + "the host and port of its own constructor; a connection that all objects share goes elsewhere.";

  private final Standalone redis;
  private final Wire wire;
  private final Gate gate;
  private final Code setup;
  private final List<Actor> actors;

  Stage(Standalone redis, Wire wire, int mostSteps, long patienceMillis, Code setup, List<Actor> actors) {
    this.redis = redis;
    this.wire = wire;
    this.gate = wire.gate(mostSteps, patienceMillis);
    this.setup = setup;
    this.actors = List.copyOf(actors);
  }

  Gate gate() {
    return gate;
  }

  RedisClient direct() {
    return redis.jedis();
  }

  /** Empties the server, sets it up, and runs the actors once. */
  Gate.Run run(Gate.Schedule schedule) {
    prepare();
    return gate.run(acts(actors), schedule);
  }

  /**
   * Whether any actor has taken a step. If none has, there was only one order, and a claim about orders says nothing. What
   * happens from outside does not count.
   */
  boolean heardFrom(Gate.Run run) {
    return run.steps().stream().anyMatch(step -> actors.get(step.index()).title() == null);
  }

  /** Runs more actors on what the others have left behind. */
  Gate.Run runOn(List<Actor> more, Gate.Schedule schedule) {
    return gate.run(acts(more), schedule);
  }

  private List<Gate.Act> acts(List<Actor> actors) {
    var acts = new ArrayList<Gate.Act>();
    for (var actor : actors) {
      var client = actor.title() == null ? gate.client(actor.name()) : direct();
      acts.add(new Gate.Act(actor.name(), () -> actor.code().run(client), actor.title()));
    }
    return acts;
  }

  private void prepare() {
    try {
      redis.flush();
      setup.run(direct());
    } catch (EnvironmentProblem e) {
      throw e;
    } catch (Exception e) {
      checkServer();
      throw new IllegalStateException("The scenario could not be set up: " + e
          + "\nWhat is in from(...) runs before each order, on an empty server. Mend it first.", e);
    }
  }

  /** @throws EnvironmentProblem if it is gone, which explains whatever went wrong */
  void checkServer() {
    if (!redis.node().isAlive()) {
      throw new EnvironmentProblem("The Redis server at " + redis.host() + ":" + redis.port()
          + " has ended while a scenario was being tried. Restart it, or open a new sandbox, and try again.");
    }
  }

  /** What is wrong according to the claim's check; null if nothing. */
  String verify(Claim claim, Ending ending) {
    try {
      return claim.holds(direct(), ending) ? null : "";
    } catch (AssertionError e) {
      return e.getMessage() == null ? "" : Explanation.plain(e.getMessage(), ": ");
    } catch (Exception e) {
      checkServer();
      return "Checking it failed: " + e;
    }
  }

  /** What has to hold. */
  interface Claim {
    boolean holds(RedisClient redis, Ending ending) throws Exception;
  }

  Ending ending(Gate.Run run) {
    var names = actors.stream().filter(a -> a.title() == null).map(Actor::name).toList();
    var results = new ArrayList<Object>();
    var failures = new ArrayList<Throwable>();
    for (var i = 0; i < actors.size(); i++) {
      if (actors.get(i).title() == null) {
        results.add(run.results().get(i));
        failures.add(run.failures().get(i));
      }
    }
    return new Ending(names, results, failures);
  }

  @Override
  public void close() {
    gate.close();
  }
}
