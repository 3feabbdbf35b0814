package beyondcache.check;

import beyondcache.check.AnswerCompiler.Compiled;
import beyondcache.check.Message.Event;
import beyondcache.check.Message.Kind;
import beyondcache.check.Message.Order;
import java.io.File;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

/** Inside the worker: carries out one order at a time on a thread of its own, and can say at any moment where that is. */
final class Workbench {

  /** More threads than these at once are taken for a program that has run wild. */
  private static final int MOST_THREADS = 800;
  private static final long LOOK_MILLIS = 20;

  private final Channel channel;
  private final AnswerCompiler compiler = new AnswerCompiler(classPath());
  private final WarmUp warmUp = new WarmUp();
  private volatile Suspects suspects = new Suspects("", List.of(), null);
  private volatile TestRunner runner;

  Workbench(Channel channel) {
    this.channel = channel;
    // Neither a server nor the libraries have to wait for the compiler, nor it for them.
    daemon("warm-up", warmUp::run);
    daemon("watch", this::watch);
    Runtime.getRuntime().addShutdownHook(new Thread(this::exiting, "exit"));
  }

  void start(Order order) {
    daemon("check", () -> carryOut(order));
  }

  private void carryOut(Order order) {
    var nonce = order.nonce();
    try {
      var work = order.work();
      var answer = compiler.answer(work.answerClass(), work.answer());
      var tests = answer.failed() ? answer : compiler.tests(work.testClass(), work.testFile(), answer);
      if (tests.failed()) {
        channel.send(Event.problems(nonce, tests.problems()));
        return;
      }
      runner = new TestRunner(nonce, channel, loader(answer, tests), answer.classes().keySet());
      suspects = new Suspects(nonce, List.copyOf(union(answer, tests).keySet()), Thread.currentThread());
      warmUp.await();
      runner.run(work.testClass(), tests.methods(), work.only());
      channel.send(Event.done(nonce, suspects.haveGone()));
    } catch (RuntimeException | Error e) {
      channel.send(Event.said(nonce, Kind.CRASH, -1, "the worker failed: " + e, stackOf(e)));
    }
  }

  private static List<String> stackOf(Throwable e) {
    return Arrays.stream(e.getStackTrace()).map(StackTraceElement::toString).limit(20).toList();
  }

  private static ExerciseLoader loader(Compiled answer, Compiled tests) {
    return new ExerciseLoader(union(answer, tests), Workbench.class.getClassLoader());
  }

  private static HashMap<String, byte[]> union(Compiled answer, Compiled tests) {
    var classes = new HashMap<>(answer.classes());
    classes.putAll(tests.classes());
    return classes;
  }

  /** Where the given test is, and what else runs code of the answer. */
  List<String> stack(int test) {
    return suspects.stack(runner == null ? null : runner.thread(test));
  }

  private void watch() {
    var threads = java.lang.management.ManagementFactory.getThreadMXBean();
    while (true) {
      var count = threads.getThreadCount();
      if (count > MOST_THREADS) {
        channel.send(Event.said(suspects.nonce(), Kind.CRASH, -1, "the answer started threads without end: " + count
            + " at once", suspects.stack(null)));
        return;
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        // Nobody but an answer interrupts this thread, and it is not to be stopped that way.
        continue;
      }
    }
  }

  private void exiting() {
    channel.send(Event.said(suspects.nonce(), Kind.CRASH, -1, "the answer ended its process with System.exit",
        suspects.exitStack()));
  }

  private static void daemon(String name, Runnable work) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static List<String> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty()).toList();
  }
}
