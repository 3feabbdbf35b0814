package beyondcache.check;

import beyondcache.EnvironmentProblem;
import beyondcache.check.ExerciseExtension.RedisGone;
import beyondcache.check.Message.Event;
import beyondcache.check.Message.Failure;
import beyondcache.check.Message.Kind;
import beyondcache.check.Message.Planned;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs one test class against one answer and reports each test as it begins and ends. Tests run side by side, each with a
 * Redis of its own: most of them wait more than they compute.
 */
final class TestRunner implements TestExecutionListener {

  private static final long DEFAULT_LIMIT_MILLIS = 10_000;

  /** The system property that says how many tests run side by side. */
  static final String AT_ONCE = "beyondcache.tests";

  private final String nonce;
  private final Channel channel;
  private final ClassLoader loader;
  private final Set<String> answerClasses;
  private final Map<String, Integer> indexes = new LinkedHashMap<>();
  private final Map<Integer, Running> running = new ConcurrentHashMap<>();
  private final Output output = new Output();
  private TestPlan plan;

  /** A test that has begun, with what it has printed and the failures of its parts. */
  private record Running(Thread thread, long began, ByteArrayOutputStream printed, List<Throwable> failures,
      AtomicInteger parts) {

    Running() {
      this(Thread.currentThread(), System.nanoTime(), new ByteArrayOutputStream(), new CopyOnWriteArrayList<>(),
          new AtomicInteger());
    }

    String output() {
      return printed.size() == 0 ? null : printed.toString(StandardCharsets.UTF_8);
    }
  }

  TestRunner(String nonce, Channel channel, ClassLoader loader, Set<String> answerClasses) {
    this.nonce = nonce;
    this.channel = channel;
    this.loader = loader;
    this.answerClasses = answerClasses;
  }

  /**
   * @param methods the test class's methods in the order of its source, with their bodies
   * @param only the misconception whose tests are to run alone, or null for all
   */
  void run(String testClass, Map<String, String> methods, String only) {
    Thread.currentThread().setContextClassLoader(loader);
    var launcher = LauncherFactory.create();
    var request = LauncherDiscoveryRequestBuilder.request()
        .selectors(DiscoverySelectors.selectClass(loader, testClass))
        .filters((PostDiscoveryFilter) test -> FilterResult.includedIf(only == null
            || test.getSource().orElse(null) instanceof MethodSource source
                && misconceptions(source.getJavaMethod()).contains(only)))
        .configurationParameter(SourceOrder.METHODS, String.join(",", methods.keySet()))
        // The checker watches the time from outside, where an answer cannot swallow an interrupt.
        .configurationParameter("junit.jupiter.execution.timeout.mode", "disabled")
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
        .configurationParameter("junit.jupiter.execution.parallel.config.executor-service", "WORKER_THREAD_POOL")
        .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
        .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", System.getProperty(AT_ONCE))
        .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
        .configurationParameter("junit.jupiter.conditions.deactivate", "")
        .build();
    plan = launcher.discover(request);
    channel.send(Event.tests(nonce, planned(methods)));
    var settings = Settings.save();
    // By default a waiting test fails for what any thread throws, also one of another test.
    Awaitility.doNotCatchUncaughtExceptionsByDefault();
    output.capture();
    try {
      launcher.execute(plan, this);
    } finally {
      output.release();
      settings.restore();
    }
  }

  private List<Planned> planned(Map<String, String> methods) {
    var order = List.copyOf(methods.keySet());
    var found = new ArrayList<TestIdentifier>();
    plan.getRoots().forEach(root -> plan.getDescendants(root).stream().filter(this::isWhole).forEach(found::add));
    found.sort(Comparator.comparingInt(id -> order.indexOf(method(id).getName())));
    var planned = new ArrayList<Planned>();
    for (var id : found) {
      indexes.put(id.getUniqueId(), planned.size());
      var method = method(id);
      planned.add(new Planned(id.getDisplayName(), method.getName(), misconceptions(method), limit(method),
          methods.getOrDefault(method.getName(), "")));
    }
    return planned;
  }

  /** A test, or all the runs of a repeated or parameterised one, which count as one. */
  private boolean isWhole(TestIdentifier id) {
    return id.getSource().orElse(null) instanceof MethodSource
        && !(plan.getParent(id).flatMap(TestIdentifier::getSource).orElse(null) instanceof MethodSource);
  }

  private static Method method(TestIdentifier id) {
    return ((MethodSource) id.getSource().orElseThrow()).getJavaMethod();
  }

  private static List<String> misconceptions(Method method) {
    var misconception = method.getAnnotation(Misconception.class);
    return misconception == null ? List.of() : List.of(misconception.value());
  }

  private static long limit(Method method) {
    return AnnotationSupport.findAnnotation(method, Timeout.class)
        .or(() -> AnnotationSupport.findAnnotation(method.getDeclaringClass(), Timeout.class))
        .map(t -> TimeUnit.MILLISECONDS.convert(t.value(), t.unit())).orElse(DEFAULT_LIMIT_MILLIS);
  }

  @Override
  public void executionStarted(TestIdentifier id) {
    var index = indexes.get(id.getUniqueId());
    if (index == null) {
      whole(id).ifPresent(test -> output.keepIn(test.printed()));
    } else {
      var test = new Running();
      running.put(index, test);
      output.keepIn(test.printed());
      channel.send(Event.started(nonce, index));
    }
  }

  @Override
  public void executionSkipped(TestIdentifier id, String reason) {
    var index = indexes.get(id.getUniqueId());
    if (index != null) {
      channel.send(Event.started(nonce, index));
      channel.send(Event.finished(nonce, index, 0, new Failure("The test was left out: " + reason, null, null, false), null));
    }
  }

  @Override
  public void executionFinished(TestIdentifier id, TestExecutionResult result) {
    var thrown = result.getThrowable().orElse(null);
    if (thrown == null && result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
      thrown = new AssertionError("The test was broken off.");
    }
    var index = indexes.get(id.getUniqueId());
    if (index == null) {
      outside(id, thrown);
      return;
    }
    var test = running.remove(index);
    var millis = (System.nanoTime() - test.began()) / 1_000_000;
    if (thrown == null && !test.failures().isEmpty()) {
      thrown = test.failures().get(0);
    }
    if (thrown == null && id.isContainer() && test.parts().get() == 0) {
      thrown = new AssertionError("The test is to be run several times, and did not run once.");
    }
    var explained = thrown == null ? null : new Explanation(thrown, answerClasses);
    if (explained != null && explained.has(EnvironmentProblem.class)) {
      channel.send(Event.said(nonce, Kind.ENVIRONMENT, index, explained.found(EnvironmentProblem.class).getMessage(), List.of()));
    } else if (explained != null && explained.has(OutOfMemoryError.class)) {
      channel.send(Event.said(nonce, Kind.CRASH, index, "the answer ran out of memory: "
          + explained.found(OutOfMemoryError.class).getMessage(), explained.where()));
    } else if (explained != null && explained.has(RedisGone.class)) {
      channel.send(Event.said(nonce, Kind.CRASH, index, "the Redis server of the tests ended while the test ran. Did the answer "
          + "send SHUTDOWN, or end the process?", explained.where()));
    } else {
      channel.send(Event.finished(nonce, index, millis, explained == null ? null : explained.failure(), test.output()));
    }
  }

  /** The thread that runs a test at present, or null. */
  Thread thread(int index) {
    var test = running.get(index);
    return test == null ? null : test.thread();
  }

  /** The repeated or parameterised test that a run is part of. */
  private Optional<Running> whole(TestIdentifier id) {
    return plan.getParent(id).map(parent -> indexes.get(parent.getUniqueId())).map(running::get);
  }

  /** A part of a repeated test counts for the whole; trouble around the tests, as in @BeforeAll, is a crash. */
  private void outside(TestIdentifier id, Throwable thrown) {
    var whole = whole(id);
    if (whole.isPresent()) {
      whole.get().parts().incrementAndGet();
      if (thrown != null) {
        whole.get().failures().add(thrown);
      }
    } else if (thrown != null) {
      var explained = new Explanation(thrown, answerClasses);
      channel.send(Event.said(nonce, explained.has(EnvironmentProblem.class) ? Kind.ENVIRONMENT : Kind.CRASH, -1,
          explained.failure().message(), explained.where()));
    }
  }
}
