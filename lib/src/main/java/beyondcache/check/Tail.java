package beyondcache.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Empties a process's output so that it never waits for a reader, and keeps the end of it. */
final class Tail {

  private static final int KEPT = 8000;

  private final StringBuilder text = new StringBuilder();

  Tail(InputStream in) {
    var reader = new Thread(() -> drain(in), "worker's output");
    reader.setDaemon(true);
    reader.start();
  }

  private void drain(InputStream in) {
    var buffer = new byte[4096];
    try (in) {
      for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        synchronized (text) {
          text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
          text.delete(0, Math.max(0, text.length() - KEPT));
        }
      }
    } catch (IOException e) {
      // The process was ended while we read: there is nothing more to keep.
      return;
    }
  }

  String text() {
    synchronized (text) {
      return text.toString();
    }
  }
}
