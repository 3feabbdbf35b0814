package beyondcache.cli;

import beyondcache.sandbox.Sandbox;
import beyondcache.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;

/** What the proxy costs: GET with and without it and through a plain byte pump, in turns, in one run. */
final class WireBench implements BenchCommand.Bench {

  private static final int CONNECTIONS = 8;
  private static final int COMMANDS_EACH = 2000;
  private static final int WARM_UPS = 5;

  @Override
  public List<Figure> run(int runs, Progress progress) throws Exception {
    var count = runs > 0 ? runs : 15;
    var kept = new double[count];
    var slower = new double[count];
    var pumpKept = new double[count];
    var pumpSlower = new double[count];
    var direct = new double[count];
    var proxied = new double[count];
    try (var redis = Sandbox.standalone(); var wire = Wire.inFrontOf(redis);
        var pump = new BytePump(redis.port())) {
      redis.jedis().set("key", "value");
      for (var i = -WARM_UPS; i < count; i++) {
        progress.status(i < 0 ? "warming up" : "round " + (i + 1) + " of " + count);
        var many = perSecond(redis.port(), CONNECTIONS);
        var manyProxied = perSecond(wire.port("bench"), CONNECTIONS);
        var manyPumped = perSecond(pump.port(), CONNECTIONS);
        var one = 1e6 / perSecond(redis.port(), 1);
        var oneProxied = 1e6 / perSecond(wire.port("bench"), 1);
        var onePumped = 1e6 / perSecond(pump.port(), 1);
        if (i >= 0) {
          kept[i] = 100 * manyProxied / many;
          slower[i] = oneProxied / one;
          pumpKept[i] = 100 * manyPumped / many;
          pumpSlower[i] = onePumped / one;
          direct[i] = one;
          proxied[i] = oneProxied;
        }
      }
    }
    return List.of(
        new Figure("throughput through the proxy, " + CONNECTIONS + " connections", "%", -55, kept),
        new Figure("  the same through a plain byte pump", "%", 0, pumpKept),
        new Figure("round trip through the proxy, against none", "times", 3, slower),
        new Figure("  the same through a plain byte pump", "times", 0, pumpSlower),
        new Figure("round trip through the proxy", "us", 0, proxied),
        new Figure("round trip without it", "us", 0, direct));
  }

  private static double perSecond(int port, int connections) throws Exception {
    var pool = Executors.newFixedThreadPool(connections);
    var clients = new ArrayList<Jedis>();
    try {
      var work = new ArrayList<Callable<Object>>();
      for (var i = 0; i < connections; i++) {
        var client = new Jedis("127.0.0.1", port, DefaultJedisClientConfig.builder().build());
        clients.add(client);
        client.get("key");
        work.add(() -> {
          for (var n = 0; n < COMMANDS_EACH; n++) {
            client.get("key");
          }
          return null;
        });
      }
      var began = System.nanoTime();
      for (var each : pool.invokeAll(work)) {
        each.get();
      }
      return connections * COMMANDS_EACH * 1e9 / (System.nanoTime() - began);
    } finally {
      clients.forEach(Jedis::close);
      pool.shutdown();
    }
  }
}
