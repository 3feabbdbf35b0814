package beyondcache.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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

  /** Where a misconception is shown failing, if the exercise's notebook has a heading for it: {@code ### M8: SET keeps ...}. */
  static Section of(Exercise exercise, String misconception) {
    var file = exercise.root().resolve("notebooks").resolve(notebook(exercise));
    if (!Files.isRegularFile(file)) {
      return of(exercise);
    }
    try {
      var heading = Pattern.compile("\"#+ (" + misconception + "\\b[^\"\\\\]*)").matcher(Files.readString(file));
      return heading.find()
          ? new Section(heading.group(1).strip(), notebook(exercise), notebook(exercise) + "#" + anchor(heading.group(1)))
          : of(exercise);
    } catch (IOException e) {
      throw new UncheckedIOException("The notebook " + file + " cannot be read", e);
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
