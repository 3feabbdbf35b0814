package beyondcache.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import jdk.jshell.spi.ExecutionControl.StoppedException;

/**
 * Runs the compiled snippets of all cells in this process, on one thread from the first to the last: a lock that a cell takes
 * belongs to that thread, and the next cell can release it. Only a snippet that cannot be stopped is left behind with its
 * thread, and the next one gets a new thread.
 */
final class Runner {

  private static final int GLANCE_MILLIS = 50;

  /** How long a snippet that has noticed the interrupt may take to end by itself. */
  private static final int GRACE_MILLIS = 500;

  /** How long a snippet that has been cancelled may take; after that its thread is left behind. */
  private static final int PATIENCE_MILLIS = 500;

  /** What became of the code on the thread. */
  static final class Interrupted extends Exception {

    private static final long serialVersionUID = 1L;

    /** Where the code was when the interrupt came. */
    final transient StackTraceElement[] where;

    /** Whether the thread is still running. */
    final boolean leftBehind;

    Interrupted(StackTraceElement[] where, boolean leftBehind) {
      super("The cell was interrupted.");
      this.where = where;
      this.leftBehind = leftBehind;
    }
  }

  private final Object lock = new Object();
  private final ThreadGroup group = new ThreadGroup("cells");
  private Worker worker;
  private boolean interrupted;
  private String cell = "";
  private Object value;
  private Throwable thrown;

  /** A new cell begins. */
  void begin(String name, boolean alreadyInterrupted) {
    synchronized (lock) {
      cell = name;
      interrupted = alreadyInterrupted;
    }
  }

  /** Ends the snippet that runs now, or is about to run. */
  void interrupt() {
    synchronized (lock) {
      interrupted = true;
      lock.notifyAll();
    }
  }

  boolean isInterrupted() {
    synchronized (lock) {
      return interrupted;
    }
  }

  /** What the last snippet came to. */
  Object takeValue() {
    var taken = value;
    value = null;
    return taken;
  }

  /** What the last snippet threw, or null. */
  Throwable takeThrown() {
    var taken = thrown;
    thrown = null;
    return taken;
  }

  /**
   * Runs a snippet.
   *
   * @return an empty text: JShell would like the value in words, which nobody reads, and a list of a million has many
   * @throws InvocationTargetException what the snippet threw
   * @throws StoppedException if the cell has been interrupted
   */
  String invoke(Method snippet) throws Exception {
    value = null;
    thrown = null;
    try {
      value = call(snippet.getDeclaringClass().getClassLoader(), () -> snippet.invoke(null));
      return "";
    } catch (InvocationTargetException e) {
      thrown = e.getCause();
      throw e;
    } catch (Interrupted e) {
      thrown = e;
      throw new StoppedException();
    }
  }

  /**
   * Runs code of the reader's, in the way of a snippet.
   *
   * @throws Interrupted if the cell has been interrupted
   */
  <T> T call(ClassLoader loader, Callable<T> code) throws Exception {
    synchronized (lock) {
      if (interrupted) {
        throw new Interrupted(new StackTraceElement[0], false);
      }
    }
    var run = new Run<>(loader, cell, code);
    synchronized (lock) {
      if (worker == null || !worker.isAlive()) {
        worker = new Worker();
        worker.start();
      }
      worker.next = run;
      lock.notifyAll();
      while (!run.done && !interrupted) {
        lock.wait();
      }
      if (!interrupted) {
        return run.result();
      }
    }
    throw stop(worker, run);
  }

  private Interrupted stop(Worker stopped, Run<?> run) throws InterruptedException {
    var where = stopped.getStackTrace();
    stopped.interrupt();
    await(run);
    // Code that took the interrupt up cleared it, and is closing what it has opened; stopping it there would do harm.
    for (var waited = 0; !run.isDone() && !stopped.isInterrupted() && waited < GRACE_MILLIS; waited += GLANCE_MILLIS) {
      await(run);
    }
    for (var waited = 0; !run.isDone() && waited < PATIENCE_MILLIS; waited += GLANCE_MILLIS) {
      Cancellation.of(stopped);
      stopped.interrupt();
      await(run);
      if (waited > 0 && isNative(stopped.getStackTrace())) {
        break;
      }
    }
    synchronized (lock) {
      if (!run.done) {
        worker = null;
        stopped.isLeftBehind = true;
      }
      return new Interrupted(where, !run.done);
    }
  }

  private void await(Run<?> run) throws InterruptedException {
    synchronized (lock) {
      if (!run.done) {
        lock.wait(GLANCE_MILLIS);
      }
    }
  }

  /** Waiting for the world outside, which no JDK can end: a socket's other side, a file, a process. */
  private static boolean isNative(StackTraceElement[] trace) {
    return trace.length > 0 && trace[0].isNativeMethod();
  }

  /** The thread of all cells. */
  private final class Worker extends Thread {

    private Run<?> next;
    private boolean isLeftBehind;

    Worker() {
      super(group, "cells");
      setDaemon(true);
    }

    @Override
    public void run() {
      while (true) {
        try {
          var work = take();
          if (work == null) {
            return;
          }
          setName(work.name);
          setContextClassLoader(work.loader);
          work.run();
        } catch (InterruptedException | ThreadDeath e) {
          // An interrupt that came just after the end of the code it was meant for.
          Cancellation.over(this);
        }
      }
    }

    private Run<?> take() throws InterruptedException {
      synchronized (lock) {
        while (next == null && !isLeftBehind) {
          lock.wait();
        }
        var work = next;
        next = null;
        return isLeftBehind ? null : work;
      }
    }
  }

  /** A snippet on its way through the thread. */
  private final class Run<T> {

    private final ClassLoader loader;
    private final String name;
    private final Callable<T> code;
    private T result;
    private Throwable failure;
    private boolean done;

    Run(ClassLoader loader, String name, Callable<T> code) {
      this.loader = loader;
      this.name = name;
      this.code = code;
    }

    void run() {
      T outcome = null;
      Throwable problem = null;
      Thread.interrupted();
      try {
        outcome = code.call();
      } catch (Throwable e) {
        problem = e;
      }
      Cancellation.over(Thread.currentThread());
      synchronized (lock) {
        result = outcome;
        failure = problem;
        done = true;
        lock.notifyAll();
      }
    }

    boolean isDone() {
      synchronized (lock) {
        return done;
      }
    }

    private T result() throws Exception {
      if (failure instanceof Exception e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      return result;
    }
  }
}
