package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.CourseFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page {@code notebooks/beliefs.md} says what the notebooks, the exercises and the verdicts say. */
class BeliefsPageTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| (M\\d+ .*) \\|$");

  @Test
  void hasARowForEachBelief() throws IOException {
    var exercises = Exercises.in(CourseFolder.root());
    var expected = new ArrayList<String>();
    for (var belief : Beliefs.all().values()) {
      var shown = shown(belief.number());
      assertTrue(!shown.isEmpty(), belief.number() + " is shown in no notebook");
      expected.add(String.join(" | ", belief.number(), belief.belief(), String.join(", ", shown),
          exercises.stream().filter(e -> e.cures().contains(belief.number())).map(Exercise::id)
              .collect(Collectors.joining(", "))));
    }
    var rows = ROW.matcher(Files.readString(CourseFolder.notebooks().resolve("beliefs.md"))).results()
        .map(row -> row.group(1)).toList();
    assertEquals(String.join("\n", expected), String.join("\n", rows));
  }

  /** Links to the sections that show this belief failing, as the page writes them. */
  private static List<String> shown(String number) throws IOException {
    var links = new ArrayList<String>();
    for (var notebook : notebooks()) {
      Section.showing(notebook, number).forEach(section -> links.add("[" + section.notebook().substring(0, 2) + "](" + section.link() + ")"));
    }
    return links;
  }

  private static List<Path> notebooks() throws IOException {
    try (var files = Files.list(CourseFolder.notebooks())) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }
}
