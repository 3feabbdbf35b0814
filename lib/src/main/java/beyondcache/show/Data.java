package beyondcache.show;

import beyondcache.CourseFolder;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;

/** The data sets that the notebooks work on, in {@code notebooks/data}. */
public final class Data {

  private static final CSVFormat FORMAT = CSVFormat.DEFAULT.builder()
      .setHeader().setSkipHeaderRecord(true).setIgnoreEmptyLines(true).get();

  private Data() {}

  /**
   * The rows of a CSV file (RFC 4180, UTF-8, with a heading), in its order: each a map from the columns' names, in the
   * file's order too, to text.
   *
   * @param name of the file, such as {@code "airports.csv"}
   * @throws IllegalArgumentException if there is no such file; names those that there are
   */
  public static List<Map<String, String>> rows(String name) {
    try (var reader = reader(file(name)); var rows = FORMAT.parse(reader)) {
      return rows.stream().map(row -> row.toMap()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The data set " + name + " cannot be read as CSV in UTF-8: " + e.getMessage(), e);
    }
  }

  /** Some programs put a byte order mark in front, which is no part of the first column's name. */
  private static Reader reader(Path file) throws IOException {
    var reader = Files.newBufferedReader(file);
    reader.mark(1);
    if (reader.read() != '\uFEFF') {
      reader.reset();
    }
    return reader;
  }

  private static Path file(String name) throws IOException {
    var folder = CourseFolder.notebooks().resolve("data").normalize();
    var file = folder.resolve(name).normalize();
    if (file.startsWith(folder) && Files.isRegularFile(file)) {
      return file;
    }
    throw new IllegalArgumentException("There is no data set '" + name + "' in notebooks/data. There "
        + (names(folder).isEmpty() ? "is none at all." : "are: " + String.join(", ", names(folder)) + "."));
  }

  private static List<String> names(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".csv")).sorted()
          .collect(Collectors.toList());
    }
  }
}
