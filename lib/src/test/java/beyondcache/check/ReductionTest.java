package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/**
 * The reduction against brute force, on random actors: both reach the same final states and return values. Among the scripts
 * are those that hide which key they use. {@code -Dreduction.trials=1000} tries more than a build has time for.
 */
class ReductionTest {

  private static final List<String> KEYS = List.of("a", "b", "c");

  /** KEYS[1] and ARGV[1] are two of the keys; ARGV[2] is a number. */
  private static final List<String> SCRIPTS = List.of(
      "return redis.call('INCRBY', KEYS[1], ARGV[2])",
      "local k = KEYS[1] return redis.call('GET', k)",
      "local k = KEYS[1]; k = ARGV[1]; return redis.call('GET', k)",
      "local k = KEYS[1]; k = ARGV[1]; return redis.call('APPEND', k, ARGV[2])",
      "KEYS[1] = ARGV[1] return redis.call('APPEND', KEYS[1], ARGV[2])",
      "KEYS[1] = ARGV[1] return redis.call('GET', KEYS[1])",
      "local k = KEYS[1] local k = ARGV[1] return redis.call('GET', k)",
      "local k = KEYS[1] do local k = ARGV[1] redis.call('APPEND', k, ARGV[2]) end return redis.call('GET', k)",
      "local k = KEYS[1] for i, k in ipairs(ARGV) do if i == 1 then redis.call('APPEND', k, ARGV[2]) end end return k",
      "local k = KEYS[1]\nlocal function other() k = ARGV[1] end\nother()\nreturn redis.call('GET', k)",
      "local t = KEYS t[1] = ARGV[1] return redis.call('GET', KEYS[1])",
      "local a, k = 1, KEYS[1] a, k = 2, ARGV[1] return redis.call('APPEND', k, ARGV[2])",
      "return redis.call('GET', string.char(string.byte(KEYS[1]) % 3 + 97))",
      "if redis.call('GET', KEYS[1]) then return redis.call('APPEND', ARGV[1], ARGV[2]) end return redis.call('SET', KEYS[1], '1')",
      "local k = KEYS[1] --[[ k = nothing ]] return redis.call('APPEND', k, ARGV[2]) -- k = ARGV[1]");

  private static Standalone redis;

  @BeforeAll
  static void start() {
    redis = Sandbox.standalone();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  /** A command on a key, with a second key for scripts and transactions. */
  private record Command(int kind, String key, String other, int number) {

    static Command random(Random random) {
      var kind = random.nextInt(3) == 0 ? random.nextInt(6) : 6 + random.nextInt(SCRIPTS.size());
      return new Command(kind, KEYS.get(random.nextInt(3)), KEYS.get(random.nextInt(3)), 1 + random.nextInt(9));
    }

    Object run(RedisClient jedis) {
      var value = Integer.toString(number);
      return switch (kind) {
        case 0 -> jedis.get(key);
        case 1 -> jedis.append(key, value);
        case 2 -> jedis.set(key, value);
        case 3 -> jedis.del(key);
        case 4 -> jedis.exists(key, other);
        case 5 -> {
          try (var transaction = jedis.multi()) {
            transaction.get(key);
            transaction.append(other, value);
            yield transaction.exec();
          }
        }
        default -> jedis.eval(SCRIPTS.get(kind - 6), List.of(key), List.of(other, value));
      };
    }

    @Override
    public String toString() {
      var name = kind < 6 ? List.of("GET", "APPEND", "SET", "DEL", "EXISTS", "MULTI").get(kind) : SCRIPTS.get(kind - 6);
      return "[" + name + " | " + key + " " + other + " " + number + "]";
    }
  }

  private record Outcome(Set<String> ends, long tried) {}

  private static Outcome explore(List<List<Command>> actors, boolean reduced) {
    var ends = new TreeSet<String>();
    var orders = Interleavings.on(redis).actorsMayThrow().from(jedis -> jedis.set("a", "1"));
    if (!reduced) {
      orders.withoutReduction();
    }
    for (var i = 0; i < actors.size(); i++) {
      var commands = actors.get(i);
      orders.actor("actor " + i, jedis -> {
        var replies = new ArrayList<>();
        for (var command : commands) {
          try {
            replies.add(command.run(jedis));
          } catch (RuntimeException e) {
            replies.add(e.getMessage().replaceAll("script: [0-9a-f]*", ""));
          }
        }
        return replies.toString();
      });
    }
    var finding = orders.check("anything", (jedis, end) -> ends.add(KEYS.stream().map(jedis::get).toList() + " " + end.results()) || true);
    assertTrue(finding.holds(), finding::text);
    assertTrue(finding.exhaustive(), finding::limits);
    return new Outcome(ends, finding.tried());
  }

  @Test
  void theReductionReachesEveryEndThatBruteForceReaches() {
    var seed = Long.getLong("reduction.seed", System.nanoTime());
    var random = new Random(seed);
    var all = 0L;
    var few = 0L;
    for (var trial = 0; trial < Integer.getInteger("reduction.trials", 40); trial++) {
      var actors = new ArrayList<List<Command>>();
      for (var actor = 0; actor < 2 + random.nextInt(2); actor++) {
        var commands = new ArrayList<Command>();
        for (var i = 0; i < 1 + random.nextInt(2); i++) {
          commands.add(Command.random(random));
        }
        actors.add(commands);
      }
      var brute = explore(actors, false);
      var reduced = explore(actors, true);
      assertEquals(brute.ends(), reduced.ends(), () -> "-Dreduction.seed=" + seed + ": " + actors);
      all += brute.tried();
      few += reduced.tried();
    }
    assertTrue(few < all, few + " of " + all);
  }

  @Test
  void everyScriptIsPairedWithACommandOnItsHiddenKey() {
    for (var script = 0; script < SCRIPTS.size(); script++) {
      var actors = List.of(List.of(new Command(6 + script, "a", "b", 7)), List.of(new Command(1, "b", "b", 5), new Command(0, "b", "b", 5)));
      assertEquals(explore(actors, false).ends(), explore(actors, true).ends(), SCRIPTS.get(script));
    }
  }
}
