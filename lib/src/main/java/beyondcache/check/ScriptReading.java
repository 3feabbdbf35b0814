package beyondcache.check;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads Lua scripts, as far as that is possible without running them. */
final class ScriptReading {

  /** Ways round a plain {@code redis.call(}. */
  private static final Pattern SUSPICIOUS = Pattern.compile(
      "\\bredis\\b(?!\\s*\\.\\s*(?:p?call\\s*\\(|error_reply|status_reply|sha1hex|log|LOG_|setresp|replicate_commands))"
          + "|\\b(?:_G|load|loadstring|rawget|getfenv)\\b");
  private static final String DECLARED = "KEYS\\s*\\[\\s*\\d+\\s*\\]";
  private static final Pattern ALIAS = Pattern.compile("local\\s+(\\w+)\\s*=\\s*" + DECLARED + "\\s*(?:[;\\n]|$|(?=local|if|return))");
  private static final Pattern CALL = Pattern.compile("redis\\s*\\.\\s*p?call\\s*\\(");
  private static final Pattern ARGUMENTS = Pattern.compile("\\G\\s*['\"](\\w+)['\"]\\s*(?:\\)|,([^,()]*)(,[^()]*)?)");

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

  private ScriptReading() {}

  /** Whether every call in the script is on a key of KEYS. If that is not certain: no. */
  static boolean keepsToItsKeys(String source) {
    if (SUSPICIOUS.matcher(source).find()) {
      return false;
    }
    var aliases = new HashSet<String>();
    var alias = ALIAS.matcher(source);
    while (alias.find()) {
      aliases.add(alias.group(1));
    }
    var calls = CALL.matcher(source);
    var call = ARGUMENTS.matcher(source);
    while (calls.find()) {
      if (!call.find(calls.end())) {
        return false;
      }
      var command = call.group(1).toUpperCase(Locale.ROOT);
      var others = call.group(3) == null ? "" : call.group(3).substring(1);
      var fine = command.equals("TIME") && call.group(2) == null
          || OF_ONE_KEY.contains(command) && isKey(call.group(2), aliases)
          || OF_KEYS.contains(command) && isKey(call.group(2), aliases)
              && (others.isEmpty() || Arrays.stream(others.split(",")).allMatch(key -> isKey(key, aliases)));
      if (!fine) {
        return false;
      }
    }
    return true;
  }

  private static boolean isKey(String argument, Set<String> aliases) {
    return argument != null && (argument.strip().matches(DECLARED) || aliases.contains(argument.strip()));
  }
}
