package beyondcache.show;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Text in columns of a terminal, where a Chinese character takes two and an accent none; and text in HTML and SVG. */
final class Words {

  private static final Pattern CHARACTER = Pattern.compile("\\X");

  private Words() {}

  /** The number of columns that the text takes in a font of fixed width. */
  static int width(String text) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x300)) {
      return text.length();
    }
    // What a reader sees as one character may be several code points: a flag, a family, a letter with its accents.
    return CHARACTER.matcher(text).results()
        .mapToInt(one -> one.group().codePoints().map(Words::width).max().orElse(0)).sum();
  }

  private static int width(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT, Character.CONTROL -> 0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  /** East Asian wide and full-width forms, and emoji, in the blocks that matter (Unicode Standard Annex 11). */
  private static boolean isWide(int c) {
    return c >= 0x1100 && c <= 0x115F
        || c >= 0x2E80 && c <= 0xA4CF && c != 0x303F
        || c >= 0xAC00 && c <= 0xD7A3
        || c >= 0xF900 && c <= 0xFAFF
        || c >= 0xFE30 && c <= 0xFE6F
        || c >= 0xFF00 && c <= 0xFF60
        || c >= 0xFFE0 && c <= 0xFFE6
        || c >= 0x1F300 && c <= 0x1F64F
        || c >= 0x1F680 && c <= 0x1F6FF
        || c >= 0x1F900 && c <= 0x1FAFF
        || c >= 0x20000 && c <= 0x3FFFD;
  }

  static String left(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }

  static String right(String text, int columns) {
    return " ".repeat(Math.max(0, columns - width(text))) + text;
  }

  static String centre(String text, int columns) {
    return left(" ".repeat(Math.max(0, (columns - width(text)) / 2)) + text, columns);
  }

  /** Lines of at most so many columns, broken at spaces where there are any. At least one line. */
  static List<String> wrap(String text, int columns) {
    var lines = new ArrayList<String>();
    for (var line : text.split("\\R", -1)) {
      while (width(line) > columns && fitting(line, columns) < line.length()) {
        var cut = fitting(line, columns);
        var space = line.lastIndexOf(' ', cut);
        var at = space > cut / 2 ? space : cut;
        lines.add(line.substring(0, at));
        line = line.substring(at).stripLeading();
      }
      lines.add(line);
    }
    return lines;
  }

  /** How many chars of the text fit into so many columns; at least one character. */
  private static int fitting(String text, int columns) {
    var used = 0;
    var end = 0;
    var matcher = CHARACTER.matcher(text);
    while (matcher.find()) {
      used += width(matcher.group());
      if (used > columns && end > 0) {
        break;
      }
      end = matcher.end();
    }
    return end;
  }

  /** The text cut to so many columns, with an ellipsis where something was cut. */
  static String shorten(String text, int columns) {
    return width(text) <= columns ? text : text.substring(0, fitting(text, columns - 1)).stripTrailing() + "…";
  }

  /** For HTML and XML, in text and in attributes. Control characters, which XML 1.0 cannot hold, become pictures. */
  static String escape(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> {
      switch (c) {
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '&' -> escaped.append("&amp;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        case '\n', '\t' -> escaped.append((char) c);
        default -> {
          if (c < 0x20) {
            escaped.append((char) (0x2400 + c));
          } else if (c == 0xFFFE || c == 0xFFFF || c >= 0xD800 && c <= 0xDFFF) {
            escaped.append('\uFFFD');
          } else {
            escaped.appendCodePoint(c);
          }
        }
      }
    });
    return escaped.toString();
  }
}
