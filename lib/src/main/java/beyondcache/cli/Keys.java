package beyondcache.cli;

import beyondcache.EnvironmentProblem;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Single keys from the terminal, without Enter where the terminal can be told so. Without a terminal there are none. */
final class Keys implements AutoCloseable {

  private static final File TERMINAL = new File("/dev/tty");

  private final BlockingQueue<Character> pressed = new LinkedBlockingQueue<>();
  private final boolean there;
  private final Thread restore = new Thread(() -> stty("icanon", "echo"), "terminal");

  /** @param there whether there is a terminal */
  Keys(boolean there) {
    this.there = there;
    if (there) {
      Runtime.getRuntime().addShutdownHook(restore);
      stty("-icanon", "-echo", "min", "1");
      var reader = new Thread(this::read, "keys");
      reader.setDaemon(true);
      reader.start();
    }
  }

  /** The next key that was pressed, in lower case; 0 when there is none. */
  char poll() {
    var key = pressed.poll();
    return key == null ? 0 : Character.toLowerCase(key);
  }

  private void read() {
    try {
      for (var c = System.in.read(); c >= 0; c = System.in.read()) {
        pressed.add((char) c);
      }
      pressed.add('q');
    } catch (IOException e) {
      // The terminal has gone, and whoever sat at it.
      pressed.add('q');
    }
  }

  private static void stty(String... settings) {
    try {
      var command = new String[settings.length + 1];
      command[0] = "stty";
      System.arraycopy(settings, 0, command, 1, settings.length);
      new ProcessBuilder(command).redirectInput(TERMINAL).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    } catch (IOException e) {
      // Without stty keys still work, followed by Enter.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentProblem("The terminal could not be set up: interrupted.", e);
    }
  }

  @Override
  public void close() {
    if (there) {
      Runtime.getRuntime().removeShutdownHook(restore);
      stty("icanon", "echo");
    }
  }
}
