package beyondcache.sandbox;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for conditions by looking at them, often at first and then less often. */
final class Waiting {

  private Waiting() {}

  /** @return whether the condition came true in time */
  static boolean until(Duration atMost, BooleanSupplier condition) {
    var end = System.nanoTime() + atMost.toNanos();
    for (var pause = 1L; ; pause = Math.min(pause + 1, 20)) {
      if (condition.getAsBoolean()) {
        return true;
      }
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  /** Waits for a process that has been killed, even if the thread is interrupted meanwhile: cleaning up has to be finished. */
  static void forEndOf(Process process) {
    var interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What to throw when a learner interrupts a cell: the interrupt stays visible to whoever is further up. */
  static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("Interrupted while waiting for Redis.", e);
  }
}
