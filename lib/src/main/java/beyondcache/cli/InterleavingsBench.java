package beyondcache.cli;

import beyondcache.check.Finding;
import beyondcache.check.Interleavings;
import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import java.util.List;
import java.util.concurrent.Callable;

/** How long it takes to try all orders. */
final class InterleavingsBench implements BenchCommand.Bench {

  private static final int WARM_UPS = 6;
  private static final List<String> NAMES = List.of("Ann", "Ben", "Cid");

  @Override
  public List<Figure> run(int runs, Progress progress) throws Exception {
    try (var redis = Sandbox.standalone()) {
      for (var i = 0; i < WARM_UPS; i++) {
        progress.status("warming up");
        orders(redis, 4, "a", "a").check("warm", jedis -> true);
      }
      return List.of(
          figure("2 actors x 4 commands, one key: 70 orders", 600, runs > 0 ? runs : 10, progress, 70,
              () -> orders(redis, 4, "a", "a").check("all counted", jedis -> jedis.get("a").equals("8"))),
          figure("3 actors x 3 commands, without reduction: 1680 orders", 12_000, runs > 0 ? runs : 3, progress, 1680,
              () -> orders(redis, 3, "a", "b", "c").withoutReduction()
                  .check("all counted", jedis -> jedis.get("c").equals("3"))),
          figure("3 actors x 3 commands, keys of their own: 1 of 1680", 2000, runs > 0 ? runs : 10, progress, 1,
              () -> orders(redis, 3, "a", "b", "c").check("all counted", jedis -> jedis.get("c").equals("3"))));
    }
  }

  private static Interleavings orders(Standalone redis, int commands, String... keys) {
    var orders = Interleavings.on(redis);
    for (var i = 0; i < keys.length; i++) {
      var key = keys[i];
      orders.doing(NAMES.get(i), jedis -> {
        for (var n = 0; n < commands; n++) {
          jedis.incr(key);
        }
      });
    }
    return orders;
  }

  private static Figure figure(String what, double target, int runs, Progress progress, int expected,
      Callable<Finding> work) throws Exception {
    var samples = new double[runs];
    for (var i = 0; i < runs; i++) {
      progress.status(what + ", run " + (i + 1) + " of " + runs);
      var began = System.nanoTime();
      var finding = work.call().assertHolds();
      samples[i] = (System.nanoTime() - began) / 1e6;
      if (finding.tried() != expected) {
        throw new IllegalStateException(finding.tried() + " orders were tried instead of " + expected + ".");
      }
    }
    return new Figure(what, "ms", target, samples);
  }
}
