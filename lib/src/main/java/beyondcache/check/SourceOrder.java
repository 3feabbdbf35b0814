package beyondcache.check;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/**
 * Runs tests in the order of their source, which the worker knows because it compiled them. Elsewhere, as in an IDE, the
 * order is JUnit's own.
 */
final class SourceOrder implements MethodOrderer {

  /** The configuration parameter with the names of all methods, separated by commas. */
  static final String METHODS = "beyondcache.methods";

  @Override
  public void orderMethods(MethodOrdererContext context) {
    context.getConfigurationParameter(METHODS).ifPresent(methods -> {
      List<String> order = Arrays.asList(methods.split(","));
      context.getMethodDescriptors()
          .sort(Comparator.comparingInt((MethodDescriptor d) -> order.indexOf(d.getMethod().getName())));
    });
  }
}
