package beyondcache.wire;

import java.util.ArrayList;
import java.util.List;

/** A command on its way, or a pushed message; becomes an {@link Exchange} when the tape is looked at. */
final class Request {

  final String actor;
  final int connection;
  final List<Reply> words;
  final long bytes;
  final long roundTrip;
  final boolean chatter;

  /** When it went on to the server. */
  long sentAt;

  /** How many replies the server owes: one; SUBSCRIBE gets one for each channel; after CLIENT REPLY OFF none. */
  int owed = 1;

  // These three are guarded by the tape deck.
  Reply reply;
  long replyBytes;
  long nanos;

  Request(String actor, int connection, List<Reply> words, long bytes, long roundTrip, boolean chatter) {
    this.actor = actor;
    this.connection = connection;
    this.words = words;
    this.bytes = bytes;
    this.roundTrip = roundTrip;
    this.chatter = chatter;
  }

  String command() {
    return Wording.upper(words, 0);
  }

  Exchange exchange() {
    return new Exchange(actor, connection, new ArrayList<>(words), reply, bytes, replyBytes, nanos, roundTrip, chatter);
  }
}
