package beyondcache.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Commands and replies in the words of redis-cli, shortened, with whatever is not text escaped. */
final class Wording {

  private static final String HIDDEN = "(hidden)";

  private Wording() {}

  /** A word of a command: as it is if it is plain, quoted if it has spaces or odd characters. */
  static String word(byte[] bytes, long size, int atMost) {
    var text = utf8(bytes, size > bytes.length);
    var plain = text != null && !text.isEmpty() && text.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '\\' || odd(c));
    return shortened(plain ? text : '"' + escaped(bytes, text) + '"', size, bytes.length, atMost);
  }

  /** A reply on one line of about that length. */
  static String of(Reply reply, int atMost) {
    switch (reply.kind()) {
      case SIMPLE:
        return shortened(reply.string(), reply.size(), reply.bytes().length, atMost);
      case ERROR:
        return shortened("(error) " + reply.string(), reply.size(), reply.bytes().length, atMost);
      case INTEGER:
        return "(integer) " + reply.string();
      case DOUBLE:
        return "(double) " + reply.string();
      case BIG_NUMBER:
        return "(big number) " + reply.string();
      case BOOLEAN:
        return reply.string().equals("t") ? "(true)" : "(false)";
      case NULL:
        return "(nil)";
      case STRING:
      case VERBATIM:
        var text = utf8(reply.bytes(), reply.isPrefix());
        return shortened('"' + escaped(reply.bytes(), text) + '"', reply.size(), reply.bytes().length, atMost);
      default:
        return items(reply, atMost);
    }
  }

  private static String items(Reply reply, int atMost) {
    if (reply.size() == 0) {
      return switch (reply.kind()) {
        case MAP -> "(empty hash)";
        case SET -> "(empty set)";
        default -> "(empty array)";
      };
    }
    var map = reply.kind() == Reply.Kind.MAP;
    var line = new StringBuilder();
    var shown = 0;
    for (var i = 0; i < reply.items().size() && line.length() < atMost; i += map ? 2 : 1) {
      line.append(i == 0 ? "" : " ").append(map ? i / 2 + 1 + "# " : i + 1 + ") ");
      var item = reply.items().get(i);
      var nested = of(item, Math.max(20, atMost - line.length()));
      line.append(item.kind().holdsItems() && item.size() > 0 ? "[" + nested + "]" : nested);
      if (map && i + 1 < reply.items().size()) {
        line.append(" => ").append(of(reply.items().get(i + 1), Math.max(20, atMost - line.length())));
      }
      shown = i + (map ? 2 : 1);
    }
    if (shown < reply.size()) {
      line.append(" ... (").append(map ? reply.size() / 2 : reply.size()).append(" in all)");
    }
    return line.toString();
  }

  private static String shortened(String text, long size, int kept, int atMost) {
    if (size <= kept && text.length() <= atMost) {
      return text;
    }
    return text.substring(0, Math.min(text.length(), Math.max(8, atMost - 16))) + "... (" + size + " bytes)";
  }

  /** The text, or null if the bytes are none. A character that was cut in half at the end is let go. */
  private static String utf8(byte[] bytes, boolean prefix) {
    for (var spare = 0; spare <= (prefix ? 3 : 0) && spare <= bytes.length; spare++) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, bytes.length - spare)).toString();
      } catch (CharacterCodingException e) {
        // Not with this length.
      }
    }
    return null;
  }

  private static boolean odd(int c) {
    return Character.isISOControl(c) || c == 0xFFFD || c >= 0x202A && c <= 0x202E;
  }

  private static String escaped(byte[] bytes, String text) {
    var out = new StringBuilder();
    if (text == null) {
      for (var b : bytes) {
        escape(out, b & 0xFF, b >= ' ' && b < 0x7F);
      }
    } else {
      text.chars().forEach(c -> escape(out, c, !odd(c)));
    }
    return out.toString();
  }

  private static void escape(StringBuilder out, int c, boolean printable) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (printable) {
          out.append((char) c);
        } else {
          out.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", c));
        }
      }
    }
  }

  /** The words of an inline command. */
  static List<String> words(String line) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    var quote = (char) 0;
    var inWord = false;
    for (var i = 0; i < line.length(); i++) {
      var c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else if (c == '\\' && quote == '"' && i + 1 < line.length()) {
          var next = line.charAt(++i);
          if (next == 'x' && i + 2 < line.length() && line.substring(i + 1, i + 3).matches("[0-9a-fA-F]{2}")) {
            word.append((char) Integer.parseInt(line.substring(i + 1, i + 3), 16));
            i += 2;
          } else {
            word.append(switch (next) {
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> next;
            });
          }
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (c <= ' ') {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  private static final Set<String> SECRET_SETTINGS = Set.of("REQUIREPASS", "MASTERAUTH", "MASTERUSER",
      "TLS-KEY-FILE-PASS", "TLS-CLIENT-KEY-FILE-PASS");

  /** The command with passwords taken out. */
  static List<Reply> withoutSecrets(List<Reply> words) {
    var first = upper(words, 0);
    var masked = new ArrayList<>(words);
    switch (first) {
      case "AUTH" -> hide(masked, 1, words.size());
      case "HELLO", "MIGRATE" -> {
        for (var i = 1; i < words.size(); i++) {
          if (upper(words, i).equals("AUTH") || upper(words, i).equals("AUTH2")) {
            hide(masked, i + 1, Math.min(words.size(), i + (upper(words, i).equals("AUTH2") || first.equals("HELLO") ? 3 : 2)));
          }
        }
      }
      case "CONFIG" -> {
        for (var i = 2; i + 1 < words.size(); i++) {
          if (SECRET_SETTINGS.contains(upper(words, i))) {
            hide(masked, i + 1, i + 2);
          }
        }
      }
      case "ACL" -> hide(masked, 3, upper(words, 1).equals("SETUSER") ? words.size() : 0);
      default -> {
        return words;
      }
    }
    return masked;
  }

  private static void hide(List<Reply> words, int from, int to) {
    var hidden = HIDDEN.getBytes(StandardCharsets.UTF_8);
    for (var i = from; i < to; i++) {
      words.set(i, Reply.leaf(Reply.Kind.STRING, hidden, hidden.length));
    }
  }

  static String upper(List<Reply> words, int index) {
    return index < words.size() ? words.get(index).string().toUpperCase(Locale.ROOT) : "";
  }
}
