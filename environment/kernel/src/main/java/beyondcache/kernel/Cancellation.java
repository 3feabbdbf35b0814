package beyondcache.kernel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends threads that do not listen to {@link Thread#interrupt()}, as far as the JDK underneath can do so. */
public final class Cancellation {

  static final boolean CAN_STOP_THREADS = Runtime.version().feature() < 20;

  private static final Set<Thread> CANCELLED = ConcurrentHashMap.newKeySet();

  /** Loops ask this in every round, so it must cost nothing. */
  private static volatile boolean any;

  private Cancellation() {}

  /** Called by snippets, in every method and in every round of a loop. */
  @SuppressWarnings("removal")
  public static void check() {
    if (any && CANCELLED.contains(Thread.currentThread())) {
      throw new ThreadDeath();
    }
  }

  /**
   * Up to JDK 19 any thread, as soon as it is back in Java; from JDK 20 on, one that passes through a snippet's code.
   */
  @SuppressWarnings({"deprecation", "removal"})
  static void of(Thread thread) {
    if (CAN_STOP_THREADS) {
      thread.stop();
    } else {
      CANCELLED.add(thread);
      any = true;
    }
  }

  /** A thread's last act. */
  static void over(Thread thread) {
    if (any) {
      CANCELLED.remove(thread);
      any = !CANCELLED.isEmpty();
    }
  }
}
