package beyondcache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the course lies on this machine: the folder that holds the {@code course} launcher.
 *
 * <p>The launcher and the Java kernel name it in the system property {@value #PROPERTY}; without it, the folder is looked
 * for upwards from the working directory, which is how it is found in an IDE.
 */
public final class CourseFolder {

  /** The system property that names the folder. */
  public static final String PROPERTY = "beyondcache.home";

  private CourseFolder() {}

  /**
   * The top-level folder of the course.
   *
   * @throws IllegalStateException if the working directory is not inside a copy of the course
   */
  public static Path root() {
    var named = System.getProperty(PROPERTY);
    if (named != null) {
      return Path.of(named).toAbsolutePath().normalize();
    }
    for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("course")) && Files.isDirectory(folder.resolve("notebooks"))) {
        return folder;
      }
    }
    throw new IllegalStateException("This is not inside a copy of the course: no folder above "
        + Path.of("").toAbsolutePath() + " holds the 'course' launcher. Start from the course's folder, or name it with -D"
        + PROPERTY + "=FOLDER.");
  }

  /**
   * The folder for everything that the course writes for itself: builds, caches, Jupyter's files, progress. It is called
   * {@code .course}, git ignores it, and it may be removed at any time at the price of doing that work again.
   *
   * @return the folder, which exists
   * @throws EnvironmentProblem if it cannot be made or written, for instance because the course's folder is read-only
   */
  public static Path state() {
    var folder = root().resolve(".course");
    try {
      Files.createDirectories(folder);
      if (Files.isWritable(folder)) {
        return folder;
      }
      throw new EnvironmentProblem("The course keeps its own files in " + folder
          + ", which cannot be written. Make the folder writable, or copy the course to one that is.");
    } catch (IOException e) {
      throw new EnvironmentProblem("The course keeps its own files in " + folder
          + ", which cannot be made. Make the folder writable, or copy the course to one that is.", e);
    }
  }

  /** The folder of the notebooks. */
  public static Path notebooks() {
    return root().resolve("notebooks");
  }
}
