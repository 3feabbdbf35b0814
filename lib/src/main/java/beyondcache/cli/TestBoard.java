package beyondcache.cli;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells how steps that run side by side are getting on: their lines, each behind its step's name, and where all of them are
 * compared with how long they are expected to take. On a terminal that is one line, overwritten each second; elsewhere a new
 * line every half minute.
 */
final class TestBoard implements AutoCloseable {

  private static final long TERMINAL_MILLIS = 1_000;
  private static final long OTHERWISE_MILLIS = 30_000;

  private final Progress progress;
  private final Duration expected;
  private final long began = System.nanoTime();
  private final Map<String, String> running = new TreeMap<>();
  private final Thread ticker = new Thread(this::tick, "progress");

  TestBoard(Progress progress, Duration expected) {
    this.progress = progress;
    this.expected = expected;
    ticker.setDaemon(true);
    ticker.start();
  }

  /** Where one step reports what it does. */
  Progress of(TestStep step) {
    set(step, "");
    return new Progress() {
      @Override
      void line(String text) {
        progress.line(text.lines().map(line -> step.name() + ": " + line).collect(Collectors.joining("\n")));
      }

      @Override
      void status(String text) {
        set(step, text);
      }
    };
  }

  void ended(TestStep step) {
    set(step, null);
  }

  private void set(TestStep step, String text) {
    synchronized (running) {
      if (text == null) {
        running.remove(step.name());
      } else {
        running.put(step.name(), text.strip());
      }
    }
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(progress.onTerminal() ? TERMINAL_MILLIS : OTHERWISE_MILLIS);
        String steps;
        synchronized (running) {
          steps = running.entrySet().stream().map(step -> step.getKey() + (step.getValue().isEmpty() ? "" : " (" + step.getValue() + ")"))
              .collect(Collectors.joining(", "));
        }
        var text = Progress.say(elapsed()) + " of about " + Progress.say(expected) + ": " + steps;
        if (progress.onTerminal()) {
          progress.status(text);
        } else {
          progress.line("... " + text);
        }
      }
    } catch (InterruptedException e) {
      progress.clear();
    }
  }

  @Override
  public void close() {
    ticker.interrupt();
  }
}
