package beyondcache.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * What a command says while it works: lines that stay, and, on a terminal, one status line that is overwritten. The
 * launcher says whether there is a terminal in the system property {@value #TERMINAL}.
 */
class Progress {

  static final String TERMINAL = "beyondcache.terminal";

  private static final int WIDTH = 100;

  private final PrintStream out;
  private final boolean terminal = Boolean.getBoolean(TERMINAL);
  private boolean dirty;

  Progress() {
    this(System.out);
  }

  Progress(PrintStream out) {
    this.out = out;
  }

  /** Whether the status line is shown at all. */
  boolean onTerminal() {
    return terminal;
  }

  /** Prints a line that stays. */
  synchronized void line(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /** Overwrites the status line; does nothing without a terminal. */
  synchronized void status(String text) {
    if (terminal) {
      clear();
      out.print(text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…");
      out.flush();
      dirty = true;
    }
  }

  /** Removes the status line. */
  synchronized void clear() {
    if (dirty) {
      out.print("\r\033[K");
      out.flush();
      dirty = false;
    }
  }

  /** A duration as people say it: {@code 0.8 s}, {@code 12 s}, {@code 2 min 05 s}. */
  static String say(Duration duration) {
    var seconds = duration.toMillis() / 1000.0;
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    var whole = Math.round(seconds);
    return whole < 120 ? whole + " s" : String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
  }
}
