package beyondcache.sandbox;

import java.util.stream.Collectors;

/** The end of a server's log, as messages show it. */
final class LogTail {

  private static final int LINES = 12;

  private LogTail() {}

  static String of(String log) {
    var lines = log.lines().toList();
    return lines.isEmpty() ? "  (empty)" : lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
        .map(line -> "  " + line).collect(Collectors.joining("\n"));
  }
}
