package beyondcache.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Who said what to whom, in order: participants side by side, time running down. Whoever sends messages has a colour, and
 * so have the messages. Drawn by PlantUML; in text the lifelines are columns.
 */
public final class Sequence implements Picture {

  enum Kind { MESSAGE, REPLY, LOST, NOTE, ALARM, DIVIDER }

  /** One line of the diagram; {@code to} is the last participant of a note, and a divider has neither. */
  record Step(Kind kind, int from, int to, String text) {}

  private static final int MOST_SHOWN = 120;

  final List<String> participants = new ArrayList<>();
  final List<Step> steps = new ArrayList<>();
  String title = "";
  private final boolean declared;
  private String image;
  private int[] size;

  Sequence(String... participants) {
    this.declared = participants.length > 0;
    Arrays.stream(participants).map(Values::read).forEach(this::join);
  }

  private int join(String name) {
    if (participants.contains(name)) {
      throw new IllegalArgumentException("Two participants are called '" + name + "': give each a name of its own.");
    }
    participants.add(name);
    return participants.size() - 1;
  }

  private int indexOf(String name) {
    var index = participants.indexOf(Values.read(name));
    if (index < 0 && declared) {
      throw new IllegalArgumentException("'" + name + "' does not take part in this sequence. Those who do: "
          + String.join(", ", participants) + ".");
    }
    return index < 0 ? join(Values.read(name)) : index;
  }

  private Sequence add(Kind kind, String from, String to, String text) {
    steps.add(new Step(kind, indexOf(from), indexOf(to), Values.read(text)));
    image = null;
    return this;
  }

  /** What the diagram shows, above it. */
  public Sequence title(String title) {
    this.title = Values.read(title);
    image = null;
    return this;
  }

  /**
   * A message from one to another, or to oneself.
   *
   * @throws IllegalArgumentException if the participants were named at the start and one of these is not among them
   */
  public Sequence message(String from, String to, String text) {
    return add(Kind.MESSAGE, from, to, text);
  }

  /** The answer to a message. */
  public Sequence reply(String from, String to, String text) {
    return add(Kind.REPLY, from, to, text);
  }

  /** A message that never arrives. */
  public Sequence lost(String from, String to, String text) {
    return add(Kind.LOST, from, to, text);
  }

  /** What one of them thinks, does or does not notice. */
  public Sequence note(String over, String text) {
    return add(Kind.NOTE, over, over, text);
  }

  /** The same in a warning colour: what goes wrong here. */
  public Sequence alarm(String over, String text) {
    return add(Kind.ALARM, over, over, text);
  }

  /** A line across, with words: a step in time. */
  public Sequence divider(String text) {
    steps.add(new Step(Kind.DIVIDER, 0, 0, Values.read(text)));
    image = null;
    return this;
  }

  /** The steps that are drawn: more than these nobody can follow. */
  List<Step> shown() {
    if (steps.size() <= MOST_SHOWN) {
      return steps;
    }
    var shown = new ArrayList<>(steps.subList(0, MOST_SHOWN));
    shown.add(new Step(Kind.DIVIDER, 0, 0, "and " + Values.number(steps.size() - MOST_SHOWN) + " more steps"));
    return shown;
  }

  /** Those who begin a message; the others only answer. */
  boolean speaks(int participant) {
    return steps.stream().anyMatch(step -> (step.kind() == Kind.MESSAGE || step.kind() == Kind.LOST)
        && step.from() == participant);
  }

  @Override
  public String text() {
    return SequenceText.of(this);
  }

  @Override
  public synchronized Map<String, String> forms() {
    draw();
    return Map.of("image/png", image);
  }

  @Override
  public synchronized Map<String, Map<String, Object>> metadata() {
    draw();
    return Sizes.png(size[0], size[1]);
  }

  /** The diagram as an SVG image, without the title, for a page that is put together elsewhere. */
  public String svg() {
    return SequencePainter.svg(this);
  }

  private void draw() {
    if (image == null) {
      size = new int[2];
      image = SequencePainter.png(this, size);
    }
  }

  @Override
  public String toString() {
    return text();
  }
}
