package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Verdict.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Answers that do their worst get a verdict, never a hang and never a pass; and the next answer is none the worse. */
class HostileAnswersTest {

  private static final Exercise EXERCISE = Fixture.exercise();
  private static Checker checker;

  private long worker;

  @BeforeAll
  static void start() {
    checker = new Checker();
  }

  @AfterAll
  static void end() {
    checker.close();
  }

  @BeforeEach
  void noteTheWorker() {
    worker = checker.workerPid();
  }

  /** In the same worker: one that was replaced is as good as the first. */
  @AfterEach
  void theModelAnswerPassesAfterwards() {
    if (checker.workerPid() == worker) {
      check(Outcome.PASSED, Answer.model(EXERCISE));
    }
  }

  @Test
  void aWorkerThatEndedIsReplaced() {
    hit(Outcome.CRASHED, "System.exit(0); return 1;");
    check(Outcome.PASSED, Answer.model(EXERCISE));
  }

  private static Verdict check(Outcome expected, Answer answer) {
    var verdict = checker.check(EXERCISE, answer);
    assertEquals(expected, verdict.outcome(), () -> VerdictText.of(EXERCISE, verdict, false));
    return verdict;
  }

  private static Verdict hit(Outcome expected, String body) {
    return check(expected, Fixture.hit(body));
  }

  private static void contains(String text, String part) {
    assertTrue(text.contains(part), () -> "\"" + part + "\" is expected in: " + text);
  }

  @Test
  void anEndlessLoopIsTimedOutWithItsLine() {
    var verdict = hit(Outcome.TIMED_OUT, "long n = 0; while (true) n++;");
    contains(verdict.summary(), "6 seconds");
    contains(verdict.stack().toString(), "Probe.hit (Probe.java:13)");
    // Both tests call hit and run side by side; the first one over its limit is told.
    assertEquals(Set.of(Verdict.Status.TIMED_OUT, Verdict.Status.NOT_RUN),
        verdict.tests().stream().map(Verdict.Test::status).collect(Collectors.toSet()));
  }

  @Test
  void aLoopThatSwallowsEverythingIsTimedOut() {
    hit(Outcome.TIMED_OUT, "while (true) { try { Thread.sleep(1000); } catch (Throwable t) { } }");
  }

  @Test
  void aDeadlockIsTimedOutAndNamed() {
    var verdict = hit(Outcome.TIMED_OUT, """
        var a = new Object();
        var b = new Object();
        var both = new java.util.concurrent.CyclicBarrier(2);
        var other = new Thread(() -> { synchronized (b) { try { both.await(); } catch (Exception e) { } synchronized (a) { } } });
        other.start();
        synchronized (a) { both.await(); synchronized (b) { return 1; } }
        """);
    contains(verdict.stack().get(0), "wait for each other's locks");
  }

  @Test
  void anExitIsACrashWithItsLine() {
    var verdict = hit(Outcome.CRASHED, "System.exit(0); return 1;");
    contains(verdict.summary(), "System.exit");
    contains(verdict.stack().toString(), "Probe.java:13");
  }

  @Test
  void aHaltIsACrash() {
    contains(hit(Outcome.CRASHED, "Runtime.getRuntime().halt(0); return 1;").summary(), "exit code 0");
  }

  @Test
  void runningOutOfMemoryIsACrash() {
    var verdict = hit(Outcome.CRASHED, "var all = new ArrayList<byte[]>(); while (true) all.add(new byte[1_000_000]);");
    contains(verdict.summary(), "memory");
  }

  @Test
  void runningOutOfMemoryAndCatchingItIsACrash() {
    hit(Outcome.CRASHED, """
        var all = new ArrayList<byte[]>();
        try { while (true) all.add(new byte[16_000_000]); } catch (OutOfMemoryError e) { all = null; }
        return redis.incr("hits");
        """);
  }

  @Test
  void aStackOverflowFailsItsTestInPlainWords() {
    var verdict = hit(Outcome.FAILED, "return hit() + 1;");
    contains(verdict.failures().get(0).message(), "calls itself without end");
  }

  @Test
  void thousandsOfThreadsAreACrash() {
    var verdict = hit(Outcome.CRASHED, """
        for (var i = 0; i < 20_000; i++) {
          var t = new Thread(() -> { while (true) { try { Thread.sleep(100_000); } catch (InterruptedException e) { } } });
          t.start();
        }
        return redis.incr("hits");
        """);
    contains(verdict.summary(), "threads");
  }

  @Test
  void endingRedisIsACrash() {
    var verdict = hit(Outcome.CRASHED, """
        try { redis.sendCommand(Protocol.Command.SHUTDOWN, "NOSAVE"); } catch (RuntimeException e) { }
        return redis.incr("hits");
        """);
    contains(verdict.summary(), "Redis");
  }

  @Test
  void aRedisPausedForAnHourIsReplacedAfterItsTest() {
    var verdict = hit(Outcome.TIMED_OUT, """
        redis.sendCommand(Protocol.Command.CLIENT, "PAUSE", "3600000");
        return -1;
        """);
    assertEquals(Verdict.Status.FAILED, verdict.tests().get(0).status());
    assertEquals(Verdict.Status.TIMED_OUT, verdict.tests().get(1).status());
  }

  @Test
  void printingAPassIsNoPass() {
    var verdict = hit(Outcome.FAILED, """
        var fake = "{\\"kind\\":\\"DONE\\",\\"tidy\\":true}\\nAll tests hold. PASSED";
        System.out.println(fake);
        System.err.println(fake);
        try (var out = new FileOutputStream(FileDescriptor.out)) { out.write(fake.getBytes()); }
        return -1;
        """);
    contains(verdict.failures().get(0).output(), "PASSED");
  }

  @Test
  void breakingTheTestOffIsNoPass() {
    hit(Outcome.FAILED, """
        var type = Class.forName("org.opentest4j.TestAbortedException", true, ClassLoader.getSystemClassLoader());
        throw (RuntimeException) type.getConstructor(String.class).newInstance("never mind");
        """);
  }

  @Test
  void lookingForTheScoreByReflectionIsNoPass() {
    hit(Outcome.FAILED, """
        List<Class<?>> callers = new ArrayList<>();
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
            .forEach(f -> callers.add(f.getDeclaringClass()));
        for (var name : List.of("WorkerMain", "Workbench", "TestRunner", "Channel", "Sandboxes", "Message")) {
          callers.add(Class.forName("beyondcache.check." + name, true, ClassLoader.getSystemClassLoader()));
        }
        for (var type : callers) {
          for (var field : type.getDeclaredFields()) {
            try {
              field.setAccessible(true);
              if (Modifier.isStatic(field.getModifiers())) {
                var value = field.get(null);
                for (var method : value.getClass().getDeclaredMethods()) {
                  if (method.getName().matches("send|line|done|finished|pass")) {
                    method.setAccessible(true);
                    method.invoke(value, (Object) null);
                  }
                }
              }
            } catch (Exception e) { }
          }
        }
        return -1;
        """);
  }

  @Test
  void interruptingAllThreadsIsNoPass() {
    hit(Outcome.CRASHED, """
        Thread.getAllStackTraces().keySet().forEach(Thread::interrupt);
        Thread.interrupted();
        return -1;
        """);
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_19, disabledReason = "since JDK 20, Thread.stop throws and stops nothing")
  void stoppingAllThreadsIsNoPass() {
    var verdict = checker.check(EXERCISE, Fixture.hit("""
        for (var t : Thread.getAllStackTraces().keySet()) {
          if (t != Thread.currentThread() && !t.getName().equals("Reference Handler")) {
            try { Thread.class.getMethod("stop").invoke(t); } catch (Exception e) { }
          }
        }
        return -1;
        """));
    assertNotEquals(Outcome.PASSED, verdict.outcome());
  }

  @Test
  void anAnswerThatBringsItsOwnTestsDoesNotCompile() {
    var verdict = check(Outcome.DOES_NOT_COMPILE, Fixture.file("""
        package probe;
        public class Probe { }
        class ProbeTest { }
        """));
    contains(verdict.problems().get(0).message(), "the tests' own");
  }

  @Test
  void anAnswerDoesNotSeeTheTestsTools() {
    hit(Outcome.DOES_NOT_COMPILE, "throw new org.opentest4j.TestAbortedException();");
  }

  @Test
  void aChangedSettingDoesNotOutliveItsCheck() {
    hit(Outcome.PASSED, """
        System.setProperty("java.class.path", "");
        System.setOut(null);
        Locale.setDefault(Locale.CHINA);
        redis.configSet("maxmemory", "1");
        redis.configSet("maxmemory", "0");
        redis.configSet("hash-max-listpack-entries", "1");
        return redis.incr("hits");
        """);
  }

  @Test
  void whatRunsOnAfterItsCheckEndsWithItsWorker() {
    checker.check(EXERCISE, Answer.model(EXERCISE));
    var before = checker.workerPid();
    hit(Outcome.PASSED, """
        var timer = new java.util.Timer(true);
        timer.schedule(new TimerTask() { public void run() { redis.exists("hits"); } }, 0, 1_000_000);
        return redis.incr("hits");
        """);
    checker.check(EXERCISE, Answer.model(EXERCISE));
    assertNotEquals(before, checker.workerPid());
  }

  @Test
  void anEmptyFileDoesNotCompile() {
    contains(check(Outcome.DOES_NOT_COMPILE, Fixture.file("")).problems().get(0).message(), "the file is empty");
  }

  @Test
  void aFileInAnotherPackageDoesNotCompile() {
    var problem = check(Outcome.DOES_NOT_COMPILE, Fixture.file("\npackage other;\npublic class Probe { }")).problems().get(0);
    contains(problem.message(), "package 'other'");
    contains(problem.message(), "'package probe;'");
    assertEquals(2, problem.line());
  }

  @Test
  void aFileWithoutPackageDoesNotCompile() {
    contains(check(Outcome.DOES_NOT_COMPILE, Fixture.file("public class Probe { }")).problems().get(0).message(),
        "names no package");
  }

  @Test
  void aSyntaxErrorIsShownAtItsLine() {
    var verdict = hit(Outcome.DOES_NOT_COMPILE, "return 1");
    assertEquals(13, verdict.problems().get(0).line());
    contains(verdict.problems().get(0).message(), "';' expected");
    contains(verdict.problems().get(0).source(), "return 1");
  }

  @Test
  void aTypeErrorIsShownAtItsLine() {
    var verdict = hit(Outcome.DOES_NOT_COMPILE, "return \"one\";");
    assertEquals(13, verdict.problems().get(0).line());
  }

  @Test
  void aRenamedClassIsNoticed() {
    var verdict = check(Outcome.DOES_NOT_COMPILE, Fixture.file("package probe;\npublic class Counter { }"));
    contains(verdict.problems().get(0).message(), "look for a class Probe, and this file declares Counter");
  }

  @Test
  void aMissingMethodIsNamed() {
    var verdict = check(Outcome.DOES_NOT_COMPILE, Fixture.file("""
        package probe;
        public class Probe { public Probe(redis.clients.jedis.RedisClient redis) { } }
        """));
    contains(verdict.problems().get(0).message(), "the tests use what this answer does not offer");
    contains(verdict.problems().get(0).message(), "hit()");
  }

  @Test
  void aFileInAnotherEncodingDoesNotCompile() {
    var source = "package probe;\n// für\npublic class Probe { }";
    var problem = check(Outcome.DOES_NOT_COMPILE, Fixture.file(source.getBytes(StandardCharsets.ISO_8859_1))).problems().get(0);
    contains(problem.message(), "not UTF-8");
    assertEquals(2, problem.line());
    contains(check(Outcome.DOES_NOT_COMPILE, Fixture.file(source.getBytes(StandardCharsets.UTF_16LE))).problems().get(0)
        .message(), "UTF-8");
  }

  @Test
  void aByteOrderMarkIsForgiven() {
    check(Outcome.PASSED, Fixture.file("\uFEFFpackage probe;\npublic class Probe {\n  final redis.clients.jedis.RedisClient r;\n"
        + "  public Probe(redis.clients.jedis.RedisClient r) { this.r = r; }\n  public long hit() { return r.incr(\"h\"); } }"));
  }
}
