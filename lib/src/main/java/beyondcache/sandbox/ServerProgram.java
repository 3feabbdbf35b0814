package beyondcache.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * A {@code redis-server} program that the course could use.
 *
 * @param path the program
 * @param version its version, such as 8.6.3
 * @param source where it was found, in words
 */
public record ServerProgram(Path path, String version, String source) {

  /** All that were found on this machine; the first one is used. See {@link Sandbox} for the order. */
  public static List<ServerProgram> candidates() {
    return Binary.candidates(Surroundings.ofThisProcess()).stream()
        .map(it -> new ServerProgram(it.path(), it.version().toString(), it.source())).toList();
  }
}
