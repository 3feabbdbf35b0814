package beyondcache.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An answer to an exercise: a source file, and the helper classes that lie beside it.
 *
 * @param path the file that holds the answer's class
 * @param files the bytes of each file by its name; the answer's own comes first
 */
public record Answer(Path path, Map<String, byte[]> files) {

  private static final long LARGEST = 1_000_000;

  /** The answer a learner is working on. */
  public static Answer stub(Exercise exercise) {
    return at(exercise, exercise.stub());
  }

  /** The model answer. */
  public static Answer model(Exercise exercise) {
    return at(exercise, exercise.model());
  }

  /**
   * The answer in the given file or folder. In a folder it is the one file named like the answer's class, at any depth;
   * in a copy of the whole course it is the stub of that copy. Other classes beside it come along, except the answers to
   * other exercises and tests.
   *
   * @throws NoSuchElementException if there is no such file, or more than one; the message says where was looked
   */
  public static Answer at(Exercise exercise, Path place) {
    var file = Files.isDirectory(place) ? locate(exercise, place) : place;
    if (!Files.isRegularFile(file)) {
      throw new NoSuchElementException("There is no file " + file + " to check for exercise " + exercise
          + ". The answer belongs in " + exercise.path() + "; './course reset " + exercise.id()
          + "' puts the untouched stub there.");
    }
    var files = new LinkedHashMap<String, byte[]>();
    files.put(exercise.simpleName() + ".java", bytes(file));
    helpers(exercise, file).forEach(files::putIfAbsent);
    return new Answer(file, files);
  }

  private static Path locate(Exercise exercise, Path folder) {
    var inCopy = folder.resolve("exercises/src/main/java").resolve(exercise.answerFile());
    if (Files.isRegularFile(inCopy)) {
      return inCopy;
    }
    var wanted = exercise.simpleName() + ".java";
    try (var walk = Files.walk(folder)) {
      var found = walk.filter(p -> p.getFileName().toString().equals(wanted) && Files.isRegularFile(p)).sorted().toList();
      if (found.size() == 1) {
        return found.get(0);
      }
      throw new NoSuchElementException(found.isEmpty()
          ? "There is no " + wanted + " below " + folder + ". Name the file itself, or a folder that holds it."
          : "There is more than one " + wanted + " below " + folder + ": "
              + found.stream().map(Path::toString).collect(Collectors.joining(", ")) + ". Name the one to check.");
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + folder + " cannot be searched for " + wanted, e);
    }
  }

  private static Map<String, byte[]> helpers(Exercise exercise, Path file) {
    var taken = Exercises.in(exercise.root()).stream().map(other -> other.simpleName() + ".java").toList();
    var helpers = new TreeMap<String, byte[]>();
    try (var beside = Files.list(file.toAbsolutePath().getParent())) {
      for (var other : beside.filter(p -> isHelper(p, taken)).toList()) {
        if (!Files.isSameFile(other, file)) {
          helpers.put(other.getFileName().toString(), bytes(other));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The folder of " + file + " cannot be read", e);
    }
    return helpers;
  }

  private static boolean isHelper(Path file, List<String> taken) {
    var name = file.getFileName().toString();
    return name.endsWith(".java") && !name.endsWith("Test.java") && !name.equals("package-info.java")
        && !taken.contains(name) && Files.isRegularFile(file);
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new NoSuchElementException("The file " + file + " holds " + Files.size(file)
            + " bytes. An answer of more than " + LARGEST + " bytes is not read.");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("The file " + file + " cannot be read", e);
    }
  }
}
