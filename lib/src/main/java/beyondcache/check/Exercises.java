package beyondcache.check;

import beyondcache.CourseFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The exercises of the course, read from their pages in {@code exercises/hints}. Nothing is compiled for that. */
public final class Exercises {

  private static final Pattern PAGE = Pattern.compile("(\\d+\\.\\d+)-[a-z0-9-]+\\.md");
  private static final Pattern ITEM = Pattern.compile("- (\\w+): (.*)");
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)]\\(([^)]*)\\)");

  private Exercises() {}

  /**
   * All exercises, in order of their numbers.
   *
   * @throws IllegalStateException if a page does not say what it has to say; the message names the page
   */
  public static List<Exercise> all() {
    return in(CourseFolder.root());
  }

  /** The exercises of the course that lies in the given folder. */
  public static List<Exercise> in(Path root) {
    var folder = root.resolve("exercises/hints");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var pages = Files.list(folder)) {
      return pages.filter(page -> PAGE.matcher(page.getFileName().toString()).matches())
          .map(page -> read(root, page))
          .sorted(Comparator.comparingInt((Exercise e) -> number(e.id(), 0)).thenComparingInt(e -> number(e.id(), 1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The exercises' pages in " + folder + " cannot be read", e);
    }
  }

  /**
   * The exercise with the given number, name, title or answer file: {@code 1.3}, {@code 1.3-followers}, {@code followers},
   * {@code Followers.java} all name the same one.
   *
   * @throws NoSuchElementException if there is none; the message lists those there are
   */
  public static Exercise find(String text) {
    return find(all(), text);
  }

  static Exercise find(List<Exercise> all, String text) {
    var asked = text.strip().toLowerCase(Locale.ROOT).replace('\\', '/').replaceFirst("\\.java$", "");
    asked = asked.substring(asked.lastIndexOf('/') + 1);
    for (var exercise : all) {
      var name = exercise.name();
      if (asked.equals(exercise.id()) || asked.equals(name) || asked.equals(name.substring(name.indexOf('-') + 1))
          || asked.equalsIgnoreCase(exercise.title()) || asked.equalsIgnoreCase(exercise.simpleName())) {
        return exercise;
      }
    }
    throw new NoSuchElementException("There is no exercise \"" + text + "\". There are: "
        + all.stream().map(Exercise::toString).collect(Collectors.joining(", ")) + ".");
  }

  private static int number(String id, int part) {
    return Integer.parseInt(id.split("\\.")[part]);
  }

  private static Exercise read(Path root, Path page) {
    List<String> lines;
    try {
      lines = Files.readAllLines(page);
    } catch (IOException e) {
      throw new UncheckedIOException("The exercise's page " + page + " cannot be read", e);
    }
    var name = page.getFileName().toString().replaceFirst("\\.md$", "");
    var id = name.substring(0, name.indexOf('-'));
    var title = "";
    String[] answer = {"", ""};
    String[] section = {"", ""};
    var cures = List.<String>of();
    var task = new StringBuilder();
    var hints = new ArrayList<StringBuilder>();
    for (var line : lines) {
      var item = ITEM.matcher(line);
      if (line.startsWith("# ")) {
        title = line.substring(2).strip();
      } else if (line.startsWith("## ")) {
        hints.add(new StringBuilder());
      } else if (!hints.isEmpty()) {
        hints.get(hints.size() - 1).append(line).append('\n');
      } else if (item.matches() && item.group(1).equals("Answer")) {
        answer = link(page, item.group(2));
      } else if (item.matches() && item.group(1).equals("Notebook")) {
        section = link(page, item.group(2));
      } else if (item.matches() && item.group(1).equals("Cures")) {
        cures = Arrays.stream(item.group(2).strip().split("[ ,]+")).toList();
      } else {
        task.append(line).append('\n');
      }
    }
    require(page, title.startsWith(id + " "), "its first line has to be '# " + id + " TITLE', and is '# " + title + "'");
    require(page, answer[1].matches("\\.\\./src/main/java/\\w+/\\w+\\.java"),
        "it needs a line '- Answer: [NAME](../src/main/java/PACKAGE/CLASS.java)'");
    require(page, section[1].startsWith("../../notebooks/"),
        "it needs a line '- Notebook: [SECTION](../../notebooks/NOTEBOOK.ipynb#SECTION)'");
    return new Exercise(root, id, name, title.substring(id.length()).strip(),
        answer[1].substring("../src/main/java/".length()).replace(".java", "").replace('/', '.'),
        section[1].substring("../../notebooks/".length()), section[0], task.toString().strip(), cures,
        hints.stream().map(hint -> hint.toString().strip()).toList());
  }

  private static String[] link(Path page, String text) {
    var link = LINK.matcher(text);
    require(page, link.find(), "'" + text + "' should be a link, [TEXT](TARGET)");
    return new String[] {link.group(1), link.group(2)};
  }

  private static void require(Path page, boolean holds, String message) {
    if (!holds) {
      throw new IllegalStateException("The exercise's page " + page + " is not complete: " + message + ".");
    }
  }
}
