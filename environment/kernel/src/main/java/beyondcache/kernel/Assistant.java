package beyondcache.kernel;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;

/**
 * Helps the reader while they type: what could come next, what is this, is it a whole cell. Places in a cell are
 * counted in code points, as Jupyter does.
 */
final class Assistant {

  private final SourceCodeAnalysis analysis;

  Assistant(SourceCodeAnalysis analysis) {
    this.analysis = analysis;
  }

  /**
   * What JShell is asked about: the snippet around the cursor, after what the cell declares above it.
   *
   * @param above the declarations and statements above, which JShell has not met yet
   * @param snippet the snippet, up to where the question is
   * @param start where in the cell the snippet begins
   */
  private record Question(String above, String snippet, int start) {

    String code() {
      return above + snippet;
    }
  }

  ReplacementOptions complete(String cell, int cursor) {
    var end = cell.offsetByCodePoints(0, cursor);
    var question = question(cell.substring(0, end));
    var found = complete(cell, question, cursor);
    return found != null ? found : complete(cell, new Question("", question.snippet, question.start), cursor);
  }

  private ReplacementOptions complete(String cell, Question question, int cursor) {
    var anchor = new int[1];
    var code = question.code();
    var words = analysis.completionSuggestions(code, code.length(), anchor).stream()
        .sorted(Comparator.comparing(Suggestion::matchesType).reversed())
        .map(Suggestion::continuation).distinct().toList();
    if (words.isEmpty() && !question.above.isEmpty()) {
      return null;
    }
    var start = words.isEmpty() ? cell.offsetByCodePoints(0, cursor)
        : question.start + anchor[0] - question.above.length();
    return new ReplacementOptions(words, cell.codePointCount(0, Math.max(0, start)), cursor);
  }

  DisplayData inspect(String cell, int cursor) {
    var end = cell.offsetByCodePoints(0, cursor);
    while (end < cell.length() && Character.isJavaIdentifierPart(cell.charAt(end))) {
      end++;
    }
    // JShell knows the methods of a call once it sees the parenthesis.
    if (end < cell.length() && cell.charAt(end) == '(') {
      end++;
    }
    var question = question(cell.substring(0, end));
    var found = analysis.documentation(question.code(), question.code().length(), true);
    if (found.isEmpty()) {
      found = analysis.documentation(question.snippet, question.snippet.length(), true);
    }
    return found.isEmpty() ? null
        : new DisplayData(found.stream().map(Assistant::text).distinct().collect(Collectors.joining("\n\n")));
  }

  private static String text(Documentation documentation) {
    var words = documentation.javadoc() == null ? "" : Javadoc.plain(documentation.javadoc());
    return words.isEmpty() ? documentation.signature()
        : documentation.signature() + "\n" + words.indent(4).stripTrailing();
  }

  String isComplete(String cell) {
    return switch (new CellSource(0, cell).completeness(analysis)) {
      case COMPLETE, COMPLETE_WITH_SEMI, CONSIDERED_INCOMPLETE, EMPTY -> BaseKernel.IS_COMPLETE_YES;
      case UNKNOWN -> BaseKernel.IS_COMPLETE_BAD;
      case DEFINITELY_INCOMPLETE -> "  ";
    };
  }

  private Question question(String upTo) {
    var pieces = new CellSource(0, upTo).split(analysis);
    if (pieces.isEmpty()) {
      return new Question("", upTo, 0);
    }
    var last = pieces.get(pieces.size() - 1);
    var above = pieces.subList(0, pieces.size() - 1).stream().map(CellSource.Piece::code).filter(this::isLocal)
        .collect(Collectors.joining("\n", "", "\n"));
    return new Question(above.isBlank() ? "" : above, upTo.substring(last.start()), last.start());
  }

  /** JShell looks at the code as if it were a method's, which may hold anything but imports and methods. */
  private boolean isLocal(String code) {
    return analysis.sourceToSnippets(code).stream()
        .allMatch(s -> List.of(Kind.VAR, Kind.EXPRESSION, Kind.STATEMENT, Kind.TYPE_DECL).contains(s.kind()));
  }
}
