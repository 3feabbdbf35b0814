package beyondcache.check;

import java.util.List;
import java.util.stream.Collectors;

/** The class of an answer, for a program that uses it and is no test. */
public final class AnswerClass {

  private AnswerClass() {}

  /** The answer cannot be used; the message says why. */
  public static final class NotCompiled extends Exception {

    private static final long serialVersionUID = 1L;

    NotCompiled(String message) {
      super(message);
    }
  }

  /**
   * Compiles an answer in memory, against this program's class path, and loads it with a class loader of its own: asked again, it is
   * another class.
   *
   * @throws NotCompiled if the compiler refuses it
   */
  public static Class<?> of(Exercise exercise, Answer answer) throws NotCompiled {
    var classPath = List.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator)).stream()
        .filter(entry -> !entry.isEmpty()).toList();
    AnswerCompiler.Compiled compiled;
    try (var compiler = new AnswerCompiler(classPath)) {
      compiled = compiler.answer(exercise.answerClass(), answer.files());
    }
    if (compiled.failed()) {
      throw new NotCompiled(compiled.problems().stream()
          .map(p -> p.file().substring(p.file().lastIndexOf('/') + 1) + ", line " + p.line() + ": " + p.message())
          .collect(Collectors.joining("; ")));
    }
    try {
      return new ExerciseLoader(compiled.classes(), AnswerClass.class.getClassLoader()).loadClass(exercise.answerClass());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("The compiler has made no class " + exercise.answerClass(), e);
    }
  }
}
