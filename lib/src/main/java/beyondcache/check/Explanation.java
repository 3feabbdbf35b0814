package beyondcache.check;

import beyondcache.check.Message.Failure;
import beyondcache.show.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is to be said about something that a test threw. */
final class Explanation {

  static final String THREW = "The answer threw ";

  private static final int LONGEST = 4000;

  private final Throwable thrown;
  private final Set<String> answerClasses;
  private final Set<Throwable> related = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Throwable> inOrder = new ArrayList<>();

  Explanation(Throwable thrown, Set<String> answerClasses) {
    this.thrown = unwrap(thrown);
    this.answerClasses = answerClasses;
    collect(thrown);
  }

  // The error that says a class failed to start hides the one that says why.
  private static Throwable unwrap(Throwable t) {
    return t instanceof ExceptionInInitializerError && t.getCause() != null ? t.getCause() : t;
  }

  private void collect(Throwable t) {
    if (t != null && related.size() < 50 && related.add(t)) {
      inOrder.add(t);
      collect(t.getCause());
      for (var suppressed : t.getSuppressed()) {
        collect(suppressed);
      }
    }
  }

  boolean has(Class<? extends Throwable> type) {
    return inOrder.stream().anyMatch(type::isInstance);
  }

  <T extends Throwable> T found(Class<T> type) {
    return inOrder.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  Failure failure() {
    var at = frames().map(Explanation::line).findFirst().orElse(null);
    var picture = inOrder.stream().filter(Picture.class::isInstance).map(Picture.class::cast).findFirst()
        .map(p -> p.forms().get("image/svg+xml")).orElse(null);
    return new Failure(cut(message()), at, picture, isUnwritten());
  }

  private String message() {
    var text = thrown.getMessage();
    if (thrown instanceof AssertionError && !isUnwritten()) {
      return text == null ? "An assertion of the test did not hold." : plain(text, "\n");
    }
    if (has(InterruptedException.class) && frames().findAny().isEmpty()) {
      return "The threads of the tests were interrupted. Does your code interrupt threads that it did not start?";
    }
    if (thrown instanceof StackOverflowError) {
      return "The answer calls itself without end (StackOverflowError).";
    }
    if (isUnwritten() && found(UnsupportedOperationException.class).getMessage() != null) {
      return found(UnsupportedOperationException.class).getMessage();
    }
    return THREW + thrown.getClass().getSimpleName() + (text == null ? "." : ": " + text);
  }

  /** What an assertion says, without its true and false, and with this in the place of JUnit's arrow. */
  static String plain(String message, String arrow) {
    return message.strip().replaceFirst(" ==> expected: <(true|false)> but was: <(true|false)>$", "").replace(" ==> ", arrow);
  }

  /** Whether the answer itself says so; libraries throw the same exception for what they cannot do. */
  private boolean isUnwritten() {
    return inOrder.stream().filter(UnsupportedOperationException.class::isInstance).map(Throwable::getStackTrace)
        .anyMatch(stack -> stack.length > 0 && answerClasses.contains(stack[0].getClassName()));
  }

  /** The calls of the answer that led there. */
  List<String> where() {
    return frames().map(Explanation::line).limit(20).toList();
  }

  private Stream<StackTraceElement> frames() {
    var ofAnswer = Arrays.stream(thrown.getStackTrace()).filter(f -> answerClasses.contains(f.getClassName()))
        .collect(Collectors.toList());
    return ofAnswer.isEmpty()
        ? Arrays.stream(thrown.getStackTrace()).filter(f -> f.getClassName().contains("Test") && isExercise(f)).limit(1)
        : ofAnswer.stream();
  }

  private boolean isExercise(StackTraceElement frame) {
    var type = frame.getClassName();
    var dot = type.lastIndexOf('.');
    var packageName = dot < 0 ? "" : type.substring(0, dot);
    return answerClasses.stream().anyMatch(name -> name.startsWith(packageName + "."));
  }

  private static String line(StackTraceElement frame) {
    return frame.getFileName() + ":" + frame.getLineNumber();
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ... (cut)";
  }
}
