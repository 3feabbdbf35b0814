package beyondcache.sale;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * The stream of events to one browser. Nothing here waits for that browser: what it is too slow to read is kept, up to a bound, and
 * then the connection is closed. It comes back by itself and says where it was.
 */
final class EventStream implements WriteListener {

  private static final int MOST_WAITING = 500;

  private final ServletOutputStream out;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private boolean begun;
  private boolean writing;

  /** The id of the last feed event that was sent, or that the browser said it has. Belongs to {@link Streams}. */
  private String position;

  EventStream(ServletOutputStream out, String position) {
    this.out = out;
    this.position = position;
  }

  String position() {
    return position;
  }

  void position(String id) {
    position = id;
  }

  /** Begins to write; to be called when the request has become asynchronous. */
  void listen() {
    out.setWriteListener(this);
  }

  /** Ends when the stream does. */
  CompletableFuture<Void> end() {
    return end;
  }

  boolean isOpen() {
    return !end.isDone();
  }

  void close() {
    end.complete(null);
  }

  /** Sends these bytes, which many streams may share. */
  void send(byte[] bytes) {
    synchronized (waiting) {
      if (waiting.size() >= MOST_WAITING) {
        close();
        return;
      }
      waiting.add(bytes);
    }
    drain();
  }

  @Override
  public void onWritePossible() {
    synchronized (waiting) {
      begun = true;
      writing = false;
    }
    drain();
  }

  // Only whoever was told that the stream is ready may write, and never two at once.
  private void drain() {
    synchronized (waiting) {
      if (!begun || writing) {
        return;
      }
      try {
        while (isOpen() && out.isReady()) {
          var next = waiting.poll();
          if (next == null) {
            return;
          }
          out.write(next);
          if (waiting.isEmpty() && out.isReady()) {
            out.flush();
          }
        }
        writing = true;
      } catch (IOException | IllegalStateException e) {
        close();
      }
    }
  }

  @Override
  public void onError(Throwable problem) {
    close();
  }
}
