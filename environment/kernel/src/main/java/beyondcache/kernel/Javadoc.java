package beyondcache.kernel;

import beyondcache.CourseFolder;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The words that go with a signature: where JShell is to look for them, and how they read without their markup. */
final class Javadoc {

  private Javadoc() {}

  /**
   * Has JShell read the Javadoc of the course's library as well as that of the JDK, for which it looks by itself. It
   * has a field for that, of use to its own tests only; where it cannot be had, there are signatures without words.
   */
  static void find() {
    try {
      var sources = Class.forName("jdk.jshell.SourceCodeAnalysisImpl").getDeclaredField("availableSourcesOverride");
      sources.setAccessible(true);
      sources.set(null, sources());
    } catch (ReflectiveOperationException | RuntimeException | IOException e) {
      // A JDK that keeps them elsewhere, or a kernel that was started without --add-opens.
    }
  }

  private static List<Path> sources() throws IOException {
    var sources = new ArrayList<Path>();
    sources.add(CourseFolder.root().resolve(Path.of("lib", "src", "main", "java")));
    var jdk = Path.of(System.getProperty("java.home"), "lib", "src.zip");
    if (Files.isReadable(jdk)) {
      // Stays open: JShell reads from it whenever it is asked.
      var root = FileSystems.newFileSystem(jdk, Map.of()).getRootDirectories().iterator().next();
      try (var modules = Files.list(root)) {
        modules.filter(Files::isDirectory).forEach(sources::add);
      }
    }
    return sources;
  }

  /** A Javadoc comment in plain text. */
  static String plain(String comment) {
    return comment.strip()
        .replaceAll("(?m)^ ", "")
        .replaceAll("\\{@(?:code|literal|value) ([^}]*)}", "$1")
        .replaceAll("\\{@link(?:plain)? ([^\\s}]*)\\s+([^}]*)}", "$2")
        .replaceAll("\\{@link(?:plain)? #?([^}]*)}", "$1")
        .replaceAll("\\s*<li>\\s*", "\n  - ")
        .replaceAll("\\s*<p>\\s*", "\n\n")
        .replaceAll("</?[a-zA-Z][^>]*>", "")
        .replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        .replaceAll("\n{3,}", "\n\n")
        .strip();
  }
}
