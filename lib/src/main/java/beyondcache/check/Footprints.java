package beyondcache.check;

import beyondcache.wire.Exchange;
import beyondcache.wire.Reply;
import beyondcache.wire.Step;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Finds out which keys a command reads and which it changes: from the server's own table ({@code COMMAND INFO}), and where
 * the keys' places depend on the arguments, from {@code COMMAND GETKEYS}. Wherever that is not certain, the command counts
 * as one that changes everything, which costs orders and never hides one.
 */
final class Footprints {

  private static final Set<String> OF_WHOLE_KEYSPACE = Set.of("KEYS", "SCAN", "DBSIZE", "RANDOMKEY");
  private static final Set<String> OF_NOTHING = Set.of("TIME", "WAIT", "WAITAOF", "LASTSAVE", "MULTI", "EXEC", "LOLWUT");

  /** A row of the server's table. */
  private record Row(boolean readsOnly, boolean movable, boolean container, int first, int last, int step) {}

  private final RedisClient redis;
  private final Collection<String> loadedScripts;
  private final Map<String, Row> table = new HashMap<>();
  private final Map<List<String>, Footprint> known = new HashMap<>();

  /** @param loadedScripts the scripts that were seen on their way to the server; grows */
  Footprints(RedisClient redis, Collection<String> loadedScripts) {
    this.redis = redis;
    this.loadedScripts = loadedScripts;
  }

  /** @param watched what the actor watches at that time; only a transaction cares */
  Footprint of(Step step, Footprint watched) {
    if (step.isOutside()) {
      return Footprint.OF_EVERYTHING;
    }
    var all = Footprint.OF_NOTHING;
    for (var command : step.commands()) {
      all = all.and(of(command));
      if (command.command().equals("EXEC")) {
        all = all.and(watched);
      }
    }
    return all;
  }

  private Footprint of(Exchange command) {
    if (command.words().stream().anyMatch(Reply::isPrefix) || command.words().size() > 1000) {
      return Footprint.OF_EVERYTHING;
    }
    var words = command.words().stream().map(word -> new String(word.bytes(), StandardCharsets.ISO_8859_1)).toList();
    // What EVALSHA does is known once the script has been seen.
    return command.command().equals("EVALSHA") ? find(words) : known.computeIfAbsent(words, this::find);
  }

  private Footprint find(List<String> words) {
    var name = words.get(0).toUpperCase(Locale.ROOT);
    if (OF_NOTHING.contains(name)) {
      return Footprint.OF_NOTHING;
    }
    if (OF_WHOLE_KEYSPACE.contains(name)) {
      return Footprint.READS_EVERYTHING;
    }
    switch (name) {
      case "PUBLISH", "SPUBLISH":
        return words.size() > 1 ? Footprint.writing(Set.of("channel " + words.get(1))) : Footprint.OF_NOTHING;
      case "SUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "SUNSUBSCRIBE":
        return channels(words.subList(1, words.size()));
      case "EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO":
        return script(name, words);
      case "SORT", "SORT_RO":
        if (words.stream().skip(2).anyMatch(word -> word.equalsIgnoreCase("BY") || word.equalsIgnoreCase("GET"))) {
          return Footprint.OF_EVERYTHING;
        }
        break;
      case "FCALL", "FCALL_RO", "CLIENT":
        return Footprint.OF_EVERYTHING;
      default:
    }
    var row = table.computeIfAbsent(name.toLowerCase(Locale.ROOT), this::lookUp);
    var readsOnly = row.readsOnly;
    if (row.container && words.size() > 1) {
      readsOnly = table.computeIfAbsent((name + "|" + words.get(1)).toLowerCase(Locale.ROOT), this::lookUp).readsOnly;
    }
    var keys = row.movable || row.container ? askForKeys(words) : keys(words, row);
    if (keys.isEmpty()) {
      return Footprint.OF_EVERYTHING;
    }
    return readsOnly ? Footprint.reading(keys) : Footprint.writing(keys);
  }

  private static Footprint channels(List<String> names) {
    // Messages about keys are sent by every command that changes one.
    if (names.isEmpty() || names.stream().anyMatch(name -> name.startsWith("__key"))) {
      return Footprint.OF_EVERYTHING;
    }
    var channels = new HashSet<String>();
    names.forEach(name -> channels.add("channel " + name));
    return Footprint.reading(channels);
  }

  // --- scripts --------------------------------------------------------------------------------------------------------

  private Footprint script(String name, List<String> words) {
    var keys = new HashSet<String>();
    try {
      var number = Integer.parseInt(words.get(2));
      keys.addAll(words.subList(3, 3 + number));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return Footprint.OF_NOTHING; // The server refuses it.
    }
    var source = name.startsWith("EVALSHA")
        ? loadedScripts.stream().filter(s -> sha1(s).equalsIgnoreCase(words.get(1))).findFirst().orElse(null) : words.get(1);
    if (source == null || !ScriptReading.keepsToItsKeys(source)) {
      return Footprint.OF_EVERYTHING;
    }
    return name.endsWith("_RO") ? Footprint.reading(keys) : Footprint.writing(keys);
  }

  private static String sha1(String source) {
    try {
      var digest = MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.ISO_8859_1));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- the server's table ---------------------------------------------------------------------------------------------

  private static Set<String> keys(List<String> words, Row row) {
    var keys = new TreeSet<String>();
    if (row.first > 0) {
      var last = row.last < 0 ? words.size() + row.last : row.last;
      for (var i = row.first; i <= Math.min(last, words.size() - 1); i += Math.max(1, row.step)) {
        keys.add(words.get(i));
      }
    }
    return keys;
  }

  private Set<String> askForKeys(List<String> words) {
    try {
      var question = new byte[words.size() + 1][];
      question[0] = "GETKEYS".getBytes(StandardCharsets.US_ASCII);
      for (var i = 0; i < words.size(); i++) {
        question[i + 1] = words.get(i).getBytes(StandardCharsets.ISO_8859_1);
      }
      var keys = new TreeSet<String>();
      for (var key : (List<?>) redis.sendCommand(Protocol.Command.COMMAND, question)) {
        keys.add(new String((byte[]) key, StandardCharsets.ISO_8859_1));
      }
      return keys;
    } catch (JedisDataException e) {
      return Set.of(); // "The command has no key arguments", or it is none at all.
    }
  }

  private Row lookUp(String name) {
    var answer = (List<?>) redis.sendCommand(Protocol.Command.COMMAND, "INFO", name);
    if (answer.isEmpty() || !(answer.get(0) instanceof List<?> row)) {
      return new Row(false, false, false, 0, 0, 0);
    }
    var flags = new HashSet<String>();
    ((Collection<?>) row.get(2)).forEach(flag -> flags.add(text(flag)));
    var container = row.size() > 9 && row.get(9) instanceof Collection<?> subcommands && !subcommands.isEmpty();
    return new Row(flags.contains("readonly"), flags.contains("movablekeys"), container, number(row.get(3)),
        number(row.get(4)), number(row.get(5)));
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
  }

  private static int number(Object value) {
    return ((Number) value).intValue();
  }
}
