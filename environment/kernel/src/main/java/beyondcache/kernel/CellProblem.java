package beyondcache.kernel;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;

/** Why a cell ended before its end, in the words that the notebook shows. */
final class CellProblem extends Exception {

  private static final long serialVersionUID = 1L;

  private static final String COMMENT_OR_STRING = "(?s)//[^\n]*|/\\*.*?\\*/|\"(?:\\\\.|[^\"\\\\])*\"";

  private static final String NOT_COMPILED = "CompilationError";
  private static final String TOO_LARGE = "code too large: a statement or initializer compiles to 64 KB of bytecode at most; read large data from a file";

  private final String name;
  private final transient List<String> lines;

  private CellProblem(String name, String message, List<String> lines) {
    super(message);
    this.name = name;
    this.lines = lines;
  }

  /** The kind of problem, such as an exception's simple name. */
  String name() {
    return name;
  }

  /** What the notebook shows. */
  List<String> lines() {
    return lines;
  }

  static CellProblem compilation(CellSource.Piece piece, Snippet snippet, JShell shell) {
    var lines = new ArrayList<String>();
    String first = null;
    for (var diagnostic : shell.diagnostics(snippet).filter(Diag::isError).toList()) {
      var message = diagnostic.getMessage(Locale.ENGLISH).lines().filter(line -> !isEmptyLocation(line)).toList();
      first = first == null ? message.get(0) : first;
      add(lines, piece.cell(), piece.at(snippet, diagnostic.getPosition()), message);
    }
    return new CellProblem(NOT_COMPILED, first == null ? "The cell does not compile." : first, lines);
  }

  /**
   * A declaration that names something which no cell has declared, and which nothing later in its cell declared
   * either.
   */
  static CellProblem unresolved(CellSource.Piece piece, DeclarationSnippet snippet, JShell shell) {
    var lines = new ArrayList<String>();
    for (var missing : shell.unresolvedDependencies(snippet).toList()) {
      add(lines, piece.cell(), piece.at(snippet, find(missing, snippet.source())),
          List.of("cannot find symbol", "  symbol:   " + missing));
    }
    if (lines.isEmpty()) {
      // Nothing is missing, and still there is no class: the compiler's limit of 64 KB of code for a method.
      add(lines, piece.cell(), piece.cell().at(piece.start()), List.of(TOO_LARGE));
      return new CellProblem(NOT_COMPILED, TOO_LARGE, lines);
    }
    return new CellProblem(NOT_COMPILED, "cannot find symbol", lines);
  }

  /** JShell drops the rest of a cell behind a comment that is not closed. */
  static CellProblem unclosedComment(CellSource cell) {
    var lines = new ArrayList<String>();
    add(lines, cell, cell.at(cell.openComment()), List.of("unclosed comment"));
    return new CellProblem(NOT_COMPILED, "unclosed comment", lines);
  }

  /** JShell says what is missing, such as "method total(int)", but not where. */
  private static int find(String missing, String source) {
    var name = missing.replaceAll("^\\w+ |\\W.*$", "");
    var places = Pattern.compile(COMMENT_OR_STRING + "|\\b" + name + "\\b").matcher(source);
    while (places.find()) {
      if (places.group().equals(name)) {
        return places.start();
      }
    }
    return 0;
  }

  private static void add(List<String> lines, CellSource cell, CellSource.Position at, List<String> message) {
    if (!lines.isEmpty()) {
      lines.add("");
    }
    lines.add("cell " + cell.number() + ", line " + at.line() + ": " + message.get(0));
    lines.addAll(message.subList(1, message.size()));
    lines.addAll(at.pointedOut());
  }

  /** The class that JShell wraps a snippet in has no name that a reader knows. */
  private static boolean isEmptyLocation(String line) {
    return line.strip().equals("location: class");
  }

  /** The cell may be fine; the kernel or JShell is not. */
  static CellProblem ofKernel(Throwable problem) {
    var trace = new StringWriter();
    problem.printStackTrace(new PrintWriter(trace));
    var lines = new ArrayList<String>();
    lines.add("The kernel could not run this cell. If it happens again, restart the kernel.");
    trace.toString().lines().forEach(lines::add);
    return new CellProblem(problem.getClass().getSimpleName(), String.valueOf(problem.getMessage()), lines);
  }

  static CellProblem thrown(Places places, Throwable thrown) {
    var name = thrown.getClass().getSimpleName();
    var message = thrown.getMessage();
    return new CellProblem(name, message == null ? "" : Places.typeName(message), StackTraces.lines(places, thrown));
  }

  static CellProblem interrupted(Places places, Runner.Interrupted stopped) {
    var lines = new ArrayList<String>();
    lines.add("Interrupted: the cell was stopped before its end.");
    lines.addAll(StackTraces.frames(places, stopped.where));
    if (stopped.leftBehind) {
      lines.add("The code did not stop when asked to, and goes on in the background. If it waits for something outside"
          + " of Java, it ends when that replies; to end it at once, restart the kernel. The next cells run on another thread,"
          + " so locks that this one holds stay locked.");
    }
    return new CellProblem("Interrupted", "The cell was stopped before its end.", lines);
  }
}
