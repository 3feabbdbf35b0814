package beyondcache.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The misconceptions that exercises cure, from one place: the resource {@code misconceptions.md} beside this class. */
public final class Beliefs {

  private static final Pattern ENTRY = Pattern.compile("(?m)^## (M\\d+) (.+)\nDo: (.+)\nWhy: (.+)$");
  private static final Map<String, Belief> ALL = read();

  private Beliefs() {}

  /**
   * A belief that working programmers hold, and that leads to a wrong program.
   *
   * @param number the number it goes by everywhere, such as {@code M19}
   * @param belief what is believed, as whoever believes it would say it
   * @param instead what to do instead
   * @param why what goes wrong otherwise
   */
  public record Belief(String number, String belief, String instead, String why) {}

  /** All of them by number, in order. */
  public static Map<String, Belief> all() {
    return ALL;
  }

  /** The one with the given number. */
  public static Optional<Belief> find(String number) {
    return Optional.ofNullable(ALL.get(number));
  }

  private static Map<String, Belief> read() {
    try (var in = Beliefs.class.getResourceAsStream("misconceptions.md")) {
      var found = new LinkedHashMap<String, Belief>();
      var entry = ENTRY.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      while (entry.find()) {
        found.put(entry.group(1), new Belief(entry.group(1), entry.group(2), entry.group(3), entry.group(4)));
      }
      return java.util.Collections.unmodifiableMap(found);
    } catch (IOException e) {
      throw new UncheckedIOException("The course's list of misconceptions cannot be read", e);
    }
  }
}
