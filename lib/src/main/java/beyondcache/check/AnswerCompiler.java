package beyondcache.check;

import beyondcache.check.Verdict.Problem;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles answers and tests, in memory. An answer is compiled alone: it sees the clients, and neither its tests nor what
 * runs them. The tests are compiled against the answer, and again only when the tests change or the answer offers other
 * members than the last time, which {@link Compiled#offers} tells.
 */
final class AnswerCompiler implements AutoCloseable {

  private static final List<String> OPTIONS =
      List.of("-proc:none", "-g", "-parameters", "-nowarn", "-Xlint:none", "-implicit:none", "-Xmaxerrs", "20");
  private static final int KEPT = 64;

  private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
  private final StandardJavaFileManager files;
  private final Map<String, Compiled> kept = new LinkedHashMap<>(16, 0.75f, true) {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Compiled> eldest) {
      return size() > KEPT;
    }
  };

  AnswerCompiler(List<String> classPath) {
    files = javac.getStandardFileManager(null, Locale.ENGLISH, StandardCharsets.UTF_8);
    try {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath.stream().map(Path::of).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("The class path cannot be set", e);
    }
  }

  /**
   * Classes, or problems.
   *
   * @param classes the class files by binary name
   * @param offers all members that others may use, in a form that differs when they do
   * @param methods for tests: their methods in the order of the source, each with the text of its body
   * @param problems why there are no classes
   */
  record Compiled(Map<String, byte[]> classes, String offers, Map<String, String> methods, List<Problem> problems) {

    boolean failed() {
      return !problems.isEmpty();
    }

    static Compiled none(List<Problem> problems) {
      return new Compiled(Map.of(), "", Map.of(), problems);
    }
  }

  Compiled answer(String answerClass, Map<String, byte[]> sources) {
    var key = new StringBuilder("answer ").append(answerClass);
    sources.forEach((name, bytes) -> key.append(' ').append(name).append(' ').append(digest(bytes)));
    return kept.computeIfAbsent(key.toString(), k -> {
      var folder = answerClass.substring(0, answerClass.lastIndexOf('.')).replace('.', '/');
      var units = new Sources(folder, sources);
      return units.problems().isEmpty()
          ? compile(units.units(), Map.of(), (positions, trees) -> misplaced(answerClass, positions, trees)) : Compiled.none(units.problems());
    });
  }

  Compiled tests(String testClass, byte[] source, Compiled answer) {
    var key = "tests " + testClass + " " + digest(source) + " " + answer.offers();
    return kept.computeIfAbsent(key, k -> {
      var folder = testClass.substring(0, testClass.lastIndexOf('.')).replace('.', '/');
      var name = testClass.substring(testClass.lastIndexOf('.') + 1) + ".java";
      var units = new Sources(folder, Map.of(name, source));
      var compiled = units.problems().isEmpty()
          ? compile(units.units(), answer.classes(), (positions, trees) -> List.of()) : Compiled.none(units.problems());
      return !compiled.failed() ? compiled : Compiled.none(compiled.problems().stream()
          .map(p -> new Problem(p.file(), p.line(), p.column(),
              "the tests use what this answer does not offer: " + p.message(), p.source())).toList());
    });
  }

  /** What the compiler would accept and the tests could not find: another package, another class. */
  private static List<Problem> misplaced(String answerClass, SourcePositions positions, List<CompilationUnitTree> trees) {
    var wanted = answerClass.substring(0, answerClass.lastIndexOf('.'));
    var simple = answerClass.substring(answerClass.lastIndexOf('.') + 1);
    var problems = new ArrayList<Problem>();
    var declared = new ArrayList<String>();
    for (var tree : trees) {
      var stated = tree.getPackageName() == null ? "" : tree.getPackageName().toString();
      if (!stated.equals(wanted)) {
        var line = tree.getPackageName() == null ? 1 : tree.getLineMap().getLineNumber(
            positions.getStartPosition(tree, tree.getPackageName()));
        problems.add(new Problem(tree.getSourceFile().getName(), line, 0, (stated.isEmpty()
            ? "the file names no package" : "the file is in the package '" + stated + "'")
            + "; its first statement has to be 'package " + wanted + ";'", null));
      }
      for (var type : tree.getTypeDecls()) {
        if (type instanceof ClassTree declaration) {
          declared.add(declaration.getSimpleName().toString());
        }
      }
    }
    if (problems.isEmpty() && !declared.contains(simple)) {
      problems.add(new Problem(trees.get(0).getSourceFile().getName(), 0, 0, "the tests look for a class " + simple
          + (declared.isEmpty() ? ", and this file declares none"
          : ", and this file declares " + String.join(", ", declared) + ". Keep the class's name"), null));
    }
    for (var name : declared) {
      if (name.equals(simple + "Test")) {
        problems.add(new Problem(trees.get(0).getSourceFile().getName(), 0, 0,
            "the class " + name + " is the tests' own; an answer cannot declare it", null));
      }
    }
    return problems;
  }

  private interface Check {
    List<Problem> of(SourcePositions positions, List<CompilationUnitTree> trees);
  }

  private Compiled compile(List<JavaFileObject> units, Map<String, byte[]> beside, Check check) {
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    var memory = new MemoryFiles(files, beside);
    var task = (JavacTask) javac.getTask(null, memory, diagnostics, OPTIONS, null, units);
    try {
      var trees = new ArrayList<CompilationUnitTree>();
      task.parse().forEach(trees::add);
      var problems = problems(diagnostics);
      if (problems.isEmpty()) {
        problems = check.of(Trees.instance(task).getSourcePositions(), trees);
      }
      if (!problems.isEmpty()) {
        return Compiled.none(problems);
      }
      var offers = new StringWriter();
      var methods = new LinkedHashMap<String, String>();
      for (var element : task.analyze()) {
        if (element instanceof TypeElement type) {
          task.getElements().printElements(offers, type);
          methods(Trees.instance(task), type, methods);
        }
      }
      problems = problems(diagnostics);
      if (problems.isEmpty()) {
        task.generate();
        problems = problems(diagnostics);
      }
      return problems.isEmpty()
          ? new Compiled(memory.written(), digest(offers.toString().getBytes(StandardCharsets.UTF_8)), methods, List.of())
          : Compiled.none(problems);
    } catch (IOException e) {
      throw new UncheckedIOException("The compiler cannot read its own library", e);
    }
  }

  private static void methods(Trees trees, Element type, Map<String, String> into) throws IOException {
    for (var member : type.getEnclosedElements()) {
      if (member instanceof ExecutableElement method && member.getKind() == ElementKind.METHOD) {
        into.putIfAbsent(member.getSimpleName().toString(), body(trees, method));
      } else if (member instanceof TypeElement nested) {
        methods(trees, nested, into);
      }
    }
  }

  /** The text between the braces. */
  private static String body(Trees trees, ExecutableElement method) throws IOException {
    var body = trees.getTree(method) == null ? null : trees.getTree(method).getBody();
    if (body == null) {
      return "";
    }
    var unit = trees.getPath(method).getCompilationUnit();
    var positions = trees.getSourcePositions();
    var from = (int) positions.getStartPosition(unit, body) + 1;
    var to = (int) positions.getEndPosition(unit, body) - 1;
    return to <= from ? "" : unit.getSourceFile().getCharContent(true).subSequence(from, to).toString()
        .replaceFirst("^\\s*\\R", "").stripIndent().strip();
  }

  private static List<Problem> problems(DiagnosticCollector<JavaFileObject> diagnostics) {
    return diagnostics.getDiagnostics().stream()
        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(AnswerCompiler::problem)
        .toList();
  }

  private static Problem problem(Diagnostic<? extends JavaFileObject> d) {
    var file = d.getSource() == null ? "" : d.getSource().getName();
    var line = Math.max(0, d.getLineNumber());
    return new Problem(file, line, Math.max(0, d.getColumnNumber()), d.getMessage(Locale.ENGLISH), lineOf(d.getSource(), line));
  }

  private static String lineOf(JavaFileObject source, long line) {
    try {
      return source == null || line < 1 ? null
          : source.getCharContent(true).toString().lines().skip(line - 1).findFirst().orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes the libraries of the class path. */
  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The libraries of the class path cannot be closed", e);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
