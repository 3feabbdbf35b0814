package beyondcache.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.dflib.jjava.jupyter.messages.publish.PublishStream.StreamType;

/**
 * All that a notebook gets to see, in order, sent by one thread: a cell that is stopped in the middle of a picture
 * must not leave half a message behind. Text is gathered for a moment, so that a thousand lines are not a thousand
 * messages.
 */
final class Outbox {

  /** How long text waits for more of it. */
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

  /** Text of this many characters waits for nothing. */
  private static final int FULL = 1 << 15;

  // Monitors and plain collections only: on JDK 17 a cell's thread may be stopped anywhere, which monitors survive.
  private final Deque<Item> items = new ArrayDeque<>();
  private JupyterSocket socket;
  private boolean sending;

  private sealed interface Item {}

  private record Sealed(Message<?> message) implements Item {}

  private record Text(Reply cell, StreamType stream, StringBuilder text, long since) implements Item {}

  /** Starts sending what has been gathered so far and what is to come. */
  void open(JupyterSocket iopub) {
    socket = iopub;
    var sender = new Thread(this::send, "output");
    sender.setDaemon(true);
    sender.start();
  }

  synchronized void add(Message<?> message) {
    items.addLast(new Sealed(message));
    notifyAll();
  }

  synchronized void add(Reply cell, StreamType stream, CharSequence text) {
    if (items.peekLast() instanceof Text last && last.cell == cell && last.stream == stream) {
      last.text.append(text);
      if (last.text.length() < FULL) {
        return;
      }
    } else {
      items.addLast(new Text(cell, stream, new StringBuilder(text), System.nanoTime()));
    }
    notifyAll();
  }

  /** Waits until all has been handed to the network, but no longer than {@code millis}. */
  synchronized void drain(long millis) throws InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while ((sending || !items.isEmpty()) && System.nanoTime() < deadline) {
      wait(10);
    }
  }

  private void send() {
    try {
      while (true) {
        try {
          socket.sendMessage(take());
        } catch (RuntimeException | OutOfMemoryError e) {
          // One message that cannot be sent, for its size or its content, must not make the kernel mute.
          System.err.println("An output of this cell could not be sent: " + e);
        }
        synchronized (this) {
          sending = false;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Message<?> take() throws InterruptedException {
    while (true) {
      if (items.isEmpty()) {
        wait();
      } else if (items.peekFirst() instanceof Text text && items.size() == 1 && text.text.length() < FULL
          && System.nanoTime() - text.since < GATHER_NANOS) {
        TimeUnit.NANOSECONDS.timedWait(this, GATHER_NANOS - (System.nanoTime() - text.since) + 1);
      } else {
        sending = true;
        var item = items.removeFirst();
        return item instanceof Text text
            ? text.cell.message(new PublishStream(text.stream, text.text.toString()))
            : ((Sealed) item).message;
      }
    }
  }
}
