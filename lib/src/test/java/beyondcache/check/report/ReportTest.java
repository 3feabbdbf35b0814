package beyondcache.check.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Exercise;
import beyondcache.check.Verdict;
import beyondcache.check.Verdict.Outcome;
import beyondcache.check.Verdict.Problem;
import beyondcache.check.Verdict.Status;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** Each report against what its format demands. */
class ReportTest {

  private static final Exercise EXERCISE = new Exercise(Path.of("/course"), "9.1", "9.1-probe", "Probe", "probe.Probe",
      "09-probe.ipynb#Counting", "Counting", "", List.of("M7"), List.of());

  private static Checked checked(Outcome outcome, List<Problem> problems, Verdict.Test... tests) {
    return new Checked(EXERCISE, new Verdict("9.1", "Probe", "Probe.java", outcome, "A summary, with <marks> & \u0001.", 1234,
        List.of(tests), problems, List.of()));
  }

  private static Verdict.Test test(Status status) {
    return new Verdict.Test("the second hit is two", "theSecondHitIsTwo", status, 17, List.of("M7"),
        status == Status.PASSED || status == Status.NOT_RUN ? null : "expected: <2> but was: <1>\nand more",
        status == Status.FAILED ? "Probe.java:7" : null, null, status == Status.FAILED ? "x".repeat(600) : null,
        "assertEquals(2, probe.hit());");
  }

  static Stream<Checked> all() {
    return Stream.of(
        checked(Outcome.PASSED, List.of(), test(Status.PASSED), test(Status.PASSED)),
        checked(Outcome.FAILED, List.of(), test(Status.PASSED), test(Status.FAILED), test(Status.NOT_WRITTEN)),
        checked(Outcome.TIMED_OUT, List.of(), test(Status.PASSED), test(Status.TIMED_OUT), test(Status.NOT_RUN)),
        checked(Outcome.CRASHED, List.of(), test(Status.FAILED), test(Status.NOT_RUN)),
        checked(Outcome.DOES_NOT_COMPILE, List.of(new Problem("Probe.java", 3, 4, "';' expected", "return 1"))),
        checked(Outcome.ENVIRONMENT, List.of()));
  }

  /** Exercism's test runner interface, version 3: keys, values, and which have to be there. */
  @ParameterizedTest
  @MethodSource("all")
  void exercismGetsWhatItsInterfaceDemands(Checked checked) {
    var json = JsonParser.parseString(Report.EXERCISM.of(List.of(checked))).getAsJsonObject();
    assertEquals(3, json.get("version").getAsInt());
    var status = json.get("status").getAsString();
    assertTrue(Set.of("pass", "fail", "error").contains(status), status);
    assertEquals(checked.verdict().passed(), status.equals("pass"));
    assertEquals(status.equals("error"), json.has("message"));
    assertEquals(checked.verdict().tests().size(), json.getAsJsonArray("tests").size());
    for (var element : json.getAsJsonArray("tests")) {
      var test = element.getAsJsonObject();
      onlyKeys(test, "name", "status", "message", "output", "test_code");
      assertFalse(test.get("name").getAsString().isBlank());
      assertFalse(test.get("test_code").getAsString().isBlank());
      assertTrue(Set.of("pass", "fail", "error").contains(test.get("status").getAsString()));
      assertTrue(!test.has("output") || test.get("output").getAsString().length() <= 500);
      assertEquals(test.get("status").getAsString().equals("pass"), !test.has("message"));
    }
  }

  @Test
  void exercismTakesOneExercise() {
    var two = all().limit(2).toList();
    assertThrows(IllegalArgumentException.class, () -> Report.EXERCISM.of(two));
    assertFalse(Report.EXERCISM.takesSeveral());
  }

  /** Gradescope's specification of autograders: a score for each test, and values out of closed lists. */
  @ParameterizedTest
  @MethodSource("all")
  void gradescopeGetsWhatItsSpecificationDemands(Checked checked) {
    var json = JsonParser.parseString(Report.GRADESCOPE.of(List.of(checked))).getAsJsonObject();
    onlyKeys(json, "execution_time", "output", "output_format", "test_output_format", "visibility", "stdout_visibility", "tests");
    var visibilities = Set.of("hidden", "after_due_date", "after_published", "visible");
    assertTrue(visibilities.contains(json.get("visibility").getAsString()));
    assertTrue(visibilities.contains(json.get("stdout_visibility").getAsString()));
    assertEquals(1.234, json.get("execution_time").getAsDouble());
    assertFalse(json.getAsJsonArray("tests").isEmpty());
    var score = 0.0;
    for (var element : json.getAsJsonArray("tests")) {
      var test = element.getAsJsonObject();
      onlyKeys(test, "score", "max_score", "status", "name", "number", "output", "tags", "visibility", "extra_data");
      score += test.get("score").getAsDouble();
      assertTrue(test.get("score").getAsDouble() <= test.get("max_score").getAsDouble());
      assertEquals(test.get("score").getAsDouble() == 1 ? "passed" : "failed", test.get("status").getAsString());
    }
    assertEquals(checked.verdict().tests().stream().filter(t -> t.status() == Status.PASSED).count(), score);
  }

  /** The schema that Maven Surefire publishes: elements, their order, and the attributes that have to be there. */
  @ParameterizedTest
  @MethodSource("all")
  void junitGetsWhatSurefiresSchemaDemands(Checked checked) throws Exception {
    suite(parse(Report.JUNIT.of(List.of(checked))), checked);
  }

  @Test
  void severalExercisesAreSeveralSuites() throws Exception {
    var all = all().toList();
    var root = parse(Report.JUNIT.of(all));
    assertEquals("testsuites", root.getTagName());
    var suites = children(root);
    assertEquals(all.size(), suites.size());
    IntStream.range(0, all.size()).forEach(i -> suite(suites.get(i), all.get(i)));
  }

  private static void suite(Element suite, Checked checked) {
    assertEquals("testsuite", suite.getTagName());
    attributes(suite, Set.of("name", "tests", "errors", "skipped", "failures"), Set.of("time", "group"));
    var cases = children(suite);
    assertEquals(Integer.parseInt(suite.getAttribute("tests")), cases.size());
    for (var kind : List.of("error", "failure", "skipped")) {
      var counted = suite.getAttribute(kind.equals("skipped") ? kind : kind + "s");
      assertEquals(Long.parseLong(counted), cases.stream().flatMap(c -> children(c).stream())
          .filter(e -> e.getTagName().equals(kind)).count(), kind);
    }
    assertEquals(checked.verdict().passed(), suite.getAttribute("errors").equals("0")
        && suite.getAttribute("failures").equals("0") && suite.getAttribute("skipped").equals("0"));
    for (var test : cases) {
      assertEquals("testcase", test.getTagName());
      attributes(test, Set.of("name", "time"), Set.of("classname", "group"));
      assertTrue(test.getAttribute("time").matches("\\d+\\.\\d{3}"));
      var order = List.of("failure", "skipped", "error", "system-out");
      var last = -1;
      for (var part : children(test)) {
        assertTrue(order.indexOf(part.getTagName()) > last, part.getTagName());
        last = order.indexOf(part.getTagName());
        if (part.getTagName().matches("failure|error")) {
          attributes(part, Set.of("type"), Set.of("message"));
        }
      }
    }
  }

  @Test
  void ourOwnJsonHasTheDocumentedFields() {
    var json = JsonParser.parseString(Report.JSON.of(all().toList())).getAsJsonObject();
    onlyKeys(json, "version", "verdicts");
    assertEquals(1, json.get("version").getAsInt());
    var outcomes = json.getAsJsonArray("verdicts").asList().stream().map(v -> v.getAsJsonObject().get("outcome").getAsString());
    assertEquals(List.of("passed", "failed", "timed-out", "crashed", "does-not-compile", "environment"), outcomes.toList());
    var failed = json.getAsJsonArray("verdicts").get(1).getAsJsonObject();
    onlyKeys(failed, "exercise", "title", "answer", "outcome", "summary", "millis", "tests", "problems", "stack");
    var test = failed.getAsJsonArray("tests").get(1).getAsJsonObject();
    onlyKeys(test, "name", "method", "status", "millis", "misconceptions", "message", "at", "picture", "output", "code");
    assertEquals("failed", test.get("status").getAsString());
    var problem = json.getAsJsonArray("verdicts").get(4).getAsJsonObject().getAsJsonArray("problems").get(0).getAsJsonObject();
    assertEquals(Set.of("file", "line", "column", "message", "source"), problem.keySet());
  }

  private static void onlyKeys(JsonObject object, String... keys) {
    assertTrue(Set.of(keys).containsAll(object.keySet()), object.keySet()::toString);
  }

  private static Element parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)))
        .getDocumentElement();
  }

  private static List<Element> children(Element parent) {
    var nodes = parent.getChildNodes();
    return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).filter(Element.class::isInstance)
        .map(Element.class::cast).toList();
  }

  private static void attributes(Element element, Set<String> required, Set<String> allowed) {
    var names = new java.util.HashSet<String>();
    var attributes = element.getAttributes();
    IntStream.range(0, attributes.getLength()).forEach(i -> names.add(attributes.item(i).getNodeName()));
    assertTrue(names.containsAll(required), element.getTagName() + " has " + names);
    names.removeAll(required);
    assertTrue(allowed.containsAll(names), element.getTagName() + " has " + names);
  }
}
