package beyondcache.check;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What answers print while tests run side by side: kept for each test by itself, up to a bound. A thread prints for the test
 * that started it. It is shown to the learner; no verdict depends on it.
 */
final class Output extends OutputStream {

  private static final int MOST = 4000;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final InheritableThreadLocal<ByteArrayOutputStream> kept = new InheritableThreadLocal<>();

  void capture() {
    var stream = new PrintStream(this, true, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
  }

  void release() {
    System.setOut(out);
    System.setErr(err);
  }

  /** From now on, what this thread prints, and threads that it starts, is kept in {@code printed}. */
  void keepIn(ByteArrayOutputStream printed) {
    kept.set(printed);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    var text = kept.get();
    if (text != null) {
      synchronized (text) {
        text.write(bytes, offset, Math.max(0, Math.min(length, MOST - text.size())));
      }
    }
  }
}
