package beyondcache.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A {@link Sequence} in text: each participant is a column, its lifeline a line down the middle. */
final class SequenceText {

  private static final int LONGEST_LINE = 56;
  private static final int LONGEST_NOTE = 32;

  private final Sequence sequence;
  private final int[] places;
  private final int width;
  private final List<String> lines = new ArrayList<>();

  private SequenceText(Sequence sequence) {
    this.sequence = sequence;
    this.places = places(sequence);
    this.width = places.length == 0 ? 0
        : places[places.length - 1] + 2 + LONGEST_LINE;
  }

  static String of(Sequence sequence) {
    return new SequenceText(sequence).draw();
  }

  /** The columns of the lifelines: far enough apart for their names and for the texts between them. */
  private static int[] places(Sequence sequence) {
    var count = sequence.participants.size();
    var places = new int[count];
    for (var i = 0; i < count; i++) {
      var half = (Words.width(sequence.participants.get(i)) + 1) / 2;
      places[i] = i == 0 ? half : places[i - 1] + (Words.width(sequence.participants.get(i - 1)) + 1) / 2 + half + 3;
      for (var step : sequence.shown()) {
        var left = Math.min(step.from(), step.to());
        var note = step.kind() == Sequence.Kind.NOTE || step.kind() == Sequence.Kind.ALARM;
        var longest = wrapped(step).stream().mapToInt(Words::width).max().orElse(0);
        if (note && step.from() == i && step.kind() != Sequence.Kind.DIVIDER) {
          places[i] = Math.max(places[i], (longest + 5) / 2);
        } else if (left < i && Math.max(step.from(), step.to()) == i) {
          places[i] = Math.max(places[i], places[left] + longest + 6);
        } else if (step.from() == i - 1 && step.to() == i - 1 && !note && step.kind() != Sequence.Kind.DIVIDER) {
          places[i] = Math.max(places[i], places[i - 1] + longest + 6);
        }
      }
    }
    return places;
  }

  private static List<String> wrapped(Sequence.Step step) {
    var note = step.kind() == Sequence.Kind.NOTE || step.kind() == Sequence.Kind.ALARM;
    return Words.wrap(step.text(), note ? LONGEST_NOTE : LONGEST_LINE);
  }

  private String draw() {
    if (!sequence.title.isEmpty()) {
      lines.add(sequence.title);
    }
    if (sequence.participants.isEmpty()) {
      lines.add("(nothing was said)");
      return String.join("\n", lines);
    }
    var names = new Line(width);
    for (var i = 0; i < places.length; i++) {
      var name = sequence.participants.get(i);
      names.put(places[i] - Words.width(name) / 2, name);
    }
    lines.add(names.toString());
    for (var step : sequence.shown()) {
      var text = wrapped(step);
      switch (step.kind()) {
        case DIVIDER -> lines.add("──── " + step.text() + " "
            + "─".repeat(Math.max(4, width - LONGEST_LINE - 6 - Words.width(step.text()))));
        case NOTE, ALARM -> text.forEach(each -> {
          var box = (step.kind() == Sequence.Kind.ALARM ? "[! " : "[ ") + each + " ]";
          lifelines().put(Math.max(0, places[step.from()] - Words.width(box) / 2), box).add();
        });
        default -> {
          if (step.from() == step.to()) {
            lifelines().put(places[step.from()] + 1, " ↺ " + String.join(" ", text)).add();
          } else {
            arrow(step, text);
          }
        }
      }
    }
    return String.join("\n", lines);
  }

  /** The last line of the text stands in the arrow, the others above it. */
  private void arrow(Sequence.Step step, List<String> text) {
    var left = Math.min(places[step.from()], places[step.to()]);
    var right = Math.max(places[step.from()], places[step.to()]);
    for (var i = 0; i < text.size() - 1; i++) {
      lifelines().put(left + 3, text.get(i)).add();
    }
    var last = text.get(text.size() - 1);
    var shaft = (step.kind() == Sequence.Kind.REPLY ? "╌" : "─").repeat(right - left - 1);
    var line = lifelines().put(left + 1, shaft);
    if (!last.isEmpty()) {
      line.put(left + 3, " " + last + " ");
    }
    var head = step.kind() == Sequence.Kind.LOST ? "✗" : places[step.to()] == right ? "▶" : "◀";
    line.put(places[step.to()] == right ? right - 1 : left + 1, head).add();
  }

  private Line lifelines() {
    var line = new Line(width);
    for (var place : places) {
      line.put(place, "│");
    }
    return line;
  }

  /** A line of so many columns to write into; a wide character fills two. */
  private final class Line {

    private final String[] columns;

    Line(int width) {
      columns = new String[width];
      Arrays.fill(columns, " ");
    }

    Line put(int at, String text) {
      var column = at;
      for (var i = 0; i < text.length() && column < columns.length; ) {
        var character = text.substring(i, i + Character.charCount(text.codePointAt(i)));
        var wide = Words.width(character);
        if (wide == 0) {
          columns[column - 1] += character;
        } else {
          columns[column] = character;
          if (wide == 2 && column + 1 < columns.length) {
            columns[column + 1] = "";
          }
        }
        column += wide;
        i += character.length();
      }
      return this;
    }

    void add() {
      lines.add(toString());
    }

    @Override
    public String toString() {
      return String.join("", columns).stripTrailing();
    }
  }
}
