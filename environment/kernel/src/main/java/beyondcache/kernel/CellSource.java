package beyondcache.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;

/** The text of a cell, and where in it a snippet of JShell's lies. */
record CellSource(int number, String text) {

  private static final Pattern BLANK = Pattern.compile("(?s)(?:\\s|//[^\\n]*+|/\\*.*?\\*/)*+");

  private static final Pattern LITERAL_OR_COMMENT = Pattern.compile(
      "(?s)\"\"\"(?:\\\\.|.)*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])*'|//[^\n]*|/\\*.*?\\*/");

  private static final Pattern TRAILING_COMMENT = Pattern.compile("\\s*(?://[^\\n\"]*)?$");

  /** What cannot begin a statement. */
  private static final Pattern GOES_ON = Pattern.compile("\\s*(?:[.,:?=&|<>*%()\\[\\]{}]|/(?![/*])|[+-](?![+-])"
      + "|(?:else|catch|finally|instanceof|throws)\\b|\\z)");

  /**
   * One snippet's part of a cell.
   *
   * @param cell the whole
   * @param start where the part begins in the cell's text
   * @param code the part, as it is compiled
   * @param quiet whether the part ends in a semicolon of its own, and so shows no value
   * @param insertedAt where in the code there is something that the cell's text does not have
   * @param inserted its length
   */
  record Piece(CellSource cell, int start, String code, boolean quiet, int insertedAt, int inserted) {

    Piece(CellSource cell, int start, String code, boolean quiet) {
      this(cell, start, code, quiet, code.length(), 0);
    }

    Piece insert(int at, String words) {
      return new Piece(cell, start, code.substring(0, at) + words + code.substring(at), quiet, at, words.length());
    }

    /** Where in the cell a place in the source of one of the piece's snippets is. */
    Position at(Snippet snippet, long offset) {
      var inCode = Math.max(0, code.indexOf(snippet.source())) + (int) Math.max(0, offset);
      var added = Math.min(inserted, Math.max(0, inCode - insertedAt));
      return cell.at(start + inCode - added);
    }
  }

  /** A line of a cell, counted from one, and the column in it, counted from zero. */
  record Position(int line, int column, String text) {

    /** How much of a very long line is shown. */
    private static final int SHOWN = 160;

    /** The line, and below it a caret that points to the column. */
    List<String> pointedOut() {
      var from = Math.max(0, column - SHOWN / 2);
      var shown = text.substring(from, Math.min(text.length(), from + SHOWN));
      var blank = new StringBuilder("    ");
      shown.chars().limit(column - from).forEach(c -> blank.append(c == '\t' ? '\t' : ' '));
      return List.of("    " + shown, blank.append('^').toString());
    }
  }

  List<Piece> split(SourceCodeAnalysis analysis) {
    var pieces = new ArrayList<Piece>();
    var start = skipBlank(0);
    while (start < text.length()) {
      var rest = text.substring(start);
      var info = analysis.analyzeCompletion(hideNonSealed(rest));
      var line = info.completeness() == Completeness.COMPLETE ? 0 : withoutSemicolon(analysis, rest);
      if (line > 0) {
        pieces.add(new Piece(this, start, TRAILING_COMMENT.matcher(rest.substring(0, line)).replaceFirst("") + ";", false));
        start = skipBlank(start + line);
        continue;
      }
      if (!info.completeness().isComplete()) {
        pieces.add(new Piece(this, start, rest, false));
        break;
      }
      var end = rest.length() - info.remaining().length();
      // JShell adds the semicolon that a last expression may lack.
      pieces.add(new Piece(this, start, rest.substring(0, end) + info.source().substring(end),
          rest.substring(0, end).stripTrailing().endsWith(";")));
      start = skipBlank(start + end);
    }
    return SealedTypes.permit(pieces);
  }

  /** Where a comment begins that is not closed; JShell would drop the rest of the cell without a word. -1 if there is none. */
  int openComment() {
    var code = new StringBuilder(text);
    var literals = LITERAL_OR_COMMENT.matcher(text);
    while (literals.find()) {
      code.replace(literals.start(), literals.end(), " ".repeat(literals.end() - literals.start()));
    }
    return code.indexOf("/*");
  }

  /**
   * Where the first statement ends that lacks its semicolon: at the end of a line, where the next line does not go on with it.
   * JShell takes such statements one by one, but not with others behind them. 0 if there is none.
   */
  private static int withoutSemicolon(SourceCodeAnalysis analysis, String code) {
    for (var end = code.indexOf('\n'); end >= 0; end = code.indexOf('\n', end + 1)) {
      var statement = TRAILING_COMMENT.matcher(code.substring(0, end)).replaceFirst("");
      if (!GOES_ON.matcher(code).region(end, code.length()).lookingAt()
          && analysis.analyzeCompletion(hideNonSealed(statement)).completeness() == Completeness.COMPLETE_WITH_SEMI) {
        return end;
      }
    }
    return 0;
  }

  /**
   * The next place that is neither white space nor comment. Snippets have to begin with their first word: an import
   * on demand that does not is taken for one that every other snippet depends on, and all variables lose their
   * values.
   */
  private int skipBlank(int from) {
    var blank = BLANK.matcher(text).region(from, text.length());
    return blank.lookingAt() ? blank.end() : from;
  }

  /** Whether this makes a whole cell. */
  Completeness completeness(SourceCodeAnalysis analysis) {
    var rest = text;
    while (true) {
      var info = analysis.analyzeCompletion(hideNonSealed(rest));
      if (!info.completeness().isComplete() || info.remaining().isBlank()) {
        return info.completeness();
      }
      rest = info.remaining();
    }
  }

  /** JShell compiles this modifier, but up to JDK 17 takes it for a subtraction when it looks for a snippet's end. */
  private static String hideNonSealed(String code) {
    return code.replaceAll("\\bnon-sealed\\b", "          ");
  }

  Position at(int offset) {
    var end = Math.max(0, Math.min(offset, text.length()));
    var lineStart = text.lastIndexOf('\n', end - 1) + 1;
    var lineEnd = text.indexOf('\n', end);
    var line = (int) text.substring(0, lineStart).chars().filter(c -> c == '\n').count() + 1;
    return new Position(line, end - lineStart, text.substring(lineStart, lineEnd < 0 ? text.length() : lineEnd));
  }
}
