package beyondcache.check;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Shows a test by its name as a sentence: {@code readsOneFieldOf1000} becomes "reads one field of 1000". */
final class Sentences extends DisplayNameGenerator.Standard {

  @Override
  public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> testClass, Method method) {
    return of(method.getName());
  }

  static String of(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9])|(?<=[A-Z])(?=[A-Z][a-z])|_", " ")
        .toLowerCase(Locale.ROOT);
  }
}
