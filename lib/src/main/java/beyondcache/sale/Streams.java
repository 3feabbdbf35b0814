package beyondcache.sale;

import beyondcache.sale.Live.Event;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** All browsers that watch. One thread pumps; any thread may add a stream. */
final class Streams {

  private static final int MOST = 5_000;
  private static final int AT_ONCE = 200;
  private static final int BEAT_EVERY = 40;

  private final Queue<EventStream> streams = new ConcurrentLinkedQueue<>();
  private volatile String state = "";
  private int rounds;

  /** @throws Trouble if there are too many already */
  void add(EventStream stream) {
    if (streams.size() >= MOST) {
      throw new Trouble(503, "too-many", "Too many browsers are watching. Try again in a moment.");
    }
    stream.end().thenRun(() -> streams.remove(stream));
    streams.add(stream);
    if (!state.isEmpty()) {
      stream.send(null, "state", state);
    }
  }

  int size() {
    return streams.size();
  }

  /** Sends the state of the sale to all, if it has changed. */
  void state(String json) {
    if (!json.equals(state)) {
      state = json;
      streams.forEach(stream -> stream.send(null, "state", json));
    }
  }

  /**
   * Sends each browser what follows on what it has. Browsers that have the same, which is nearly all, cost one question.
   *
   * @param after asks the feed for what follows on an id
   */
  void pump(BiFunction<String, Integer, List<Event>> after) {
    Map<String, List<EventStream>> places = streams.stream().collect(Collectors.groupingBy(EventStream::position));
    places.forEach((position, there) -> {
      for (var event : after.apply(position, AT_ONCE)) {
        var json = Json.of(event);
        there.forEach(stream -> {
          stream.send(event.id(), "feed", json);
          stream.position(event.id());
        });
      }
    });
    if (++rounds % BEAT_EVERY == 0) {
      streams.forEach(EventStream::beat);
    }
  }

  void close() {
    streams.forEach(EventStream::close);
  }
}
