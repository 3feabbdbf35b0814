package beyondcache.check.report;

import beyondcache.check.Verdict;
import beyondcache.check.Verdict.Status;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * JUnit's XML: a {@code testsuite} for each exercise; several are wrapped in {@code testsuites}. A test that did not hold is a
 * failure, one that hung or was running at a crash is an error, one that was not run is skipped. An answer that came to no
 * test at all is a single test case with an error.
 */
final class JUnitReport {

  private final XMLStreamWriter xml;

  private JUnitReport(XMLStreamWriter xml) {
    this.xml = xml;
  }

  static String write(List<Checked> all) {
    try {
      var text = new StringWriter();
      var xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      if (all.size() != 1) {
        xml.writeStartElement("testsuites");
      }
      for (var checked : all) {
        new JUnitReport(xml).suite(checked);
      }
      if (all.size() != 1) {
        xml.writeEndElement();
      }
      xml.writeEndDocument();
      xml.close();
      return text + "\n";
    } catch (XMLStreamException e) {
      throw new IllegalStateException("A report of our own making is no XML", e);
    }
  }

  private void suite(Checked checked) throws XMLStreamException {
    var verdict = checked.verdict();
    var tests = verdict.tests();
    var errors = tests.isEmpty() ? 1 : tests.stream().filter(t -> isError(verdict, t)).count();
    var failures = tests.stream().filter(t -> isFailure(t) && !isError(verdict, t)).count();
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", checked.exercise().testClass());
    xml.writeAttribute("time", seconds(verdict.millis()));
    xml.writeAttribute("tests", Integer.toString(Math.max(1, tests.size())));
    xml.writeAttribute("errors", Long.toString(errors));
    xml.writeAttribute("skipped", Long.toString(tests.stream().filter(t -> t.status() == Status.NOT_RUN).count()));
    xml.writeAttribute("failures", Long.toString(failures));
    if (tests.isEmpty()) {
      start(checked, checked.exercise().title(), verdict.millis());
      trouble("error", verdict.outcome().name(), verdict.summary(), Report.whole(checked));
      xml.writeEndElement();
    }
    for (var test : tests) {
      start(checked, test.name(), test.millis());
      if (test.status() == Status.NOT_RUN) {
        xml.writeStartElement("skipped");
        xml.writeAttribute("message", clean(verdict.summary()));
        xml.writeEndElement();
      } else if (isFailure(test)) {
        trouble(isError(verdict, test) ? "error" : "failure", test.status().name(), first(test.message()),
            Report.explained(test));
      }
      if (test.output() != null) {
        xml.writeStartElement("system-out");
        xml.writeCharacters(clean(test.output()));
        xml.writeEndElement();
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private void start(Checked checked, String name, long millis) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("name", clean(name));
    xml.writeAttribute("classname", checked.exercise().testClass());
    xml.writeAttribute("time", seconds(millis));
  }

  private void trouble(String element, String type, String message, String text) throws XMLStreamException {
    xml.writeStartElement(element);
    xml.writeAttribute("message", clean(message));
    xml.writeAttribute("type", type);
    xml.writeCharacters(clean(text));
    xml.writeEndElement();
  }

  private static boolean isFailure(Verdict.Test test) {
    return test.status() != Status.PASSED && test.status() != Status.NOT_RUN;
  }

  private static boolean isError(Verdict verdict, Verdict.Test test) {
    return test.status() == Status.TIMED_OUT
        || verdict.outcome() == Verdict.Outcome.CRASHED && test.status() == Status.FAILED && test.at() == null;
  }

  private static String first(String message) {
    return message == null ? "" : message.lines().findFirst().orElse("");
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }

  /** Without the characters that XML 1.0 cannot hold. */
  private static String clean(String text) {
    return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD");
  }
}
