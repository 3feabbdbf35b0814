package beyondcache.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does several things at once, and waits for all of them. */
final class Parallel {

  private Parallel() {}

  /**
   * The results, in the order of the tasks.
   *
   * @param undo takes back what was done, when any task has failed; that failure is then thrown
   */
  static <T> List<T> all(List<? extends Callable<T>> tasks, Consumer<T> undo) {
    var threads = Executors.newFixedThreadPool(Math.max(1, tasks.size()), task -> {
      var thread = new Thread(task, "sandbox");
      thread.setDaemon(true);
      return thread;
    });
    try {
      var futures = new ArrayList<Future<T>>();
      tasks.forEach(task -> futures.add(threads.submit(task)));
      return collect(futures, threads, undo);
    } finally {
      threads.shutdown();
    }
  }

  private static <T> List<T> collect(List<Future<T>> futures, ExecutorService threads, Consumer<T> undo) {
    var results = new ArrayList<T>();
    RuntimeException failure = null;
    var interrupted = false;
    for (var future : futures) {
      for (var done = false; !done; ) {
        try {
          results.add(future.get());
          done = true;
        } catch (ExecutionException e) {
          failure = failure != null ? failure
              : e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
          done = true;
        } catch (InterruptedException e) {
          // The tasks give up as well and clean up after themselves; those that were done already are undone below.
          interrupted = true;
          threads.shutdownNow();
        }
      }
    }
    if (interrupted || failure != null) {
      results.forEach(undo);
      throw interrupted ? Waiting.interrupted(new InterruptedException()) : failure;
    }
    return results;
  }
}
