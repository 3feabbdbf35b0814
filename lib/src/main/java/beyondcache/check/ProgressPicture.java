package beyondcache.check;

import beyondcache.show.Picture;
import beyondcache.show.Show;
import java.util.List;
import java.util.Map;

/** The map of the exercises: how far the learner is, where the file is and what to read, with links in a notebook. */
final class ProgressPicture implements Picture {

  private final List<Exercise> exercises;
  private final Standing standing;

  ProgressPicture(List<Exercise> exercises, Standing standing) {
    this.exercises = exercises;
    this.standing = standing;
  }

  @Override
  public String text() {
    var table = Show.table("", "Exercise", "", "File to edit", "To read");
    for (var exercise : exercises) {
      var state = State.of(exercise, standing);
      table.row(state.mark(), exercise.toString(), state.words(), exercise.path(), exercise.sectionTitle());
    }
    return table.text();
  }

  @Override
  public Map<String, String> forms() {
    var html = new StringBuilder("<table style=\"text-align:left\"><tr><th></th><th style=\"text-align:left\">Exercise</th>"
        + "<th></th><th style=\"text-align:left\">File to edit</th><th style=\"text-align:left\">To read</th></tr>");
    for (var exercise : exercises) {
      var state = State.of(exercise, standing);
      html.append("<tr>").append(cell(state.mark())).append(cell(VerdictPicture.escape(exercise.toString())))
          .append(cell(state.words())).append(cell(VerdictPicture.file(exercise.path())))
          .append(cell("<a href=\"" + VerdictPicture.escape(exercise.section()) + "\">"
              + VerdictPicture.escape(exercise.sectionTitle()) + "</a>")).append("</tr>");
    }
    return Map.of("text/html", html.append("</table>").toString());
  }

  private static String cell(String html) {
    return "<td style=\"text-align:left\">" + html + "</td>";
  }

  @Override
  public String toString() {
    return text();
  }
}
