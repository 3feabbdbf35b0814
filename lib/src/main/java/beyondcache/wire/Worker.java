package beyondcache.wire;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;

/** The thread on which an actor's code runs, order after order. */
final class Worker {

  /** What the thread is doing, as far as it can be seen from outside. */
  enum Doing { WORKING, SLEEPING, READING, WAITING }

  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean begun;
  private volatile boolean ended;

  Worker(String actor) {
    thread = new Thread(this::run, "actor " + actor);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (!ended) {
      try {
        tasks.take().run();
      } catch (InterruptedException e) {
        // It was meant for the order before, or it is the end.
      }
    }
  }

  /** Runs the code and hands over what it returned or threw; on the worker's thread. */
  void start(Callable<?> code, BiConsumer<Object, Throwable> then) {
    begun = false;
    tasks.add(() -> {
      begun = true;
      Object result = null;
      Throwable failure = null;
      try {
        result = code.call();
      } catch (Throwable e) {
        failure = e;
      }
      then.accept(result, failure);
    });
  }

  Doing doing() {
    if (!begun) {
      return Doing.WORKING; // The thread has not woken up yet.
    }
    var state = thread.getState();
    var stack = thread.getStackTrace();
    if (stack.length > 0 && state == Thread.State.TIMED_WAITING
        && stack[0].getClassName().equals("java.lang.Thread") && stack[0].getMethodName().startsWith("sleep")) {
      return Doing.SLEEPING;
    }
    if (state != Thread.State.RUNNABLE) {
      return Doing.WAITING;
    }
    return stack.length > 0 && stack[0].isNativeMethod() && stack[0].getClassName().startsWith("sun.nio.ch.")
        ? Doing.READING : Doing.WORKING;
  }

  /** Where the actor's code is, innermost first; without what is below it. */
  String where() {
    var lines = Arrays.stream(thread.getStackTrace())
        .takeWhile(frame -> !frame.getClassName().startsWith("beyondcache.wire.Worker"))
        .filter(frame -> !frame.getClassName().startsWith("java.") && !frame.getClassName().startsWith("jdk.")
            && !frame.getClassName().startsWith("sun.") && !frame.getClassName().startsWith("redis.clients.")
            && !frame.getClassName().startsWith("org.redisson.") && !frame.getClassName().startsWith("io.netty."))
        .limit(4).map(frame -> "\n    at " + frame).toList();
    return String.join("", lines);
  }

  void interrupt() {
    thread.interrupt();
  }

  void end() {
    ended = true;
    thread.interrupt();
  }
}
