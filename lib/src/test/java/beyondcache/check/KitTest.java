package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Verdict.Outcome;
import beyondcache.check.Verdict.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kit gives to tests of exercises, and how it reports them: with other tests in the fixture's place. */
class KitTest {

  private static Checker checker;

  @TempDir
  Path folder;

  private Exercise exercise;

  @BeforeAll
  static void start() {
    checker = new Checker();
  }

  @AfterAll
  static void end() {
    checker.close();
  }

  @BeforeEach
  void copyTheFixture() throws IOException {
    try (var files = Files.walk(Fixture.root())) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var copy = folder.resolve(Fixture.root().relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    exercise = Exercises.find(Exercises.in(folder), "9.1");
  }

  /** Checks with tests that run one after another, in the order given here. */
  private Verdict checkInOrder(String tests) throws IOException {
    return check("@org.junit.jupiter.api.parallel.Execution(org.junit.jupiter.api.parallel.ExecutionMode.SAME_THREAD)", tests);
  }

  private Verdict check(String tests) throws IOException {
    return check("", tests);
  }

  private Verdict check(String annotation, String tests) throws IOException {
    Files.writeString(exercise.test(), """
        package probe;

        import static org.junit.jupiter.api.Assertions.*;
        import beyondcache.check.*;
        import beyondcache.sandbox.*;
        import beyondcache.wire.*;
        import java.util.*;
        import org.junit.jupiter.api.*;
        import org.junit.jupiter.params.*;
        import org.junit.jupiter.params.provider.*;
        import redis.clients.jedis.RedisClient;

        @ExerciseTest
        %s
        class ProbeTest {
        %s
        }
        """.formatted(annotation, tests));
    return checker.check(exercise, Answer.model(exercise));
  }

  private static void is(Outcome outcome, Verdict verdict) {
    assertEquals(outcome, verdict.outcome(), () -> verdict + "");
  }

  @Test
  void everyTestFindsAnEmptyServerWithItsOwnSettings() throws IOException {
    is(Outcome.PASSED, checkInOrder("""
        private static String script;
        private void dirty(RedisClient redis) {
          assertEquals(0, redis.dbSize(), "keys");
          assertEquals("512", redis.configGet("hash-max-listpack-entries").get("hash-max-listpack-entries"));
          if (script != null) assertEquals(List.of(false), redis.scriptExists(List.of(script)));
          redis.set("left", "behind");
          redis.configSet("hash-max-listpack-entries", "7");
          script = redis.scriptLoad("return 1");
        }
        @Test void one(RedisClient redis) { dirty(redis); }
        @Test void two(RedisClient redis) { dirty(redis); }
        """));
  }

  @Test
  void aConstructorAndABeforeEachMayAskForTheServerToo() throws IOException {
    is(Outcome.PASSED, check("""
        private final Standalone redis;
        ProbeTest(Standalone redis) { this.redis = redis; }
        @BeforeEach void fill(RedisClient jedis) { jedis.set("a", "1"); }
        @Test void one() { assertEquals(1, redis.jedis().dbSize()); }
        @Test void two() { assertEquals(1, redis.jedis().dbSize()); }
        """));
  }

  @Test
  void aServerOfItsOwnMayBeKilledAndTheSharedOneIsNone() throws IOException {
    is(Outcome.PASSED, checkInOrder("""
        private static int port;
        @Test void one(Standalone redis) { port = redis.port(); }
        @OwnRedis @Test void two(Standalone redis) { assertNotEquals(port, redis.port()); redis.kill(); }
        @Test void three(Standalone redis) { assertEquals(port, redis.port()); }
        """));
  }

  @Test
  void topologiesAreSharedAndCleanToo() throws IOException {
    is(Outcome.PASSED, checkInOrder("""
        private static List<Node> before = List.of();
        private void dirty(Sandbox sandbox, redis.clients.jedis.UnifiedJedis client) {
          if (!before.isEmpty()) assertEquals(before, sandbox.nodes());
          before = sandbox.nodes();
          sandbox.nodes().forEach(node -> assertEquals(0, node.jedis().dbSize(), node.name()));
          sandbox.nodes().forEach(node -> assertEquals("10", node.jedis().configGet("hz").get("hz"), node.name()));
          client.set("left", "behind");
          sandbox.nodes().forEach(node -> node.jedis().configSet("hz", "20"));
          sandbox.nodes().forEach(node -> node.jedis().configSet("min-replicas-to-write", "9"));
        }
        @Test void one(Cluster cluster) { dirty(cluster, cluster.jedis()); }
        @Test void two(Cluster cluster) { dirty(cluster, cluster.jedis()); before = List.of(); }
        @Test void three(Replicated set) { dirty(set, set.jedis()); }
        @Test void four(Replicated set) { dirty(set, set.jedis()); }
        """));
  }

  @Test
  void aSharedTopologyThatATestHasBrokenIsReplaced() throws IOException {
    is(Outcome.PASSED, checkInOrder("""
        private static Sandbox last;
        @Test void one(Replicated set) { last = set; set.replicas().get(0).pause(); }
        @Test void two(Replicated set) { assertNotSame(last, set); last = set; set.replicationLink(set.replicas().get(0)).cut(); }
        @Test void three(Replicated set) { last = set; set.failover(); }
        @Test void four(Replicated set) { assertNotSame(last, set); }
        @OwnRedis @Test void five(Cluster cluster) { last = cluster; cluster.primaries().get(0).kill(); }
        @Test void six(Cluster cluster) { assertNotSame(last, cluster); last = cluster; cluster.failover(); }
        @Test void seven(Cluster cluster) { assertNotSame(last, cluster); assertEquals(6, cluster.nodes().size()); }
        """));
  }

  @Test
  void testsRunSideBySideEachOnAServerOfItsOwn() throws IOException {
    is(Outcome.PASSED, check("""
        private static final java.util.concurrent.CyclicBarrier BOTH = new java.util.concurrent.CyclicBarrier(2);
        private static final Set<Integer> PORTS = java.util.concurrent.ConcurrentHashMap.newKeySet();
        private void meet(Standalone redis) throws Exception {
          System.out.println("at " + redis.port());
          assertTrue(PORTS.add(redis.port()), "two tests at the same time have one server");
          BOTH.await();
        }
        @Test void one(Standalone redis) throws Exception { meet(redis); }
        @Test void two(Standalone redis) throws Exception { meet(redis); }
        """));
  }

  @Test
  void aServerThatWasReleasedIsNeverInTwoHands() throws IOException {
    is(Outcome.PASSED, check("""
        private static final Set<Integer> IN_USE = java.util.concurrent.ConcurrentHashMap.newKeySet();
        private void use(Standalone redis) {
          assertTrue(IN_USE.add(redis.port()), "two tests at the same time have one server");
          for (var i = 0; i < 20; i++) {
            redis.jedis().ping();
          }
          IN_USE.remove(redis.port());
        }
        @RepeatedTest(20) void one(Standalone redis) { use(redis); }
        @RepeatedTest(20) void two(Standalone redis) { use(redis); }
        """));
  }

  @Test
  void whatATestPrintsIsKeptForItAlone() throws IOException {
    var verdict = check("""
        private static final java.util.concurrent.CyclicBarrier BOTH = new java.util.concurrent.CyclicBarrier(2);
        private void say(String word) throws Exception {
          BOTH.await();
          var thread = new Thread(() -> System.out.println(word));
          thread.start();
          thread.join();
          BOTH.await();
        }
        @Test void one() throws Exception { say("first"); }
        @Test void two() throws Exception { say("second"); }
        """);
    assertEquals(List.of("first", "second"), verdict.tests().stream().map(test -> test.output().strip()).toList());
  }

  @Test
  void aWireCountsWhatTheAnswerCosts() throws IOException {
    var verdict = check("""
        @Test void cheap(Wire wire) throws Exception {
          var probe = new Probe(wire.jedis("you"));
          Budget.of(wire, probe::hit).roundTrips(1).commands(1).replyBytes(10).without("KEYS");
        }
        @Misconception("M3")
        @Test void dear(Wire wire) throws Exception {
          var probe = new Probe(wire.jedis("you"));
          Budget.of(wire, () -> { for (var i = 0; i < 20; i++) probe.hit(); }).roundTrips(2);
        }
        """);
    is(Outcome.FAILED, verdict);
    assertEquals(List.of(Status.PASSED, Status.FAILED), verdict.tests().stream().map(Verdict.Test::status).toList());
    var failure = verdict.failures().get(0);
    assertTrue(failure.message().startsWith("It took 20 round trips; 2 are enough. On the wire:\n  INCR hits\n"),
        failure.message());
    assertTrue(failure.message().endsWith("... and 12 more"), failure.message());
  }

  @Test
  void testsAreSentencesInTheOrderOfTheSource() throws IOException {
    var verdict = check("""
        @Test void zebrasComeFirst() { }
        @Test @DisplayName("a TTL in capitals") void aTtl() { }
        @Test void applesComeLast() { int one = 1;
          assertEquals(1, one); }
        """);
    assertEquals(List.of("zebras come first", "a TTL in capitals", "apples come last"),
        verdict.tests().stream().map(Verdict.Test::name).toList());
    assertEquals(List.of("zebrasComeFirst", "aTtl", "applesComeLast"),
        verdict.tests().stream().map(Verdict.Test::method).toList());
    assertTrue(verdict.tests().get(2).code().endsWith("assertEquals(1, one);"), verdict.tests().get(2).code());
  }

  @Test
  void aRepeatedTestIsOneAndHoldsWhenEachRunDoes() throws IOException {
    var verdict = check("""
        @RepeatedTest(3) void holds() { }
        @ParameterizedTest @ValueSource(ints = {1, 2, 3}) void failsForTwo(int n) { assertNotEquals(2, n, "the number"); }
        """);
    is(Outcome.FAILED, verdict);
    assertEquals(List.of(Status.PASSED, Status.FAILED), verdict.tests().stream().map(Verdict.Test::status).toList());
  }

  @Test
  void aTestThatIsLeftOutIsNoPass() throws IOException {
    is(Outcome.FAILED, check("@Test @Disabled void never() { } @Test void holds() { }"));
    is(Outcome.FAILED, check("@Test void never() { Assumptions.assumeTrue(false); } @Test void holds() { }"));
    is(Outcome.CRASHED, check(""));
  }

  @Test
  void aLimitIsThatOfTheTest() throws IOException {
    var verdict = check("""
        @Test @Timeout(value = 300, unit = java.util.concurrent.TimeUnit.MILLISECONDS)
        void sleeps() throws Exception { Thread.sleep(60_000); }
        """);
    is(Outcome.TIMED_OUT, verdict);
    assertTrue(verdict.summary().contains("300 ms"), verdict.summary());
  }

  @Test
  void troubleBeforeTheTestsIsACrash() throws IOException {
    is(Outcome.CRASHED, check("@BeforeAll static void fails() { throw new IllegalStateException(); } @Test void one() { }"));
  }

  @Test
  void whatTheMachineLacksIsSaidSo() throws IOException {
    var verdict = check("@Test void one() { throw new beyondcache.EnvironmentProblem(\"no server\"); }");
    is(Outcome.ENVIRONMENT, verdict);
    assertEquals("no server", verdict.summary());
  }

  @Test
  void aPictureOfTheFailureComesAlong() throws IOException {
    var verdict = check("""
        static class Drawn extends AssertionError implements beyondcache.show.Picture {
          public String text() { return "drawn"; }
          public Map<String, String> forms() { return Map.of("image/svg+xml", "<svg/>"); }
        }
        @Test void one() { throw new Drawn(); }
        """);
    assertEquals("<svg/>", verdict.failures().get(0).picture());
  }

  @Test
  void aProofNamesWhatIsMissing() throws IOException {
    var findings = new java.util.ArrayList<String>();
    var holds = new Proof(checker, 1, Duration.ofMinutes(1), f -> findings.add((f.holds() ? "+ " : "- ") + f.text())).of(exercise);
    assertEquals(false, holds);
    assertEquals(List.of(
        "+ 3 of 3 hints in exercises/hints/9.1-probe.md",
        "+ the notebook notebooks/09-probe.ipynb is there",
        "+ exercises/src/main/java/probe/Probe.java is the stub as it is handed out",
        "+ the stub compiles and passes no test: failed, 2 of 2 tests",
        "+ the model answer passes once",
        "- no wrong answer for M7: it belongs in exercises/wrong/9.1-probe/M7-WORDS/Probe.java",
        "- 0 of 2 correct answers of another kind in exercises/right/9.1-probe"), findings);
  }

  @Test
  void aProofRejectsAWrongAnswerThatPassesAndOneWithoutItsNumber() throws IOException {
    for (var name : List.of("M7-passes", "M8-elsewhere")) {
      Files.createDirectories(exercise.wrong().resolve(name));
      Files.copy(exercise.model(), exercise.wrong().resolve(name).resolve("Probe.java"));
    }
    var findings = new java.util.ArrayList<String>();
    new Proof(checker, 1, Duration.ofMinutes(1), f -> findings.add((f.holds() ? "+ " : "- ") + f.text())).of(exercise);
    assertTrue(findings.stream().anyMatch(f -> f.startsWith("- exercises/wrong/9.1-probe/M7-passes should be rejected by a test "
        + "with @Misconception(\"M7\"): in run 1 it passed")), findings::toString);
    assertTrue(findings.stream().anyMatch(f -> f.startsWith("- exercises/wrong/9.1-probe/M8-elsewhere should begin with")),
        findings::toString);
  }
}
