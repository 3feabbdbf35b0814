package beyondcache.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;

/** Records. Written by the proxy's thread, read by everybody. */
final class TapeDeck {

  /** Entries beyond this number push the oldest off the tape. */
  static final int LENGTH = 20_000;

  private final ArrayDeque<Request> entries = new ArrayDeque<>();
  private long first;

  synchronized void add(Request request) {
    if (entries.size() == LENGTH) {
      entries.removeFirst();
      first++;
    }
    entries.addLast(request);
  }

  synchronized void answered(Request request, Reply reply, long replyBytes, long nanos) {
    request.reply = reply;
    request.replyBytes += replyBytes;
    request.nanos = nanos;
  }

  /** Where the next entry will stand. */
  synchronized long position() {
    return first + entries.size();
  }

  synchronized Tape since(long position) {
    var taken = new ArrayList<Exchange>();
    var at = first;
    for (var request : entries) {
      if (at++ >= position) {
        taken.add(request.exchange());
      }
    }
    return new Tape(taken, false, Math.max(0, first - position));
  }
}
