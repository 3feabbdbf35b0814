package beyondcache.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Exceptions as a reader wants them: with their causes, in terms of cells, and without what lies below a cell. */
final class StackTraces {

  /** An endless recursion has a thousand frames, of which the first few say it all. */
  private static final int FRAMES = 30;

  private StackTraces() {}

  static List<String> lines(Places places, Throwable thrown) {
    var lines = new ArrayList<String>();
    add(lines, places, thrown, "", "", new StackTraceElement[0], Collections.newSetFromMap(new IdentityHashMap<>()));
    return lines;
  }

  /** The frames down to the lowest one of a cell. */
  static List<String> frames(Places places, StackTraceElement[] trace) {
    var lines = new ArrayList<String>();
    add(lines, places, withoutMachinery(trace), "", new StackTraceElement[0]);
    return lines;
  }

  private static void add(List<String> lines, Places places, Throwable thrown, String indent, String title,
      StackTraceElement[] above, Set<Throwable> seen) {
    if (!seen.add(thrown)) {
      lines.add(indent + title + "(the same " + thrown.getClass().getSimpleName() + " again)");
      return;
    }
    var text = describe(thrown).lines().toList();
    lines.add(indent + title + (text.isEmpty() ? "" : text.get(0)));
    text.stream().skip(1).map(line -> indent + line).forEach(lines::add);
    var trace = withoutMachinery(thrown.getStackTrace());
    add(lines, places, trace, indent, above);
    for (var suppressed : thrown.getSuppressed()) {
      add(lines, places, suppressed, indent + "    ", "Suppressed: ", trace, seen);
    }
    if (thrown.getCause() != null) {
      add(lines, places, thrown.getCause(), indent, "Caused by: ", trace, seen);
    }
  }

  private static String describe(Throwable thrown) {
    var type = Places.typeName(thrown.getClass().getName());
    var message = thrown.getLocalizedMessage() == null ? null : Places.typeName(thrown.getLocalizedMessage());
    return message == null || message.isEmpty() ? type : type + ": " + message;
  }

  private static void add(List<String> lines, Places places, StackTraceElement[] trace, String indent,
      StackTraceElement[] above) {
    var end = trace.length;
    var same = 0;
    while (same < Math.min(trace.length, above.length)
        && trace[trace.length - 1 - same].equals(above[above.length - 1 - same])) {
      same++;
    }
    end -= same;
    var lowestCell = lowestCell(trace);
    if (lowestCell >= 0) {
      end = Math.min(end, lowestCell + 1);
    }
    var shown = 0;
    for (var i = 0; i < end && shown < FRAMES; shown++) {
      var line = describe(places, trace[i]);
      var times = 1;
      while (i + times < end && (trace[i + times].equals(trace[i + times - 1])
          || line.equals(describe(places, trace[i + times])))) {
        times++;
      }
      lines.add(indent + "    at " + line + (times > 1 ? ", " + times + " times" : ""));
      i += times;
      if (shown == FRAMES - 1 && i < end) {
        lines.add(indent + "    ... " + (end - i) + " more");
      }
    }
  }

  private static StackTraceElement[] withoutMachinery(StackTraceElement[] trace) {
    return Arrays.stream(trace).filter(frame -> !Places.isMachinery(frame.getClassName()))
        .toArray(StackTraceElement[]::new);
  }

  private static int lowestCell(StackTraceElement[] trace) {
    for (var i = trace.length - 1; i >= 0; i--) {
      if (Places.isCell(trace[i])) {
        return i;
      }
    }
    return -1;
  }

  private static String describe(Places places, StackTraceElement frame) {
    return Places.isCell(frame) ? places.describe(frame) : plain(frame);
  }

  /** Without module and loader, which say nothing to a reader. */
  private static String plain(StackTraceElement frame) {
    var file = frame.getFileName() == null ? "" : frame.getLineNumber() < 0 ? " (" + frame.getFileName() + ")"
        : " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
    return frame.getClassName() + "." + frame.getMethodName() + file;
  }
}
