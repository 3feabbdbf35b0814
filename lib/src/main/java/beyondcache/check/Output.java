package beyondcache.check;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What an answer prints during a test, up to a bound. It is shown to the learner and believed by nobody. */
final class Output extends OutputStream {

  private static final int MOST = 4000;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  void capture() {
    var stream = new PrintStream(this, true, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
  }

  void release() {
    System.setOut(out);
    System.setErr(err);
  }

  synchronized void start() {
    kept.reset();
  }

  synchronized String text() {
    return kept.size() == 0 ? null : kept.toString(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int b) {
    if (kept.size() < MOST) {
      kept.write(b);
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    kept.write(bytes, offset, Math.max(0, Math.min(length, MOST - kept.size())));
  }
}
