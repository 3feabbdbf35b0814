package beyondcache.check;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A section of a notebook, as verdicts point at it.
 *
 * @param title its heading
 * @param notebook the notebook's file name
 * @param link the notebook and the heading's anchor, relative to the notebooks' folder
 */
record Section(String title, String notebook, String link) {

  /** Where the exercise's subject is taught. */
  static Section of(Exercise exercise) {
    return new Section(exercise.sectionTitle(), notebook(exercise), exercise.section());
  }

  /** Where a misconception is shown failing, if the exercise's notebook does so. */
  static Section of(Exercise exercise, String misconception) {
    var file = exercise.root().resolve("notebooks").resolve(notebook(exercise));
    return Files.isRegularFile(file) ? showing(file, misconception).stream().findFirst().orElseGet(() -> of(exercise)) : of(exercise);
  }

  /**
   * The sections of a notebook that show a misconception failing: those with its number at the beginning of their heading, or with
   * a line that begins {@code *Belief M8: }.
   */
  static List<Section> showing(Path notebook, String misconception) {
    var mark = Pattern.compile("^(?:#+ " + misconception + ": |\\*Belief " + misconception + ": )");
    var name = notebook.getFileName().toString();
    var found = new ArrayList<Section>();
    var heading = "";
    for (var line : markdown(notebook)) {
      if (line.matches("#+ .*")) {
        heading = line.replaceFirst("#+ ", "").strip();
      }
      if (mark.matcher(line).find()) {
        found.add(new Section(heading, name, name + "#" + anchor(heading)));
      }
    }
    return found;
  }

  private static List<String> markdown(Path notebook) {
    try {
      var lines = new ArrayList<String>();
      for (var each : JsonParser.parseString(Files.readString(notebook)).getAsJsonObject().getAsJsonArray("cells")) {
        var cell = each.getAsJsonObject();
        if (cell.get("cell_type").getAsString().equals("markdown")) {
          var source = cell.get("source");
          var text = new StringBuilder();
          if (source.isJsonArray()) {
            source.getAsJsonArray().forEach(line -> text.append(line.getAsString()));
          } else {
            text.append(source.getAsString());
          }
          text.toString().lines().forEach(lines::add);
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException("The notebook " + notebook + " cannot be read", e);
    }
  }

  /** JupyterLab's name for a heading. */
  private static String anchor(String heading) {
    return heading.strip().replace(' ', '-');
  }

  private static String notebook(Exercise exercise) {
    return exercise.section().replaceFirst("#.*", "");
  }
}
