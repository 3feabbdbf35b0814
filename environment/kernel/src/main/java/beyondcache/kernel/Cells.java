package beyondcache.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.UnresolvedReferenceException;

/** Runs cells: takes them apart into the snippets that JShell deals in, and puts the outcomes together again. */
final class Cells implements AutoCloseable {

  /** What JShell itself starts with, and with it the other kernels of its family. */
  private static final List<String> IMPORTS = List.of("java.io.*", "java.math.*", "java.net.*", "java.nio.file.*",
      "java.util.*", "java.util.concurrent.*", "java.util.function.*", "java.util.prefs.*", "java.util.regex.*",
      "java.util.stream.*");

  private static final String FIRST_SNIPPET = "{ }";

  /** The value of a cell's last expression; {@code shown} is false where the cell ends in something else. */
  record Outcome(boolean shown, Object value) {

    static final Outcome NOTHING = new Outcome(false, null);
  }

  private final Runner runner = new Runner();
  private final Variables variables;
  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private final Places places;

  Cells() {
    var control = new SnippetControl(runner, !Cancellation.CAN_STOP_THREADS);
    var opened = open(control);
    if (opened.eval(FIRST_SNIPPET).get(0).exception() != null) {
      // A JDK that weaves in something that is not known yet: better snippets that cannot be stopped than none.
      opened.close();
      control = new SnippetControl(runner, false);
      opened = open(control);
    }
    Javadoc.find();
    shell = opened;
    analysis = shell.sourceCodeAnalysis();
    places = new Places(shell, analysis);
    variables = new Variables(analysis, control);
    for (var name : IMPORTS) {
      shell.eval("import " + name + ";");
    }
  }

  private static JShell open(SnippetControl control) {
    return JShell.builder().executionEngine(control, Map.of()).build();
  }

  SourceCodeAnalysis analysis() {
    return analysis;
  }

  Places places() {
    return places;
  }

  /**
   * Announces a cell: from now on {@link #interrupt} is meant for it.
   *
   * @param number the cell's number, as the notebook shows it
   * @param interrupted whether an interrupt has been asked for already
   */
  void begin(int number, boolean interrupted) {
    runner.begin("cell " + number, interrupted);
  }

  /**
   * Runs the cell that has been announced.
   *
   * @throws CellProblem if the cell does not compile, throws, or is interrupted
   */
  Outcome run(int number, String code) throws CellProblem {
    var source = new CellSource(number, code);
    var pieces = source.split(analysis);
    if (source.openComment() >= 0) {
      throw CellProblem.unclosedComment(source);
    }
    var outcome = Outcome.NOTHING;
    var unresolved = new ArrayList<DeclarationSnippet>();
    for (var piece : pieces) {
      if (runner.isInterrupted()) {
        throw CellProblem.interrupted(places, new Runner.Interrupted(new StackTraceElement[0], false));
      }
      outcome = Outcome.NOTHING;
      places.enter(piece);
      var events = shell.eval(piece.code());
      variables.follow(events);
      for (var event : events) {
        places.add(event.snippet(), event.causeSnippet() == null ? piece : null);
        if (event.causeSnippet() == null) {
          outcome = outcome(piece, event, unresolved);
        } else if (event.status() == Snippet.Status.VALID) {
          unresolved.remove(event.snippet());
        }
      }
    }
    if (!unresolved.isEmpty()) {
      throw CellProblem.unresolved(places.of(unresolved.get(0)), unresolved.get(0), shell);
    }
    return outcome;
  }

  /**
   * Runs code of the reader's that is no snippet, such as an object's own {@code toString}, so that it can be
   * stopped.
   */
  <T> T call(Callable<T> code) throws CellProblem {
    try {
      return runner.call(Thread.currentThread().getContextClassLoader(), code);
    } catch (Runner.Interrupted e) {
      throw CellProblem.interrupted(places, e);
    } catch (Exception | LinkageError | StackOverflowError | AssertionError | OutOfMemoryError e) {
      throw CellProblem.thrown(places, e);
    }
  }

  /** May be called by any thread; ends the cell that runs. */
  void interrupt() {
    runner.interrupt();
  }

  @Override
  public void close() {
    shell.close();
  }

  private Outcome outcome(CellSource.Piece piece, SnippetEvent event, List<DeclarationSnippet> unresolved)
      throws CellProblem {
    var snippet = event.snippet();
    var thrown = runner.takeThrown();
    var value = runner.takeValue();
    if (thrown instanceof Runner.Interrupted stopped) {
      throw CellProblem.interrupted(places, stopped);
    }
    switch (event.status()) {
      case REJECTED -> throw rootCause(piece).map(cause -> CellProblem.unresolved(places.of(cause), cause, shell))
          .orElseGet(() -> CellProblem.compilation(piece, snippet, shell));
      case RECOVERABLE_DEFINED, RECOVERABLE_NOT_DEFINED -> {
        if (snippet instanceof DeclarationSnippet declaration) {
          unresolved.add(declaration);
        }
      }
      default -> { }
    }
    if (event.exception() instanceof UnresolvedReferenceException missing) {
      throw CellProblem.unresolved(places.of(missing.getSnippet()), missing.getSnippet(), shell);
    }
    if (thrown != null) {
      throw CellProblem.thrown(places, thrown);
    }
    if (event.exception() != null) {
      throw CellProblem.thrown(places, event.exception());
    }
    return switch (snippet.subKind()) {
      case VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND ->
          piece.quiet() ? Outcome.NOTHING : new Outcome(true, value);
      default -> Outcome.NOTHING;
    };
  }

  /** An earlier declaration that is not complete and that this piece uses: what is missing there is the reader's mistake. */
  private Optional<DeclarationSnippet> rootCause(CellSource.Piece piece) {
    return shell.snippets().filter(DeclarationSnippet.class::isInstance).map(DeclarationSnippet.class::cast)
        .filter(it -> shell.status(it) == Snippet.Status.RECOVERABLE_NOT_DEFINED)
        .filter(it -> shell.unresolvedDependencies(it).findAny().isPresent())
        .filter(it -> Pattern.compile("\\b" + Pattern.quote(it.name()) + "\\b").matcher(piece.code()).find()).findFirst();
  }
}
