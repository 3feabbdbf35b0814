package beyondcache.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import jdk.jshell.spi.ExecutionControl.StoppedException;

/**
 * Runs the compiled snippets of a cell in this process, each on a thread of its own, so that a snippet that cannot be
 * stopped can still be left behind. One cell runs at a time.
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
    var run = new Run<>(group, cell, code);
    run.setContextClassLoader(loader);
    run.start();
    synchronized (lock) {
      while (!run.done && !interrupted) {
        lock.wait();
      }
      if (!interrupted) {
        return run.result();
      }
    }
    throw stop(run);
  }

  private static Interrupted stop(Run<?> run) throws InterruptedException {
    var where = run.getStackTrace();
    run.interrupt();
    run.join(GLANCE_MILLIS);
    // Whoever took the interrupt up cleared it, and is closing what it has opened; stopping it there would do harm.
    for (var waited = 0; run.isAlive() && !run.isInterrupted() && waited < GRACE_MILLIS; waited += GLANCE_MILLIS) {
      run.join(GLANCE_MILLIS);
    }
    for (var waited = 0; run.isAlive() && waited < PATIENCE_MILLIS; waited += GLANCE_MILLIS) {
      Cancellation.of(run);
      run.interrupt();
      run.join(GLANCE_MILLIS);
      if (waited > 0 && isNative(run.getStackTrace())) {
        break;
      }
    }
    return new Interrupted(where, run.isAlive());
  }

  /** Waiting for the world outside, which no JDK can end: a socket's other side, a file, a process. */
  private static boolean isNative(StackTraceElement[] trace) {
    return trace.length > 0 && trace[0].isNativeMethod();
  }

  /** A snippet's thread. */
  final class Run<T> extends Thread {

    private final Callable<T> code;
    private T result;
    private Throwable failure;
    private boolean done;

    Run(ThreadGroup group, String name, Callable<T> code) {
      super(group, name);
      this.code = code;
    }

    @Override
    public void run() {
      T outcome = null;
      Throwable problem = null;
      try {
        outcome = code.call();
      } catch (Throwable e) {
        problem = e;
      }
      Cancellation.over(this);
      synchronized (lock) {
        result = outcome;
        failure = problem;
        done = true;
        lock.notifyAll();
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
