package beyondcache.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.CourseFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTest {

  private final String before = System.getProperty(CourseFolder.PROPERTY);

  @TempDir
  private Path course;

  @BeforeEach
  void aCourseOfItsOwn() throws Exception {
    Files.createDirectories(course.resolve("notebooks/data"));
    Files.writeString(course.resolve("notebooks/data/airports.csv"),
        "code,name,note\nORD,\"Chicago, O'Hare\",\"two\nlines\"\nZRH,Zürich,\n\n");
    Files.writeString(course.resolve("notebooks/data/films.csv"), "\uFEFFtitle,year\nM,1931\n");
    Files.writeString(course.resolve("secret.csv"), "a\n1\n");
    System.setProperty(CourseFolder.PROPERTY, course.toString());
  }

  @AfterEach
  void theRealOne() {
    if (before == null) {
      System.clearProperty(CourseFolder.PROPERTY);
    } else {
      System.setProperty(CourseFolder.PROPERTY, before);
    }
  }

  @Test
  void rowsAreMapsInTheFilesOrder() {
    var rows = Data.rows("airports.csv");
    assertEquals(2, rows.size());
    assertEquals(List.of("code", "name", "note"), new ArrayList<>(rows.get(0).keySet()));
    assertEquals("Chicago, O'Hare", rows.get(0).get("name"));
    assertEquals("two\nlines", rows.get(0).get("note"));
    assertEquals("", rows.get(1).get("note"));
  }

  @Test
  void aByteOrderMarkIsNoPartOfAName() {
    assertEquals("M", Data.rows("films.csv").get(0).get("title"));
  }

  @Test
  void whatIsMissingIsNamedWithWhatIsThere() {
    assertEquals("There is no data set 'airport.csv' in notebooks/data. There are: airports.csv, films.csv.",
        assertThrows(IllegalArgumentException.class, () -> Data.rows("airport.csv")).getMessage());
  }

  @Test
  void onlyTheFolderOfTheDataIsRead() {
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Data.rows("../../secret.csv")).getMessage()
        .startsWith("There is no data set"));
  }

  @Test
  void withoutAnyDataItSaysSo() throws Exception {
    System.setProperty(CourseFolder.PROPERTY, Files.createDirectory(course.resolve("empty")).toString());
    assertEquals("There is no data set 'x.csv' in notebooks/data. There is none at all.",
        assertThrows(IllegalArgumentException.class, () -> Data.rows("x.csv")).getMessage());
  }
}
