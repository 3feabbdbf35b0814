package beyondcache.wire;

import java.util.List;
import java.util.Locale;

/**
 * One command and what the server answered, or one message that the server pushed of itself (Pub/Sub, invalidations).
 *
 * @param actor who sent it
 * @param connection which of the actor's connections it went over, counted from 1
 * @param words the command and its arguments, passwords hidden; empty for a pushed message
 * @param reply what came back; null while nothing has, and when nothing ever will (the connection was cut)
 * @param requestBytes the command's length on the wire
 * @param replyBytes the reply's length on the wire
 * @param nanos from the command's arrival in front of the server to the reply's, in nanoseconds; the time in which the
 *     gate held it does not count
 * @param roundTrip the same for commands that were sent without waiting for a reply in between; 0 for a pushed message
 * @param chatter whether the client sent it on its own account, to set up or to keep up a connection
 */
public record Exchange(String actor, int connection, List<Reply> words, Reply reply, long requestBytes, long replyBytes,
    long nanos, long roundTrip, boolean chatter) {

  /** The command's name in capitals, such as {@code SET}; the empty string for a pushed message. */
  public String command() {
    return words.isEmpty() ? "" : words.get(0).string().toUpperCase(Locale.ROOT);
  }

  /** The arguments as UTF-8 text, without the command's name; long ones as far as they were kept. */
  public List<String> args() {
    return words.stream().skip(1).map(Reply::string).toList();
  }

  /** The time in microseconds. */
  public long micros() {
    return nanos / 1000;
  }

  /** Whether the server sent this of itself. */
  public boolean pushed() {
    return words.isEmpty();
  }

  /** The command on one line, as it would be typed into redis-cli: {@code SET greeting "good day"}. */
  public String text() {
    return text(words, 160);
  }

  /** What came back, on one line, as redis-cli would print it. */
  public String replyText() {
    return reply == null ? "(no reply)" : reply.toString();
  }

  @Override
  public String toString() {
    return pushed() ? actor + " < " + replyText() : actor + "> " + text() + "  -> " + replyText();
  }

  static String text(List<Reply> words, int atMost) {
    var line = new StringBuilder();
    for (var i = 0; i < words.size(); i++) {
      if (line.length() > atMost) {
        return line.append(" ... (").append(words.size() - 1).append(" arguments)").toString();
      }
      var word = words.get(i);
      line.append(i == 0 ? word.string().toUpperCase(Locale.ROOT) : " " + Wording.word(word.bytes(), word.size(), 60));
    }
    return line.toString();
  }
}
