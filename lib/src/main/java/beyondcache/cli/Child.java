package beyondcache.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A child process that does not outlive the command, and takes its own children with it. However the command ends, the
 * child's standard input, a pipe to which nothing is ever written, reaches its end; on Ctrl-C, SIGTERM and SIGHUP the
 * child is asked to end first, and killed with all its descendants when it does not.
 */
final class Child implements AutoCloseable {

  /** How long a child has for an orderly end; Jupyter gives each kernel 5 s of it. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static volatile boolean ending;

  private final Process process;
  private final Thread hook;

  private Child(Process process) {
    this.process = process;
    this.hook = new Thread(() -> {
      ending = true;
      end();
    }, "end " + process.pid());
  }

  /**
   * Starts the child.
   *
   * @throws IOException if the program is not there
   */
  static Child start(ProcessBuilder builder) throws IOException {
    var child = new Child(builder.redirectInput(ProcessBuilder.Redirect.PIPE).start());
    try {
      Runtime.getRuntime().addShutdownHook(child.hook);
    } catch (IllegalStateException e) {
      child.end(); // The command is ending already.
      throw new IOException("interrupted", e);
    }
    return child;
  }

  Process process() {
    return process;
  }

  /** Waits for the child's end and returns its exit code; does not return at all when the command itself is ending. */
  int await() {
    try {
      var code = process.waitFor();
      parkWhenEnding();
      return code;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the main thread", e);
    }
  }

  /** Keeps a thread from reporting as a failure what is the learner's Ctrl-C. */
  static void parkWhenEnding() {
    while (ending) {
      LockSupport.park();
    }
  }

  /** Ends the child and all its descendants; returns when they have gone. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // The hook is at it.
    }
    end();
  }

  private void end() {
    var descendants = process.descendants().toList();
    process.destroy();
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // A pipe to a process that has gone.
    }
    if (!gone(List.of(process.toHandle()), GRACE)) {
      process.destroyForcibly();
    }
    // A kernel stops its servers on SIGTERM, so that comes before the harder one.
    if (!gone(descendants, Duration.ofSeconds(2))) {
      descendants.forEach(ProcessHandle::destroy);
      if (!gone(descendants, Duration.ofSeconds(3))) {
        descendants.forEach(ProcessHandle::destroyForcibly);
        gone(descendants, Duration.ofSeconds(2));
      }
    }
  }

  private static boolean gone(List<ProcessHandle> handles, Duration within) {
    var exits = handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(exits).get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (Exception e) {
      return handles.stream().noneMatch(ProcessHandle::isAlive);
    }
  }
}
