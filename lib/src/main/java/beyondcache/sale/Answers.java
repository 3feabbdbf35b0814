package beyondcache.sale;

import beyondcache.CourseFolder;
import beyondcache.check.Answer;
import beyondcache.check.AnswerClass;
import beyondcache.check.Exercises;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;

/**
 * Whose answers the sale runs on: a folder with source files of answers to the exercises 5.1 to 5.3. They are compiled when the sale
 * starts, so saving a file and starting the sale again is all it takes.
 */
public final class Answers {

  private final Path folder;

  private Answers(Path folder) {
    this.folder = folder;
  }

  /** The learner's own, in {@code exercises/src/main/java}. */
  public static Answers mine() {
    return in(CourseFolder.root().resolve("exercises/src/main/java"));
  }

  /** The model answers. */
  public static Answers solutions() {
    return in(CourseFolder.root().resolve("solutions/src/main/java"));
  }

  /** Those in this folder, at any depth; the learner's own for exercises of which it has none. */
  public static Answers in(Path folder) {
    return new Answers(folder);
  }

  /** The answer to an exercise, made with these arguments; or why there is none. */
  <T> Feature<T> feature(String id, String title, Class<T> type, BooleanSupplier redisAnswers, Object... arguments) {
    try {
      var exercise = Exercises.find(id);
      var found = AnswerClass.of(exercise, find(id));
      var code = type.cast(constructor(found, arguments.length).newInstance(arguments));
      return new Feature<>(id, title, code, redisAnswers);
    } catch (InvocationTargetException e) {
      return Feature.missing(id, title, "The constructor of exercise " + id + " throws " + e.getCause());
    } catch (ClassCastException e) {
      return Feature.missing(id, title, "The class of exercise " + id + " has to implement " + type.getSimpleName() + ".");
    } catch (AnswerClass.NotCompiled e) {
      return Feature.missing(id, title, "Exercise " + id + " does not compile: " + e.getMessage());
    } catch (ReflectiveOperationException | NoSuchElementException | LinkageError | IllegalArgumentException e) {
      return Feature.missing(id, title, "Exercise " + id + " cannot be used: " + e.getMessage());
    }
  }

  private Answer find(String id) {
    var exercise = Exercises.find(id);
    var file = folder.resolve(exercise.packageName()).resolve(exercise.simpleName() + ".java");
    try {
      return Answer.at(exercise, Files.isRegularFile(file) ? file : folder);
    } catch (NoSuchElementException e) {
      return Answer.stub(exercise);
    }
  }

  private static Constructor<?> constructor(Class<?> type, int arguments) throws NoSuchMethodException {
    return Arrays.stream(type.getConstructors()).filter(c -> c.getParameterCount() == arguments).findFirst()
        .orElseThrow(() -> new NoSuchMethodException(type.getSimpleName() + " has no public constructor with " + arguments
            + " parameters, as the stub has."));
  }
}
