import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.RedisShardedCluster;

/**
 * Starts and stops clusters of three primaries and three replicas in other people's ways, for the benchmark to compare with.
 * Reads the name of a way from each line of its input, {@code redis-cli} or {@code codemonstur}, and answers with the
 * milliseconds of start and stop. Its argument is the redis-server for redis-cli to use; codemonstur's library brings its
 * own.
 */
public final class Peers {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Peers() {}

  public static void main(String[] args) throws Exception {
    var input = new BufferedReader(new InputStreamReader(System.in));
    for (var way = input.readLine(); way != null; way = input.readLine()) {
      try {
        System.out.println(way.equals("redis-cli") ? redisCli(Path.of(args[0])) : codemonstur());
      } catch (IOException | RuntimeException e) {
        System.out.println("failed: " + e.getMessage());
      }
    }
    System.exit(0);
  }

  /** Counts until its start() returns; nodes may not agree yet by then. */
  private static String codemonstur() throws IOException {
    var begin = System.nanoTime();
    var cluster = RedisShardedCluster.newRedisCluster().ephemeral().shard("a", 1).shard("b", 1).shard("c", 1)
        .initializationTimeout(PATIENCE).build();
    cluster.start();
    var started = System.nanoTime();
    cluster.stop();
    return millis(begin, started) + " " + millis(started, System.nanoTime());
  }

  /** Counts from the start of the first server until all six say ok and see the same cluster. */
  private static String redisCli(Path server) throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("beyondcache-bench-");
    var processes = new ArrayList<Process>();
    try {
      var begin = System.nanoTime();
      var ports = ports();
      for (var port : ports) {
        processes.add(start(server, Files.createDirectory(folder.resolve("" + port)), port));
      }
      ports.forEach(port -> await(() -> "PONG".equals(ask(port, Jedis::ping))));
      create(ports);
      await(() -> agreed(ports));
      var started = System.nanoTime();
      processes.forEach(Process::destroy);
      for (var process : processes) {
        process.waitFor();
      }
      return millis(begin, started) + " " + millis(started, System.nanoTime());
    } finally {
      processes.forEach(Process::destroyForcibly);
      try (var files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  private static Process start(Path server, Path folder, int port) throws IOException {
    return new ProcessBuilder(server.toString(), "--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--cluster-enabled",
        "yes", "--cluster-node-timeout", "500", "--repl-diskless-sync-delay", "0").directory(folder.toFile())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectErrorStream(true).start();
  }

  private static void create(List<Integer> ports) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
    ports.forEach(port -> command.add("127.0.0.1:" + port));
    command.addAll(List.of("--cluster-replicas", "1", "--cluster-yes"));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(said.lines().reduce((first, last) -> last).orElse("redis-cli failed"));
    }
  }

  /** Six ports whose neighbours 10000 above, which the cluster's bus takes, are free as well. */
  private static List<Integer> ports() throws IOException {
    var ports = new ArrayList<Integer>();
    for (var port = 20_000 + (int) (System.nanoTime() % 2_000); ports.size() < 6; port++) {
      try (var client = new ServerSocket(port); var bus = new ServerSocket(port + 10_000)) {
        ports.add(port);
      } catch (IOException e) {
        continue;
      }
    }
    return ports;
  }

  private static boolean agreed(List<Integer> ports) {
    var views = new HashSet<String>();
    for (var port : ports) {
      var info = ask(port, Jedis::clusterInfo);
      var nodes = ask(port, Jedis::clusterNodes);
      if (info == null || nodes == null || !info.contains("cluster_state:ok") || nodes.split("slave").length != 4) {
        return false;
      }
      views.add(nodes.lines().map(line -> line.split(" ")).map(w -> w[0] + w[2].replace("myself,", "") + w[3]
          + (w.length > 8 ? w[8] : "")).sorted().collect(Collectors.joining("\n")));
    }
    return views.size() == 1;
  }

  private static String ask(int port, java.util.function.Function<Jedis, String> question) {
    try (var jedis = new Jedis("127.0.0.1", port)) {
      return question.apply(jedis);
    } catch (JedisException e) {
      return null;
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("no cluster within " + PATIENCE.toSeconds() + " s");
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static String millis(long from, long to) {
    return Double.toString((to - from) / 1e6);
  }
}
