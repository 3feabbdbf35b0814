package beyondcache.wire;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What passed over a {@link Wire}: the commands in the order in which they reached the proxy, with their replies. A tape
 * does not change any more once it was taken off the wire.
 *
 * <p>Commands that a client sends on its own account (HELLO, CLIENT SETINFO, AUTH, SELECT, ...) are folded away: they are
 * neither among the {@link #entries} nor in the sums, only in {@link #folded}. {@link #unfolded} brings them back.
 */
public final class Tape {

  private final List<Exchange> all;
  private final List<Exchange> shown;
  private final boolean unfolded;
  private final long lost;

  Tape(List<Exchange> all, boolean unfolded, long lost) {
    this.all = List.copyOf(all);
    this.unfolded = unfolded;
    this.shown = unfolded ? this.all : this.all.stream().filter(e -> !e.chatter()).toList();
    this.lost = lost;
  }

  /** The commands with their replies, and what the server pushed of itself. */
  public List<Exchange> entries() {
    return shown;
  }

  /** The commands alone, each as a line such as {@code SET stock 10}. */
  public List<String> commands() {
    return shown.stream().filter(e -> !e.pushed()).map(Exchange::text).toList();
  }

  /** How many commands of that name were sent, in any case of letters. */
  public long count(String command) {
    return shown.stream().filter(e -> !e.pushed() && e.command().equalsIgnoreCase(command)).count();
  }

  /** How often a client waited for the server. Commands that were sent together, as by a pipeline, count once. */
  public long roundTrips() {
    return shown.stream().filter(e -> !e.pushed()).mapToLong(Exchange::roundTrip).distinct().count();
  }

  /** The bytes of the commands. */
  public long requestBytes() {
    return shown.stream().mapToLong(Exchange::requestBytes).sum();
  }

  /** The bytes of the replies and of pushed messages. */
  public long replyBytes() {
    return shown.stream().mapToLong(Exchange::replyBytes).sum();
  }

  /** The bytes in both directions. */
  public long bytes() {
    return requestBytes() + replyBytes();
  }

  /** The part that one actor sent and got. */
  public Tape of(String actor) {
    return new Tape(all.stream().filter(e -> e.actor().equals(actor)).toList(), unfolded, lost);
  }

  /** Who is on it, in the order of their first command. */
  public List<String> actors() {
    return shown.stream().map(Exchange::actor).distinct().toList();
  }

  /** The same with the clients' own commands among the entries and in the sums. */
  public Tape unfolded() {
    return new Tape(all, true, lost);
  }

  /** The commands that were folded away, with their numbers: {@code HELLO} 1, {@code CLIENT SETINFO} 2, ... */
  public Map<String, Long> folded() {
    return unfolded ? Map.of() : all.stream().filter(Exchange::chatter).collect(
        Collectors.groupingBy(Tape::title, TreeMap::new, Collectors.counting()));
  }

  private static String title(Exchange exchange) {
    return exchange.command().equals("CLIENT") && exchange.words().size() > 1
        ? "CLIENT " + Wording.upper(exchange.words(), 1) : exchange.command();
  }

  /** How many entries are no longer on the tape, because it holds only the last {@value TapeDeck#LENGTH}. */
  public long lost() {
    return lost;
  }

  /** The tape as lines: each command under its actor's name, its reply behind it, and a line of sums at the end. */
  public String text() {
    var out = new StringBuilder();
    var width = shown.stream().mapToInt(e -> e.actor().length()).max().orElse(0);
    var commandWidth = Math.min(48, commands().stream().mapToInt(String::length).max().orElse(0));
    var trip = -1L;
    for (var e : shown) {
      var sameTrip = !e.pushed() && e.roundTrip() == trip;
      trip = e.pushed() ? trip : e.roundTrip();
      out.append(String.format("%-" + Math.max(1, width) + "s %s ", e.actor(), e.pushed() ? "<" : sameTrip ? "|" : ">"));
      if (!e.pushed()) {
        out.append(String.format("%-" + Math.max(1, commandWidth) + "s  ", e.text()));
      }
      out.append(e.replyText()).append('\n');
    }
    return out.append(summary()).append('\n').toString();
  }

  /** The sums on one line. */
  public String summary() {
    var commands = shown.stream().filter(e -> !e.pushed()).count();
    var pushed = shown.size() - commands;
    var line = new StringBuilder(counted(commands, "command")).append(", ").append(counted(roundTrips(), "round trip"))
        .append(", ").append(counted(bytes(), "byte"));
    if (pushed > 0) {
      line.append(", ").append(counted(pushed, "pushed message"));
    }
    if (!folded().isEmpty()) {
      line.append("; folded away: ").append(folded().entrySet().stream()
          .map(e -> e.getValue() == 1 ? e.getKey() : e.getKey() + " x" + e.getValue()).collect(Collectors.joining(", ")));
    }
    if (lost > 0) {
      line.append("; ").append(lost).append(" earlier ones are no longer on the tape");
    }
    return line.toString();
  }

  private static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  @Override
  public String toString() {
    return text();
  }
}
