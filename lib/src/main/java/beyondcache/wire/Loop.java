package beyondcache.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The proxy's one thread. All state of connections, cuts and gates is confined to it, so none of them needs a lock, and
 * a decision of the gate costs no change of threads.
 */
final class Loop implements AutoCloseable {

  /** Whoever owns a channel. */
  interface Ready {
    void ready(SelectionKey key) throws IOException;

    /** The channel failed. */
    void broken(IOException reason);
  }

  /** Something to be done at a time of {@link System#nanoTime}. */
  static final class Timer {
    private final long at;
    private Runnable task;

    private Timer(long at, Runnable task) {
      this.at = at;
      this.task = task;
    }

    void cancel() {
      task = null;
    }
  }

  /** How long to look out for the next event before going to sleep: falling asleep and waking up cost more than most answers take. */
  private static final long AWAKE_NANOS = 100_000;

  /** Shared by all connections: what is read is passed on before the next read. */
  final ByteBuffer chunk = ByteBuffer.allocateDirect(64 * 1024);

  private final Selector selector;
  private final Thread thread;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(timer -> timer.at));
  private volatile Consumer<Throwable> listener;
  private volatile boolean closed;
  private volatile boolean ended;

  Loop(String name) {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  SelectionKey register(SelectableChannel channel, int interest, Ready owner) throws IOException {
    return channel.register(selector, interest, owner);
  }

  /** Does it on the loop's thread, soon. */
  void execute(Runnable task) {
    tasks.add(task);
    if (ended) {
      rejectTasks();
    } else if (Thread.currentThread() != thread) {
      selector.wakeup();
    }
  }

  /** A task whose result is waited for. */
  private record Question<T>(Callable<T> code, CompletableFuture<T> answer) implements Runnable {
    @Override
    public void run() {
      try {
        answer.complete(code.call());
      } catch (Throwable e) {
        answer.completeExceptionally(e);
      }
    }
  }

  /** Does it on the loop's thread and waits for the result. Unchecked exceptions come through as they are. */
  <T> T ask(Callable<T> question) {
    var answer = new CompletableFuture<T>();
    execute(new Question<>(question, answer));
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** On the loop's thread only. */
  Timer after(long millis, Runnable task) {
    var timer = new Timer(System.nanoTime() + millis * 1_000_000, task);
    timers.add(timer);
    return timer;
  }

  private void run() {
    try {
      while (!closed) {
        await();
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
          run(task);
        }
        while (!timers.isEmpty() && timers.peek().at - System.nanoTime() <= 0) {
          var task = timers.poll().task;
          if (task != null) {
            run(task);
          }
        }
      }
    } catch (IOException e) {
      report(e);
    } finally {
      closed = true;
      selector.keys().forEach(key -> quietly(key.channel()));
      quietly(selector);
      ended = true;
      rejectTasks();
    }
  }

  /** The loop has ended, so these tasks will not run; those that wait for one are told. */
  private void rejectTasks() {
    for (var task = tasks.poll(); task != null; task = tasks.poll()) {
      if (task instanceof Question<?> question) {
        question.answer().completeExceptionally(new RejectedExecutionException("the wire is closed"));
      }
    }
    if (listener != null) {
      listener.accept(new RejectedExecutionException("the wire is closed"));
    }
  }

  private void await() throws IOException {
    var until = System.nanoTime() + AWAKE_NANOS;
    // A look uses up the wake-up call of execute() and close(), so what they called for is asked for after each look.
    while (selector.selectNow(this::ready) == 0 && tasks.isEmpty() && !closed) {
      if (System.nanoTime() - until > 0) {
        selector.select(this::ready, timeout());
        return;
      }
      Thread.yield();
    }
  }

  /**
   * Reports failures of the proxy, and its end, to this listener. With null, failures are treated as uncaught exceptions. The
   * loop goes on after a failed task.
   */
  void onFailure(Consumer<Throwable> listener) {
    this.listener = listener;
  }

  private void report(Throwable failure) {
    var told = listener;
    if (told != null) {
      told.accept(failure);
    } else {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      report(e);
    }
  }

  private long timeout() {
    while (!timers.isEmpty() && timers.peek().task == null) {
      timers.poll();
    }
    return timers.isEmpty() ? 0 : Math.max(1, (timers.peek().at - System.nanoTime() + 999_999) / 1_000_000);
  }

  private void ready(SelectionKey key) {
    if (key.isValid() && key.attachment() instanceof Ready owner) {
      try {
        owner.ready(key);
      } catch (IOException e) {
        owner.broken(e);
      } catch (RuntimeException | Error e) {
        report(e);
        owner.broken(new IOException("The proxy failed: " + e, e));
      }
    }
  }

  static void quietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // It is on its way out already.
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    if (Thread.currentThread() != thread) {
      try {
        thread.join(2000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
