package beyondcache.kernel;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.VarSnippet;

/**
 * The variables of the notebook. When JShell declares one again because a class or method that it uses has changed, its value
 * is carried over, as far as it still has the variable's type. The values of expressions, {@code $1} and so on, are kept for a
 * while only, or they would fill the memory.
 */
final class Variables {

  /** How many values of expressions are kept. */
  private static final int RESULTS = 10;

  /** Longer arrays and strings are kept until the next expression only. */
  private static final int LONG = 1_000_000;

  private final SourceCodeAnalysis analysis;
  private final SnippetControl control;
  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final Deque<Field> results = new ArrayDeque<>();

  Variables(SourceCodeAnalysis analysis, SnippetControl control) {
    this.analysis = analysis;
    this.control = control;
  }

  /** Looks at what a snippet has done, and says on {@code System.err} which values are lost. */
  void follow(List<SnippetEvent> events) {
    for (var event : events) {
      if (event.snippet() instanceof VarSnippet variable) {
        follow(event, variable);
      }
    }
  }

  private void follow(SnippetEvent event, VarSnippet variable) {
    var before = fields.get(variable.name());
    if (event.status() != Status.VALID) {
      if (before != null && event.causeSnippet() != null && event.status() != Status.DROPPED && event.status() != Status.OVERWRITTEN) {
        lost(variable, "something that its declaration uses has changed");
      }
      return;
    }
    var now = control.variable(analysis.wrapper(variable).fullClassName(), variable.name());
    if (now == null) {
      return;
    }
    if (event.causeSnippet() != null && before != null && before.getDeclaringClass() != now.getDeclaringClass()) {
      carryOver(variable, before, now);
    }
    fields.put(variable.name(), now);
    if (event.causeSnippet() == null && variable.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
      keep(now);
    }
  }

  private static void carryOver(VarSnippet variable, Field before, Field now) {
    try {
      now.set(null, before.get(null));
    } catch (IllegalArgumentException e) {
      lost(variable, "it is an object of the old class " + before.getType().getSimpleName());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void lost(VarSnippet variable, String why) {
    System.err.println("The value of " + variable.name() + " could not be kept: " + why + ". Run its cell again.");
  }

  private void keep(Field result) {
    results.removeIf(Variables::forgetIfLong);
    results.addLast(result);
    if (results.size() > RESULTS) {
      forget(results.removeFirst());
    }
  }

  private static boolean forgetIfLong(Field result) {
    try {
      var value = result.getType().isPrimitive() ? null : result.get(null);
      var isLong = value instanceof CharSequence text && text.length() > LONG
          || value != null && value.getClass().isArray() && Array.getLength(value) > LONG;
      if (isLong) {
        forget(result);
      }
      return isLong;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void forget(Field result) {
    try {
      if (!result.getType().isPrimitive() && !Modifier.isFinal(result.getModifiers())) {
        result.set(null, null);
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
