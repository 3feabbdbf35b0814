package beyondcache.check;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads Lua scripts without running them, and finds those that touch only the keys passed in {@code KEYS}.
 *
 * <p>It accepts a small part of Lua and refuses everything else: a script passes only if each {@code redis.call} names its
 * command as a literal and its keys as {@code KEYS[n]}, or as a local variable that is assigned {@code KEYS[n]} once and
 * nothing else, ever. Functions, metatables, environments and any other use of {@code redis} or {@code KEYS} are refused.
 */
final class ScriptReading {

  /** Names with which a script could reach a command or change a variable in a way that cannot be seen in its tokens. */
  private static final Set<String> FORBIDDEN = Set.of("function", "_G", "_VERSION", "load", "loadstring", "loadfile", "dofile",
      "require", "module", "getfenv", "setfenv", "rawset", "rawget", "setmetatable", "getmetatable", "debug", "coroutine",
      "package", "server");

  /** What else a script may call on {@code redis}; none of it touches a key. */
  private static final Set<String> HARMLESS = Set.of("error_reply", "status_reply", "sha1hex", "log", "setresp",
      "replicate_commands");

  /** Commands whose one key is their first argument. */
  private static final Set<String> OF_ONE_KEY = Set.of(("APPEND BITCOUNT BITFIELD BITPOS DECR DECRBY EXPIRE EXPIREAT GEOADD "
      + "GEODIST GEOHASH GEOPOS GET GETBIT GETDEL GETEX GETRANGE GETSET HDEL HEXISTS HGET HGETALL HINCRBY HINCRBYFLOAT HKEYS "
      + "HLEN HMGET HMSET HSET HSETNX HVALS INCR INCRBY INCRBYFLOAT LINDEX LINSERT LLEN LPOP LPOS LPUSH LPUSHX LRANGE LREM "
      + "LSET LTRIM PERSIST PEXPIRE PEXPIREAT PFADD PSETEX PTTL RPOP RPUSH RPUSHX SADD SCARD SET SETBIT SETEX SETNX SETRANGE "
      + "SISMEMBER SMEMBERS SMISMEMBER SPOP SRANDMEMBER SREM STRLEN TTL TYPE XACK XADD XDEL XLEN XRANGE XREVRANGE XTRIM ZADD "
      + "ZCARD ZCOUNT ZINCRBY ZMSCORE ZPOPMAX ZPOPMIN ZRANGE ZRANGEBYSCORE ZRANK ZREM ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE "
      + "ZREVRANGEBYSCORE ZREVRANK ZSCORE").split(" "));

  /** Commands all of whose arguments are keys. */
  private static final Set<String> OF_KEYS = Set.of("DEL", "EXISTS", "MGET", "TOUCH", "UNLINK", "RENAME", "RENAMENX");

  private final List<LuaTokens.Token> tokens;
  private final int[] depths;
  private final Set<String> aliases = new HashSet<>();
  private final Set<Integer> declarations = new HashSet<>();

  private ScriptReading(List<LuaTokens.Token> tokens) {
    this.tokens = tokens;
    this.depths = new int[tokens.size()];
    var depth = 0;
    for (var i = 0; i < depths.length; i++) {
      depth -= isSymbol(i, ")", "]", "}") ? 1 : 0;
      depths[i] = depth;
      depth += isSymbol(i, "(", "[", "{") ? 1 : 0;
    }
  }

  /** Whether every call in the script is on a key of {@code KEYS}. If that is not certain: no. */
  static boolean keepsToItsKeys(String source) {
    var tokens = LuaTokens.of(source);
    return tokens != null && new ScriptReading(tokens).isPlain();
  }

  private boolean isPlain() {
    for (var i = 0; i < tokens.size(); i++) {
      if (isAliasDeclaration(i)) {
        aliases.add(text(i + 1));
        declarations.add(i + 1);
      }
    }
    for (var i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).kind() == LuaTokens.Kind.NAME && !isPlainName(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean isPlainName(int i) {
    var name = text(i);
    if (FORBIDDEN.contains(name)) {
      return false;
    }
    if (isSymbol(i - 1, ".", ":")) {
      return true; // a field, which is not the variable of that name
    }
    return switch (name) {
      case "redis" -> isPlainUseOfRedis(i);
      case "KEYS" -> isSymbol(i - 1, "#") && !isSymbol(i + 1, "[", ".", ":") || isKeyAt(i) && isOnlyRead(i, i + 3);
      default -> !aliases.contains(name) || declarations.contains(i) || isOnlyRead(i, i);
    };
  }

  /** {@code local name = KEYS[n]}, with nothing after it that would make it part of a longer expression. */
  private boolean isAliasDeclaration(int i) {
    return isName(i, "local") && isName(i + 1) && isSymbol(i + 2, "=") && isKeyAt(i + 3)
        && (i + 7 == tokens.size() || isSymbol(i + 7, ";") || isName(i + 7) && !isName(i + 7, "and") && !isName(i + 7, "or"));
  }

  /** {@code KEYS [ n ]}, from this token to the third after it. */
  private boolean isKeyAt(int i) {
    return isName(i, "KEYS") && isSymbol(i + 1, "[") && i + 2 < tokens.size()
        && tokens.get(i + 2).kind() == LuaTokens.Kind.NUMBER && text(i + 2).matches("\\d+") && isSymbol(i + 3, "]");
  }

  /**
   * Whether the variable that spans these tokens is not assigned to, declared again, or indexed. Without functions there are no
   * statements inside brackets, so that what is there is read.
   */
  private boolean isOnlyRead(int first, int last) {
    if (isSymbol(last + 1, "=", ".", ":", "[")) {
      return false;
    }
    var isListed = isSymbol(first - 1, ",") || isSymbol(last + 1, ",");
    return depths[first] > 0 || !isListed && !isName(first - 1, "local") && !isName(first - 1, "for");
  }

  private boolean isPlainUseOfRedis(int i) {
    if (!isSymbol(i + 1, ".") || !isName(i + 2)) {
      return false;
    }
    var member = text(i + 2);
    if (member.equals("call") || member.equals("pcall")) {
      return isSymbol(i + 3, "(") && isOnKeys(i + 4);
    }
    return HARMLESS.contains(member) && isSymbol(i + 3, "(") || member.startsWith("LOG_") && isSymbol(i + 3, ",");
  }

  /** @param first the first token of a call's arguments */
  private boolean isOnKeys(int first) {
    if (first >= tokens.size() || tokens.get(first).kind() != LuaTokens.Kind.STRING) {
      return false;
    }
    var command = text(first).toUpperCase(Locale.ROOT);
    if (command.equals("TIME")) {
      return isSymbol(first + 1, ")");
    }
    if (!OF_ONE_KEY.contains(command) && !OF_KEYS.contains(command)) {
      return false;
    }
    var at = first + 1;
    do {
      if (!isSymbol(at, ",")) {
        return false;
      }
      at = afterKey(at + 1);
    } while (at > 0 && OF_KEYS.contains(command) && !isSymbol(at, ")"));
    return at > 0 && isSymbol(at, ",", ")");
  }

  /** The token after the key that begins at this token; 0 if none does. */
  private int afterKey(int i) {
    return isKeyAt(i) ? i + 4 : isName(i) && aliases.contains(text(i)) ? i + 1 : 0;
  }

  private boolean isName(int i) {
    return i >= 0 && i < tokens.size() && tokens.get(i).kind() == LuaTokens.Kind.NAME;
  }

  private boolean isName(int i, String name) {
    return isName(i) && text(i).equals(name);
  }

  private boolean isSymbol(int i, String... symbols) {
    return i >= 0 && i < tokens.size() && tokens.get(i).kind() == LuaTokens.Kind.SYMBOL && List.of(symbols).contains(text(i));
  }

  private String text(int i) {
    return tokens.get(i).text();
  }
}
