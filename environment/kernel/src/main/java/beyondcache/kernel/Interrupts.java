package beyondcache.kernel;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.function.Consumer;
import org.dflib.jjava.jupyter.messages.Message;

/**
 * Interrupts come on a channel of their own; they may overtake the cell that they are meant for, or be overtaken by
 * one that was sent after them. They are meant for every cell that was sent before them, so where the two come close
 * together they are compared by the time at which they were sent.
 */
final class Interrupts {

  /** How long an interrupt may wait for a cell that was sent before it; a kernel that starts is slow to begin one. */
  private static final Duration EARLY = Duration.ofSeconds(10);

  /** How late it may come. As the clocks of two machines may differ, neither limit is for ever. */
  private static final Duration LATE = Duration.ofSeconds(2);

  private Instant sent = Instant.MIN;
  private long arrived = System.nanoTime();
  private Instant cellSent = Instant.MIN;
  private long cellBegan = System.nanoTime();

  /** An interrupt has come; {@code stop} ends what is running. */
  synchronized void add(Message<?> interrupt, Runnable stop) {
    sent = sent(interrupt);
    arrived = System.nanoTime();
    if (!(isWithin(LATE, cellBegan) && cellSent.isAfter(sent))) {
      stop.run();
    }
  }

  /** A cell begins; {@code start} learns whether it has been interrupted already. */
  synchronized void begin(Message<?> cell, Consumer<Boolean> start) {
    cellSent = sent(cell);
    cellBegan = System.nanoTime();
    start.accept(isWithin(EARLY, arrived) && !cellSent.isAfter(sent));
  }

  private static boolean isWithin(Duration limit, long since) {
    return System.nanoTime() - since < limit.toNanos();
  }

  private static Instant sent(Message<?> message) {
    try {
      return OffsetDateTime.parse(message.getHeader().getTimestamp().getDateString()).toInstant();
    } catch (DateTimeParseException | NullPointerException e) {
      return Instant.now();
    }
  }
}
