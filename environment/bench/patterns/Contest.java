package patterns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Measures the model answers against what others offer, for {@code ./course bench patterns}: in turns, in one process, at one
 * server, so that whatever else the machine does slows down all of them alike. A program of its own, because the course's
 * command line runs without Java's optimising compiler.
 *
 * <p>Arguments: host, port, how many rounds, how many players on the boards. Prints a line for each sample, its fields divided by
 * tabs: {@code rate}, the contest, the contestant, its guarantee, the threads, operations per second; or {@code millis}, what, the
 * milliseconds of one call; and {@code status} lines for whoever waits.
 */
public final class Contest {

  private static final long SLICE_NANOS = 300_000_000;
  private static final int CALLS = 500;
  private static final int WARM_UPS = 3;
  private static final int MOST_THREADS = 8;

  private Contest() {}

  public static void main(String[] args) throws Exception {
    var rounds = Integer.parseInt(args[2]);
    var pool = Executors.newFixedThreadPool(MOST_THREADS);
    try (var all = new Contestants(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[3]), pool)) {
      for (var round = 1 - WARM_UPS; round <= rounds; round++) {
        System.out.println("status\t" + (round < 1 ? "warming up" : "round " + round + " of " + rounds));
        for (var threads : new int[] {1, MOST_THREADS}) {
          for (var one : all.list()) {
            var rate = rate(pool, one.work(), threads);
            if (round >= 1) {
              System.out.println(String.join("\t", "rate", one.contest(), one.name(), one.guarantee(), "" + threads, "" + rate));
            }
          }
        }
        for (var reading : all.readings().entrySet()) {
          var millis = millis(reading.getValue());
          if (round >= 1) {
            System.out.println(String.join("\t", "millis", reading.getKey(), "" + millis));
          }
        }
      }
    }
    System.exit(0); // Clients leave threads behind that are no daemons.
  }

  /** Operations per second of so many threads together. */
  private static double rate(ExecutorService pool, Contestants.Work work, int threads) throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>();
    var end = System.nanoTime() + SLICE_NANOS;
    for (var i = 0; i < threads; i++) {
      var thread = i;
      tasks.add(() -> {
        var done = 0;
        for (; System.nanoTime() < end; done++) {
          work.run(thread, ThreadLocalRandom.current());
        }
        return done;
      });
    }
    var began = System.nanoTime();
    var done = 0;
    for (var each : pool.invokeAll(tasks)) {
      done += each.get();
    }
    return done * 1e9 / (System.nanoTime() - began);
  }

  /** The median of the milliseconds of a call, from one thread. */
  private static double millis(Contestants.Work call) throws Exception {
    var nanos = new long[CALLS];
    for (var i = 0; i < CALLS; i++) {
      var began = System.nanoTime();
      call.run(0, ThreadLocalRandom.current());
      nanos[i] = System.nanoTime() - began;
    }
    Arrays.sort(nanos);
    return nanos[CALLS / 2] / 1e6;
  }
}
