package beyondcache.check;

import beyondcache.check.Message.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The worker's end of the connection to its checker: one line a message. */
final class Channel {

  private final OutputStream out;

  Channel(OutputStream out) {
    this.out = out;
  }

  void send(Event event) {
    line(Message.GSON.toJson(event));
  }

  synchronized void line(String text) {
    try {
      out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("The checker has gone", e);
    }
  }
}
