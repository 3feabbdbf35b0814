package beyondcache.sale;

import beyondcache.sale.Live.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All browsers that watch. One thread pumps; any thread may add a stream. One that comes in new is told the latest events only,
 * which are all that its page shows; one that comes back, all that it has missed.
 */
final class Streams {

  private static final int MOST = 5_000;
  private static final int AT_ONCE = 200;
  /** So often a browser that is behind is asked for in one round: 4 000 events a second, more than a shop of this size has. */
  private static final int TIMES = 5;
  private static final int SHOWN = 8;
  private static final int BEAT_EVERY = 40;
  /** A browser ignores it; writing it shows whether it is still there. */
  private static final byte[] BEAT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);
  /** After so many milliseconds a browser whose line broke is back; they think 3 seconds right, which is long in a sale. */
  private static final byte[] RETRY = "retry: 1000\n\n".getBytes(StandardCharsets.UTF_8);

  private final Queue<EventStream> streams = new ConcurrentLinkedQueue<>();
  private volatile String state = "";
  private volatile Front front = new Front("", List.of());
  private int rounds;

  /** How far the feed has got, and the latest events, as they are sent. Who comes in new begins here. */
  private record Front(String position, List<String> latest) {

    Front after(List<Event> events, List<String> texts) {
      var all = Stream.concat(latest.stream(), texts.stream()).toList();
      return new Front(events.get(events.size() - 1).id(), all.subList(Math.max(0, all.size() - SHOWN), all.size()));
    }
  }

  /** @throws Trouble if there are too many already */
  void add(EventStream stream) {
    if (streams.size() >= MOST) {
      throw new Trouble(503, "too-many", "Too many browsers are watching. Try again in a moment.");
    }
    stream.end().thenRun(() -> streams.remove(stream));
    stream.send(RETRY);
    var now = front;
    if (stream.position().isEmpty() && !now.latest().isEmpty()) {
      stream.send(bytes(String.join("", now.latest())));
      stream.position(now.position());
    }
    streams.add(stream);
    if (!state.isEmpty()) {
      stream.send(bytes(text("state", state)));
    }
  }

  int size() {
    return streams.size();
  }

  /** Sends the state of the sale to all, if it has changed. */
  void state(String json) {
    if (!json.equals(state)) {
      state = json;
      var bytes = bytes(text("state", json));
      streams.forEach(stream -> stream.send(bytes));
    }
  }

  /**
   * Sends each browser what follows on what it has. Browsers that have the same, which is nearly all, cost one question.
   *
   * @param after asks the feed for what follows on an id
   */
  void pump(BiFunction<String, Integer, List<Event>> after) {
    Map<String, List<EventStream>> places = streams.stream().collect(Collectors.groupingBy(EventStream::position));
    var began = front.position();
    places.putIfAbsent(began, List.of());
    places.forEach((position, there) -> bringOn(position, there, position.equals(began), after));
    if (++rounds % BEAT_EVERY == 0) {
      streams.forEach(stream -> stream.send(BEAT));
    }
  }

  private void bringOn(String position, List<EventStream> there, boolean isFront,
      BiFunction<String, Integer, List<Event>> after) {
    var at = position;
    for (int i = 0; i < TIMES; i++) {
      var events = after.apply(at, AT_ONCE);
      if (events.isEmpty()) {
        return;
      }
      var texts = events.stream().map(event -> "id: " + event.id() + "\n" + text("feed", Json.of(event))).toList();
      var bytes = bytes(String.join("", texts));
      var last = events.get(events.size() - 1).id();
      there.forEach(stream -> {
        stream.send(bytes);
        stream.position(last);
      });
      if (isFront) {
        front = front.after(events, texts);
      }
      at = last;
      if (events.size() < AT_ONCE) {
        return;
      }
    }
  }

  /** An event as it is sent. The data is one line. */
  private static String text(String event, String data) {
    return "event: " + event + "\ndata: " + data + "\n\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void close() {
    streams.forEach(EventStream::close);
  }
}
