package beyondcache.check;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Splits Lua 5.1 source into names, numbers, strings and symbols; comments and space are left out. */
final class LuaTokens {

  enum Kind { NAME, NUMBER, STRING, SYMBOL }

  /** @param text the source of the token; of a string, what is between the quotes, with its escapes as they are written */
  record Token(Kind kind, String text) {}

  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern NUMBER = Pattern.compile("0[xX][0-9a-fA-F]+|(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"|'((?:[^'\\\\\\n]|\\\\.)*)'", Pattern.DOTALL);
  private static final Pattern LONG = Pattern.compile("\\[(=*)\\[(.*?)\\]\\1\\]", Pattern.DOTALL);
  private static final Pattern LINE_COMMENT = Pattern.compile("--[^\\n]*");
  private static final Pattern SYMBOL = Pattern.compile("\\.\\.\\.|\\.\\.|==|~=|<=|>=|[-+*/%^#<>=(){}\\[\\];:,.]");
  private static final Pattern SHEBANG = Pattern.compile("#![^\\n]*");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private String match;

  private LuaTokens(String source) {
    this.source = source;
  }

  /** The tokens; null if the source has anything that is not Lua. */
  static List<Token> of(String source) {
    return new LuaTokens(source).all();
  }

  private List<Token> all() {
    take(SHEBANG, 0);
    while (at < source.length()) {
      if (!next()) {
        return null;
      }
    }
    return tokens;
  }

  private boolean next() {
    if (take(SPACE, 0)) {
      return true;
    }
    if (source.startsWith("--", at)) {
      if (source.startsWith("[", at + 2)) {
        at += 2;
        if (take(LONG, 2)) {
          return true;
        }
        at -= 2;
      }
      return take(LINE_COMMENT, 0);
    }
    return take(NAME, 0) && add(Kind.NAME)
        || take(NUMBER, 0) && add(Kind.NUMBER)
        || take(LONG, 2) && add(Kind.STRING)
        || take(QUOTED, source.charAt(at) == '"' ? 1 : 2) && add(Kind.STRING)
        || take(SYMBOL, 0) && add(Kind.SYMBOL);
  }

  private boolean take(Pattern pattern, int group) {
    var matcher = pattern.matcher(source).region(at, source.length());
    if (!matcher.lookingAt()) {
      return false;
    }
    match = matcher.group(group);
    at = matcher.end();
    return true;
  }

  private boolean add(Kind kind) {
    return tokens.add(new Token(kind, match));
  }
}
