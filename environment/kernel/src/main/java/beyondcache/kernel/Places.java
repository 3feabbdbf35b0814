package beyondcache.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;

/**
 * Which line of which cell a line of a compiled snippet comes from. JShell wraps each snippet in a class of its own.
 */
final class Places {

  private static final Pattern WRAPPER = Pattern.compile("(REPL\\.\\$JShell\\$\\w+)(?:\\$(.*))?");

  private static final Pattern FRAME =
      Pattern.compile("(\\s*at )(?:[^/]*/)*([^/(]+)\\.([^.(]+)\\((?:[^:)]*)(?::(\\d+))?\\).*");

  private static final String CELL = "REPL.$JShell$";

  private final Map<String, CellSource.Piece> pieces = new ConcurrentHashMap<>();
  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private volatile CellSource.Piece current;

  Places(JShell shell, SourceCodeAnalysis analysis) {
    this.shell = shell;
    this.analysis = analysis;
  }

  /** From now on a snippet that nobody has met before belongs to this piece. */
  void enter(CellSource.Piece piece) {
    current = piece;
  }

  /** A snippet has been compiled; {@code piece} is null if it was known and has been compiled again. */
  void add(Snippet snippet, CellSource.Piece piece) {
    if (piece != null && snippet.id() != null) {
      pieces.put(snippet.id(), piece);
    }
  }

  CellSource.Piece of(Snippet snippet) {
    return pieces.getOrDefault(snippet.id(), current);
  }

  /** Whether the frame belongs to a cell. */
  static boolean isCell(StackTraceElement frame) {
    return frame.getClassName().startsWith(CELL);
  }

  /** Whether a class is of the kernel's own: readers have enough classes. */
  static boolean isMachinery(String type) {
    return type.startsWith("beyondcache.kernel.") || type.equals("REPL.$Cancel$");
  }

  /** A frame of a cell in the reader's words: {@code Cart.add (cell 3, line 2)}. */
  String describe(StackTraceElement frame) {
    var matcher = WRAPPER.matcher(frame.getClassName());
    if (!matcher.matches()) {
      return frame.toString();
    }
    var method = frame.getMethodName();
    var type = matcher.group(2) == null ? "" : matcher.group(2).replace('$', '.');
    var name = method.startsWith("do_it$") || method.equals("<clinit>") && type.isEmpty() ? ""
        : method.startsWith("lambda$") ? "lambda"
        : method.equals("<init>") ? "new " + type
        : type.isEmpty() ? method : type + "." + method;
    var place = place(matcher.group(1), frame.getLineNumber());
    return name.isEmpty() ? place : name + " (" + place + ")";
  }

  /**
   * A line of what {@link Throwable#printStackTrace()} prints, in the reader's words.
   *
   * @return null if the line says nothing about the reader's code
   */
  String translate(String line) {
    var frame = FRAME.matcher(line);
    if (!frame.matches()) {
      return typeName(line);
    }
    var type = frame.group(2);
    if (isMachinery(type) || type.startsWith("jdk.internal.reflect.") || type.startsWith("java.lang.reflect.")) {
      return null;
    }
    var number = frame.group(4);
    return !type.startsWith(CELL) || number == null ? line : frame.group(1)
        + describe(new StackTraceElement(type, frame.group(3), null, Integer.parseInt(number)));
  }

  /** Takes the class that JShell wraps a type in off the type's name, wherever it is in a text. */
  static String typeName(String text) {
    return text.contains(CELL) ? text.replaceAll("REPL\\.\\$JShell\\$\\w+?\\$", "") : text;
  }

  private String place(String wrapper, int line) {
    var found = shell.snippets().filter(s -> wrapper.equals(name(s))).findFirst();
    if (found.isEmpty()) {
      return "a cell";
    }
    var snippet = found.get();
    var piece = of(snippet);
    if (piece == null) {
      return "a cell";
    }
    var wrapped = analysis.wrapper(snippet);
    var text = wrapped.wrapped();
    var at = 0;
    for (var n = 1; n < line; n++) {
      at = text.indexOf('\n', at) + 1;
    }
    // The wrapped line begins with indentation or words of the wrapper's own; its end is the snippet's.
    var end = text.indexOf('\n', at);
    var inSnippet = wrapped.wrappedToSourcePosition(end < 0 ? text.length() : end);
    return "cell " + piece.cell().number() + ", line " + piece.at(snippet, inSnippet).line();
  }

  private String name(Snippet snippet) {
    try {
      return analysis.wrapper(snippet).fullClassName();
    } catch (RuntimeException e) {
      // A snippet that never came to be has no wrapper.
      return null;
    }
  }
}
