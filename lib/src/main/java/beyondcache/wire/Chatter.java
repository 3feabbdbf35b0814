package beyondcache.wire;

import java.util.List;
import java.util.Set;

/**
 * Tells the commands that a client sends to set up and keep up its connections from those that the program asked for.
 * The tape folds the former away, and the gate lets them pass.
 */
final class Chatter {

  private static final Set<String> ALWAYS = Set.of("HELLO", "AUTH", "SELECT", "COMMAND", "QUIT", "RESET");
  private static final Set<String> OF_CLIENT = Set.of("SETINFO", "SETNAME", "GETNAME", "ID", "INFO", "MAINT_NOTIFICATIONS");

  /** Sent before anything else to find out what sort of server this is. */
  private static final Set<String> AT_FIRST = Set.of("INFO", "ROLE", "CLUSTER", "CONFIG", "SENTINEL");

  /** What Redisson asks to find out whether keys must share a slot. */
  private static final String REDISSON_PROBE = "redis.call('get', KEYS[1]) redis.call('get', KEYS[2])";

  private boolean first = true;
  private boolean atFirst = true;
  private boolean pings;

  /**
   * To be asked once about each command of a connection, in order.
   *
   * @param typed whether it came as an inline command, as a person would write it
   */
  boolean is(List<Reply> words, boolean typed) {
    var command = Wording.upper(words, 0);
    // Redisson opens with PING, before it has said anything else, and goes on pinging.
    pings |= first && !typed && command.equals("PING");
    first = false;
    if (command.equals("CLIENT") && Wording.upper(words, 1).equals("SETINFO")) {
      // These two send PING of themselves, while idle; Jedis and people do so when they mean it.
      var library = Wording.upper(words, 3);
      pings |= library.contains("REDISSON") || library.contains("LETTUCE");
    }
    if (ALWAYS.contains(command)
        || command.equals("CLIENT") && OF_CLIENT.contains(Wording.upper(words, 1))
        || command.equals("PING") && pings && words.size() == 1
        || atFirst && pings && AT_FIRST.contains(command)
        || atFirst && command.equals("EVAL") && words.size() > 1 && words.get(1).string().equals(REDISSON_PROBE)) {
      return true;
    }
    atFirst = false;
    return false;
  }
}
