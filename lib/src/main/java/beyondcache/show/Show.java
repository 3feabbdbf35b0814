package beyondcache.show;

import beyondcache.sandbox.SlotMap;
import java.util.UUID;

/**
 * What notebooks show, for {@code import static beyondcache.show.Show.*;}. Pictures are drawn in the notebook on any of
 * the Java kernels (the course's own, JJava, IJava, Rapaio's) and printed as text elsewhere.
 */
public final class Show {

  private Show() {}

  /**
   * Draws something: a {@link Picture}, an image (a {@link java.nio.file.Path}, bytes, a
   * {@link java.awt.image.RenderedImage}), a map or a list of maps (as a table); the text of anything else.
   *
   * @param drawable what to draw; null reads {@code (nil)}
   * @return where it was drawn, for {@link Display#update}
   */
  public static Display show(Object drawable) {
    var display = new Display(UUID.randomUUID().toString());
    Notebook.show(Pictures.of(drawable), display.id(), false);
    return display;
  }

  /**
   * States a fact and checks it: prints {@code ✓ sentence} if it holds.
   *
   * @throws AssertionError {@code ✗ sentence} if it does not
   */
  public static void claim(String sentence, boolean holds) {
    Claims.check(sentence, holds);
  }

  /**
   * States a fact about a value and checks it: prints {@code ✓ sentence} if the two are equal. Numbers are equal if they
   * have the same value, whatever their types ({@code 2}, {@code 2L}, {@code 2.0}), arrays and lists if their elements
   * are, sets and maps likewise.
   *
   * @throws AssertionError {@code ✗ sentence} with both values if they are not equal
   */
  public static void claim(String sentence, Object actual, Object expected) {
    Claims.check(sentence, actual, expected);
  }

  /** A table with these columns; add rows with {@link Table#row}. */
  public static Table table(String... columns) {
    return new Table(columns);
  }

  /** A line chart; add lines with {@link Chart#series}. */
  public static Chart lines(String title) {
    return new Chart(title, Chart.Kind.LINE);
  }

  /** A chart of points; add them with {@link Chart#series}. */
  public static Chart points(String title) {
    return new Chart(title, Chart.Kind.POINTS);
  }

  /** A bar chart; add bars with {@link Bars#bar}, or groups of them with {@link Bars#series}. */
  public static Bars bars(String title) {
    return new Bars(title);
  }

  /**
   * Who said what to whom, in order. Participants stand in the order given; if none is, in that of their appearance.
   */
  public static Sequence sequence(String... participants) {
    return new Sequence(participants);
  }

  /** What happened when; add lanes with {@link Timeline#span} and {@link Timeline#event}. */
  public static Timeline timeline(String title) {
    return new Timeline(title);
  }

  /** Which node owns which hash slots; mark keys with {@link Slots#keys}. */
  public static Slots slots(SlotMap map) {
    return new Slots(Topologies.owned(map), map.toString());
  }

  /** HTML as it is. Where there is no browser, {@code text} is printed instead. */
  public static Picture html(String html, String text) {
    return new Html(html, text);
  }

  /** A text with Markdown in it. */
  public static Picture markdown(String text) {
    return new Markdown(text);
  }
}
