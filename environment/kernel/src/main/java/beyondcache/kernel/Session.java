package beyondcache.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.dflib.jjava.jupyter.kernel.history.HistoryEntry;
import org.dflib.jjava.jupyter.kernel.history.HistoryManager;

/** The cells that were run since the kernel was started. Nothing is written down: notebooks are kept elsewhere. */
final class Session implements HistoryManager {

  private static final int THIS_SESSION = 1;

  private final List<HistoryEntry> cells = new ArrayList<>();

  synchronized void add(int number, String code) {
    cells.add(new HistoryEntry(THIS_SESSION, number, code, null));
  }

  @Override
  public synchronized List<HistoryEntry> lookupRange(int session, int from, int to, Set<ResultFlag> flags) {
    if (session != 0 && session != THIS_SESSION) {
      return List.of();
    }
    return cells.stream().filter(e -> e.getCellNumber() >= from && (to <= 0 || e.getCellNumber() < to)).toList();
  }

  @Override
  public synchronized List<HistoryEntry> lookupTail(int length, Set<ResultFlag> flags) {
    return last(cells, length);
  }

  @Override
  public synchronized List<HistoryEntry> search(String glob, int length, Set<ResultFlag> flags) {
    var pattern = pattern(glob);
    var found = new ArrayList<>(cells.stream().filter(e -> pattern.matcher(e.getInput()).matches()).toList());
    if (flags.contains(ResultFlag.UNIQUE)) {
      for (var i = found.size() - 1; i >= 0; i--) {
        var input = found.get(i).getInput();
        if (found.subList(i + 1, found.size()).stream().anyMatch(e -> e.getInput().equals(input))) {
          found.remove(i);
        }
      }
    }
    return last(found, length);
  }

  private static List<HistoryEntry> last(List<HistoryEntry> entries, int length) {
    return List.copyOf(length <= 0 ? entries : entries.subList(Math.max(0, entries.size() - length), entries.size()));
  }

  /** {@code *}, {@code ?} and {@code [...]}, over lines too. */
  private static Pattern pattern(String glob) {
    var regex = new StringBuilder();
    for (var c : glob.toCharArray()) {
      regex.append(switch (c) {
        case '*' -> ".*";
        case '?' -> ".";
        case '[', ']', '^', '-' -> String.valueOf(c);
        default -> Pattern.quote(String.valueOf(c));
      });
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      return Pattern.compile(Pattern.quote(glob), Pattern.DOTALL);
    }
  }
}
