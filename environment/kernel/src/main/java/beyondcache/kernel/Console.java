package beyondcache.kernel;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.dflib.jjava.jupyter.messages.publish.PublishStream.StreamType;

/**
 * {@code System.out}, {@code System.err} and {@code System.in} of a notebook. They stay attached to the last cell
 * that was started, so that what a background thread prints after its cell has ended is seen as well.
 */
final class Console {

  /** More than this many characters from one cell help nobody and make a notebook that no browser opens. */
  static final int LIMIT = 500_000;

  private final UnaryOperator<String> translator;
  private final PrintStream out = new Lines(new Printer(StreamType.OUT));
  private final PrintStream err = new Lines(new Printer(StreamType.ERR));
  private final Input in = new Input();
  private Reply cell;
  private int left;

  /** @param translator puts a line of a stack trace in the reader's words; null leaves it out */
  Console(UnaryOperator<String> translator) {
    this.translator = translator;
  }

  /** Makes the process's standard streams those of the notebook, whatever a cell has made of them. */
  void install() {
    System.setOut(out);
    System.setErr(err);
    System.setIn(in);
  }

  /** From now on output belongs to this cell. */
  synchronized void attach(Reply next, boolean canAsk) {
    cell = next;
    left = LIMIT;
    in.start(canAsk);
    install();
  }

  private synchronized void print(StreamType stream, CharSequence text) {
    if (cell == null || left <= 0) {
      return;
    }
    if (text.length() <= left) {
      left -= text.length();
      cell.print(stream, text);
    } else {
      cell.print(stream, text.subSequence(0, left));
      left = 0;
      cell.print(StreamType.ERR, "\n... The output of this cell ends here: it is longer than " + LIMIT
          + " characters. The code goes on.\n");
    }
  }

  /** A stream that tells stack traces, which arrive line by line as objects, in terms of cells. */
  private final class Lines extends PrintStream {

    Lines(OutputStream printer) {
      super(printer, true, StandardCharsets.UTF_8);
    }

    @Override
    public void println(Object line) {
      var text = String.valueOf(line);
      var translated = line instanceof Throwable || text.startsWith("\t") || text.startsWith("Caused by: ")
          ? translator.apply(text) : text;
      if (translated != null) {
        super.println((Object) translated);
      }
    }
  }

  private final class Printer extends OutputStream {

    private final StreamType stream;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] begun = {};

    Printer(StreamType stream) {
      this.stream = stream;
    }

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      var all = ByteBuffer.allocate(begun.length + length).put(begun).put(bytes, from, length).flip();
      var text = CharBuffer.allocate(all.remaining() + 1);
      decoder.reset().decode(all, text, false);
      // A character whose bytes have not all arrived waits for the rest.
      begun = new byte[all.remaining()];
      all.get(begun);
      print(stream, text.flip());
    }
  }

  private final class Input extends InputStream {

    private volatile boolean canAsk;
    private byte[] line = {};
    private int next;

    void start(boolean allowed) {
      canAsk = allowed;
      line = new byte[0];
      next = 0;
    }

    @Override
    public synchronized int read() {
      if (next >= line.length && !ask()) {
        return -1;
      }
      return line[next++] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] into, int from, int length) {
      if (length == 0) {
        return 0;
      }
      if (next >= line.length && !ask()) {
        return -1;
      }
      var count = Math.min(length, line.length - next);
      System.arraycopy(line, next, into, from, count);
      next += count;
      return count;
    }

    @Override
    public synchronized int available() {
      return line.length - next;
    }

    private boolean ask() {
      if (!canAsk) {
        err.println("This cell reads System.in, but there is nobody to ask: the notebook is being run without its"
            + " reader. Put the value into a variable instead.");
        return false;
      }
      Reply asked;
      synchronized (Console.this) {
        asked = cell;
      }
      line = asked.readFromStdIn().getBytes(StandardCharsets.UTF_8);
      next = 0;
      if (line.length == 0 && Thread.currentThread().isInterrupted()) {
        // An empty line, and the cell is stopped. At the end of the input, or after an exception, a Scanner would never ask again.
        line = new byte[] {'\n'};
      }
      return line.length > 0;
    }
  }
}
