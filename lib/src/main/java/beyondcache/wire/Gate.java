package beyondcache.wire;

import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/**
 * Runs the code of a few actors against a server in a given order of their commands. Each command is held in front of the
 * server until the {@link Schedule} lets it through; the reply has reached its actor, and the actor has come to its next
 * command or to its end, before the next one is let through. So the code of one actor runs at a time.
 *
 * <p>An actor whose command is not answered (BLPOP on an empty list), or who listens to a channel, or who waits for
 * another actor inside the program, is noticed, and the others go on.
 */
public final class Gate implements AutoCloseable {

  /**
   * An actor's code.
   *
   * @param title null; or, for something that happens from outside and is one step as a whole, what it is called
   */
  public record Act(String actor, Callable<?> code, String title) {
    boolean isOutside() {
      return title != null;
    }
  }

  /** Whose step is next, and what becomes of it. */
  public record Choice(int actor, Step.Fate fate) {}

  /** Decides the order. Called on the proxy's thread, so it must not use the wire. */
  public interface Schedule {

    /** @param next the step that each actor would take; null for an actor that has none to take now; never all null */
    Choice choose(List<Step> next);

    /** Whether nothing more is to be learnt from this order, so that it may be broken off where it would have to wait. */
    default boolean hasGivenUp() {
      return false;
    }
  }

  /**
   * What came of one order.
   *
   * @param steps what was done, in that order
   * @param results what each actor's code returned
   * @param failures what each actor's code threw; null for none
   * @param trouble why the order did not come to its end; null if it did
   * @param severalAtOnce an actor that had more than one command under way at a time, over several connections; or null
   */
  public record Run(List<Step> steps, List<Object> results, List<Throwable> failures, String trouble,
      String severalAtOnce) {}

  private final Wire wire;
  private final int mostSteps;
  private final long patienceMillis;
  private final Map<String, RedisClient> clients = new HashMap<>();
  private final Set<String> scripts = ConcurrentHashMap.newKeySet();

  // On the loop's thread only.
  private final Map<String, Worker> workers = new HashMap<>();
  private Probe probe;
  private Conductor conductor;
  private boolean serverGone;
  private volatile Set<String> unusable = Set.of();

  Gate(Wire wire, int mostSteps, long patienceMillis) {
    this.wire = wire;
    this.mostSteps = mostSteps;
    this.patienceMillis = patienceMillis;
    wire.loop().ask(() -> {
      try {
        probe = new Probe(wire, this::serverGone);
      } catch (IOException e) {
        throw new EnvironmentProblem("There is no Redis at " + address() + ": " + e.getMessage()
            + ".\nStart it again, or open a new sandbox.", e);
      }
      return null;
    });
  }

  /**
   * The actor's client, connected already. It is replaced by a new one where an order has left its connections unusable.
   */
  public RedisClient client(String actor) {
    return clients.computeIfAbsent(actor, name -> {
      var config = DefaultJedisClientConfig.builder().from(wire.config())
          .socketTimeoutMillis((int) (6 * patienceMillis)).build();
      var client = RedisClient.builder().hostAndPort(wire.host(), wire.port(name)).clientConfig(config).build();
      client.ping();
      return client;
    });
  }

  /** The scripts that the actors have sent or loaded so far. */
  public Set<String> scripts() {
    return scripts;
  }

  /**
   * Runs the actors in the order that the schedule decides.
   *
   * @throws EnvironmentProblem if the server ends meanwhile
   */
  public Run run(List<Act> acts, Schedule schedule) {
    var outcome = new CompletableFuture<Run>();
    var parties = acts.stream().map(act -> act.isOutside() ? null : wire.party(act.actor())).toList();
    wire.loop().onFailure(outcome::completeExceptionally);
    wire.loop().execute(() -> {
      conductor = new Conductor(this, schedule, outcome);
      conductor.begin(acts, parties);
      if (serverGone) {
        conductor.serverGone();
      }
    });
    try {
      var run = outcome.get();
      for (var actor : unusable) {
        var client = clients.remove(actor);
        if (client != null) {
          client.close();
        }
      }
      return run;
    } catch (InterruptedException e) {
      wire.loop().execute(() -> conductor.leave("interrupted"));
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an order was being tried", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      wire.loop().onFailure(null);
    }
  }

  /** Ends the actors' threads and closes their clients. */
  @Override
  public void close() {
    clients.values().forEach(RedisClient::close);
    wire.loop().ask(() -> {
      workers.values().forEach(Worker::end);
      probe.close();
      return null;
    });
  }

  // --- for the conductor, on the loop's thread ------------------------------------------------------------------------

  Loop loop() {
    return wire.loop();
  }

  Probe probe() {
    return probe;
  }

  int mostSteps() {
    return mostSteps;
  }

  long patienceMillis() {
    return patienceMillis;
  }

  String address() {
    return wire.address();
  }

  Worker worker(String actor) {
    return workers.computeIfAbsent(actor, Worker::new);
  }

  void abandon(String actor, Worker worker) {
    worker.end();
    workers.remove(actor, worker);
  }

  void ended(Set<String> actorsWithoutConnections) {
    unusable = actorsWithoutConnections;
  }

  boolean isServerGone() {
    return serverGone;
  }

  private void serverGone() {
    serverGone = true;
    if (conductor != null) {
      conductor.serverGone();
    }
  }
}
