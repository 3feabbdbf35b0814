package beyondcache.check;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The threads that run code of an answer.
 *
 * @param nonce the check they belong to
 * @param classes the classes of the answer and of its tests
 * @param tests the thread that waits for the tests
 */
record Suspects(String nonce, List<String> classes, Thread tests) {

  private static final int MOST_THREADS = 5;
  private static final int SHOWN_OTHERWISE = 8;
  private static final long GRACE_MILLIS = 200;
  private static final List<String> LIBRARIES = List.of("redisson-", "lettuce-", "nioEventLoop", "multiThreadIoEventLoop",
      "globalEventExecutor", "commons-pool", "hashedWheelTimer", "jedis-", "process reaper", "ForkJoinPool", "CompletableFutureDelayScheduler");

  /**
   * The calls of a test's thread first, then of others that are inside the answer: each innermost first.
   *
   * @param test the thread that runs the test, or null if it is not known
   */
  List<String> stack(Thread test) {
    var lines = new ArrayList<String>();
    var deadlocked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
    if (deadlocked != null) {
      lines.add(deadlocked.length + " threads wait for each other's locks:");
    }
    var all = Thread.getAllStackTraces();
    if (test != null && all.containsKey(test)) {
      lines.addAll(trim(all.get(test)));
    }
    all.entrySet().stream().filter(e -> e.getKey() != test && isInside(e.getValue())).limit(MOST_THREADS)
        .forEach(e -> {
          lines.add("in the thread " + e.getKey().getName() + ":");
          lines.addAll(trim(e.getValue()));
        });
    return lines;
  }

  /** The calls that led to the end of the process. */
  List<String> exitStack() {
    return Thread.getAllStackTraces().values().stream()
        .filter(frames -> Arrays.stream(frames).anyMatch(f -> f.getClassName().equals("java.lang.Shutdown")
            || f.getClassName().equals("java.lang.ApplicationShutdownHooks")))
        .filter(this::isInside).findFirst().map(this::trim).orElse(List.of());
  }

  /** Whether nothing of the answer runs on, after a moment's grace. */
  boolean haveGone() {
    var end = System.nanoTime() + GRACE_MILLIS * 1_000_000;
    while (Thread.getAllStackTraces().entrySet().stream().anyMatch(this::isLeft)) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        return false;
      }
    }
    return true;
  }

  private boolean isLeft(Map.Entry<Thread, StackTraceElement[]> entry) {
    var thread = entry.getKey();
    return thread != tests && thread.isAlive() && (isInside(entry.getValue())
        || thread.getContextClassLoader() instanceof ExerciseLoader
            && LIBRARIES.stream().noneMatch(name -> thread.getName().startsWith(name)));
  }

  private boolean isInside(StackTraceElement[] frames) {
    return Arrays.stream(frames).anyMatch(this::isOurs);
  }

  private boolean isOurs(StackTraceElement frame) {
    return classes.contains(frame.getClassName());
  }

  /** What the thread does right now, and the calls of the answer and the tests that led there. */
  List<String> trim(StackTraceElement[] frames) {
    var lines = new ArrayList<String>();
    if (!isInside(frames)) {
      return Arrays.stream(frames).limit(SHOWN_OTHERWISE).map(Suspects::line).toList();
    }
    for (var i = 0; i < frames.length; i++) {
      if (i == 0 || isOurs(frames[i])) {
        lines.add(line(frames[i]));
      }
    }
    return lines;
  }

  private static String line(StackTraceElement frame) {
    var type = frame.getClassName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName()
        + (frame.getFileName() == null ? "" : " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")");
  }
}
