package beyondcache.show;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table with a heading for each column. Columns of numbers stand on the right with equally many decimals, everything
 * else on the left; long cells wrap; no value at all reads {@code (nil)}, as in redis-cli. Text is shown as it is: there
 * is no way to smuggle markup into a cell.
 */
public final class Table implements Picture {

  private static final int WIDEST_IN_TEXT = 60;
  private static final int ROWS_SHOWN = 50;
  /** A character that stands for nothing (Unicode, private use area). */
  private static final String BREAK = "\uE000";

  private final List<String> columns;
  private final List<List<Object>> rows = new ArrayList<>();
  private String caption;
  private String foot;
  private final Set<String> code = new HashSet<>();
  private int first = ROWS_SHOWN;

  Table(String... columns) {
    if (columns.length == 0) {
      throw new IllegalArgumentException("A table needs at least one column: table(\"airport\", \"flights\").");
    }
    this.columns = Arrays.stream(columns).map(Values::read).toList();
  }

  /**
   * Adds a row.
   *
   * @param cells as many as there are columns; anything, null too
   */
  public Table row(Object... cells) {
    // row(null) is one cell without a value, whatever Java makes of it.
    var row = cells == null ? Arrays.asList((Object) null) : Arrays.asList(cells.clone());
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException("This row has " + count(row.size(), "cell") + " and the table has "
          + count(columns.size(), "column") + " (" + String.join(", ", columns) + "): "
          + row.stream().map(Values::read).collect(Collectors.joining(", ")));
    }
    rows.add(row);
    return this;
  }

  /** A line above the table that says what it shows. */
  public Table caption(String caption) {
    this.caption = caption;
    return this;
  }

  /** A line below the table, for sums. */
  public Table foot(String foot) {
    this.foot = foot;
    return this;
  }

  /** Columns of commands, replies and the like, in a font of fixed width. */
  public Table code(String... columns) {
    for (var column : columns) {
      if (!this.columns.contains(column)) {
        throw new IllegalArgumentException("There is no column '" + column + "' in the table. There are: "
            + String.join(", ", this.columns) + ".");
      }
      code.add(column);
    }
    return this;
  }

  /** Shows only the first so many rows and says how many there are; {@value #ROWS_SHOWN} unless told otherwise. */
  public Table first(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("A table shows one row or more, not " + rows + ".");
    }
    this.first = rows;
    return this;
  }

  /** A table of maps, with a column for each key that any of them has. */
  static Table of(Iterable<? extends Map<?, ?>> maps) {
    var keys = new LinkedHashMap<String, Boolean>();
    maps.forEach(map -> map.keySet().forEach(key -> keys.put(Values.read(key), true)));
    var table = new Table(keys.isEmpty() ? new String[] {"(empty)"} : keys.keySet().toArray(String[]::new));
    for (var map : maps) {
      var cells = new LinkedHashMap<String, Object>();
      map.forEach((key, value) -> cells.put(Values.read(key), value));
      if (!keys.isEmpty()) {
        table.row(keys.keySet().stream().map(key -> cells.getOrDefault(key, "")).toArray());
      }
    }
    return table;
  }

  private List<List<Object>> shown() {
    return rows.size() <= first ? rows : rows.subList(0, first);
  }

  /** The lines below the rows. */
  private List<String> feet() {
    var left = rows.isEmpty() ? "(no rows)" : rows.size() > first ? "… and " + count(rows.size() - first, "more row") : null;
    return Stream.of(left, foot).filter(Objects::nonNull).toList();
  }

  private static String count(int number, String thing) {
    return Values.number(number) + " " + thing + (number == 1 ? "" : "s");
  }

  private boolean isNumeric(int column) {
    return shown().stream().map(row -> row.get(column)).anyMatch(cell -> cell != null)
        && shown().stream().map(row -> row.get(column))
            .allMatch(cell -> cell == null || cell instanceof Number || cell instanceof Duration);
  }

  /** The cells of a column as they read; numbers below each other have the same decimals, and commas or none. */
  private List<String> cells(int column) {
    var cells = shown().stream().map(row -> row.get(column)).collect(Collectors.toList());
    var decimals = cells.stream().filter(Table::isFraction).mapToInt(cell -> Values.decimals((Number) cell)).max();
    var commas = cells.stream().anyMatch(cell -> cell instanceof Number number && Values.isLarge(number));
    return cells.stream().map(cell -> cell instanceof Number number
        ? Values.number(number, isFraction(cell) ? decimals.orElse(0) : 0, commas) : Values.read(cell)).toList();
  }

  private static boolean isFraction(Object cell) {
    return cell instanceof Double || cell instanceof Float || cell instanceof BigDecimal;
  }

  @Override
  public String text() {
    var lines = new ArrayList<String>();
    if (caption != null) {
      lines.add(caption);
    }
    var columnLines = new ArrayList<List<List<String>>>();
    for (var c = 0; c < columns.size(); c++) {
      var cells = new ArrayList<List<String>>();
      cells.add(Words.wrap(columns.get(c), WIDEST_IN_TEXT));
      cells(c).forEach(cell -> cells.add(Words.wrap(cell, WIDEST_IN_TEXT)));
      columnLines.add(cells);
    }
    var widths = columnLines.stream()
        .map(cells -> cells.stream().flatMap(List::stream).mapToInt(Words::width).max().orElse(0)).toList();
    for (var r = 0; r <= shown().size(); r++) {
      var row = r;
      var height = columnLines.stream().mapToInt(cells -> cells.get(row).size()).max().orElse(1);
      for (var h = 0; h < height; h++) {
        var line = new ArrayList<String>();
        for (var c = 0; c < columns.size(); c++) {
          var cell = columnLines.get(c).get(r);
          var words = h < cell.size() ? cell.get(h) : "";
          line.add(isNumeric(c) ? Words.right(words, widths.get(c)) : Words.left(words, widths.get(c)));
        }
        lines.add(String.join("  ", line).stripTrailing());
      }
      if (r == 0) {
        lines.add(widths.stream().map("─"::repeat).collect(Collectors.joining("  ")));
      }
    }
    lines.addAll(feet());
    return String.join("\n", lines);
  }

  @Override
  public Map<String, String> forms() {
    return Map.of("text/html", html());
  }

  private String html() {
    // Every style stands in its element: a notebook that is not trusted yet drops style sheets, and keeps these. Colours
    // are those of the page, so that the table is at home in a light and in a dark theme.
    var html = new StringBuilder("<table style=\"border-collapse: collapse; margin: 0.5em 0\">\n");
    if (caption != null) {
      html.append("<caption style=\"caption-side: top; text-align: left; padding: 0 0 0.4em 0; font-weight: bold\">")
          .append(Words.escape(caption)).append("</caption>\n");
    }
    html.append("<thead><tr>");
    for (var c = 0; c < columns.size(); c++) {
      html.append("<th style=\"").append(style(c)).append("; border-bottom: 1px solid #999999\">")
          .append(Words.escape(columns.get(c))).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    var cells = IntStream.range(0, columns.size()).mapToObj(this::cells).toList();
    for (var r = 0; r < shown().size(); r++) {
      html.append("<tr>");
      for (var c = 0; c < columns.size(); c++) {
        var missing = shown().get(r).get(c) == null;
        html.append("<td style=\"").append(style(c))
            .append(code.contains(columns.get(c)) ? "; font-family: monospace" : "").append(missing ? "; opacity: 0.6\">" : "\">")
            .append(breakable(cells.get(c).get(r))).append("</td>");
      }
      html.append("</tr>\n");
    }
    for (var each : feet()) {
      html.append("<tr><td colspan=\"").append(columns.size())
          .append("\" style=\"text-align: left; opacity: 0.7; padding: 0.25em 0.8em\">")
          .append(Words.escape(each)).append("</td></tr>\n");
    }
    return html.append("</tbody></table>").toString();
  }

  /** Words that are longer than a line may be broken; the style that says so is one of those that are dropped. */
  private static String breakable(String text) {
    var marked = text.replaceAll("(\\S{40})(?=\\S)", "$1" + BREAK);
    return Words.escape(marked).replace(BREAK, "<wbr>").replace("\n", "<br>");
  }

  private String style(int column) {
    return isNumeric(column) ? "text-align: right; vertical-align: top; white-space: nowrap; padding: 0.25em 0.8em"
        : "text-align: left; vertical-align: top; max-width: 36em; padding: 0.25em 0.8em";
  }

  @Override
  public String toString() {
    return text();
  }
}
