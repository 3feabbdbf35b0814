package beyondcache.sandbox;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A {@code redis-server} program on this machine.
 *
 * @param path the program
 * @param version its version, as in 7.0.15
 * @param source where it was found, in words
 */
record Binary(Path path, Version version, String source) {

  private static final Version OLDEST = Version.of("7.0");
  private static final Version CURRENT = Version.of("8.0");
  private static final String EMBEDDED_NAME = "embedded";
  private static final Version EMBEDDED = Version.of("7.0.15");
  private static final Pattern VERSION = Pattern.compile("\\bv=(\\d+(\\.\\d+)*)");
  private static final Map<Path, Version> VERSIONS = new ConcurrentHashMap<>();

  /** The program that is used unless the learner points at a running server: the first of {@link #candidates}. */
  static Binary find(Surroundings surroundings) {
    return candidates(surroundings).get(0);
  }

  /**
   * All programs that the course could use, the preferred one first: the one that REDIS_SERVER names, alone; else a current one
   * on the path, the course's own current one, an older one on the path, the embedded one.
   *
   * @throws EnvironmentProblem if REDIS_SERVER names something that is no redis-server, or too old
   */
  static List<Binary> candidates(Surroundings surroundings) {
    var named = surroundings.server();
    if (named.isPresent()) {
      return List.of(named.get().equals(EMBEDDED_NAME) ? embedded() : named(named.get()));
    }
    var found = new ArrayList<Binary>();
    var onPath = onPath(surroundings.path());
    onPath.filter(it -> it.version().atLeast(CURRENT)).ifPresent(found::add);
    own(CourseFolder.state()).ifPresent(found::add);
    onPath.filter(it -> !found.contains(it)).ifPresent(found::add);
    try {
      found.add(embedded());
    } catch (EnvironmentProblem e) {
      if (found.isEmpty()) {
        throw e;
      }
    }
    return found;
  }

  /** The course's own current server, which {@code ./course redis --install} unpacks; one that does not start counts as none. */
  static Optional<Binary> own(Path state) {
    var path = state.resolve("redis/redis-server");
    return Files.isExecutable(path) ? versionOf(path).filter(v -> v.atLeast(OLDEST)).map(v -> new Binary(path, v, "the course's own"))
        : Optional.empty();
  }

  private static Binary named(String name) {
    var path = Path.of(name).toAbsolutePath();
    if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
      throw new EnvironmentProblem("REDIS_SERVER is set to " + name + ", which is no program that can be executed.\n"
          + "Set it to a redis-server of version " + OLDEST + " or newer, or unset it to use the course's own.");
    }
    var version = versionOf(path).orElseThrow(() -> new EnvironmentProblem("REDIS_SERVER is set to " + name
        + ", which does not answer '--version' as a redis-server does.\nSet it to a redis-server of version " + OLDEST
        + " or newer, or unset it to use the course's own."));
    if (!version.atLeast(OLDEST)) {
      throw new EnvironmentProblem("REDIS_SERVER is set to " + name + ", which is Redis " + version + ". The course needs "
          + OLDEST + " or newer.\nSet it to a newer one, or unset it to use the course's own.");
    }
    return new Binary(path, version, "REDIS_SERVER");
  }

  private static Optional<Binary> onPath(String searchPath) {
    for (var folder : searchPath.split(Pattern.quote(File.pathSeparator))) {
      if (folder.isEmpty()) {
        continue;
      }
      var path = Path.of(folder, "redis-server").toAbsolutePath();
      if (Files.isRegularFile(path) && Files.isExecutable(path)) {
        return versionOf(path).filter(v -> v.atLeast(OLDEST)).map(v -> new Binary(path, v, "the path"));
      }
    }
    return Optional.empty();
  }

  private static Optional<Version> versionOf(Path path) {
    return Optional.ofNullable(VERSIONS.computeIfAbsent(path, Binary::askVersion));
  }

  private static Version askVersion(Path path) {
    try {
      var process = new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return null;
      }
      var said = new String(process.getInputStream().readNBytes(1000), StandardCharsets.UTF_8);
      var found = VERSION.matcher(said);
      return found.find() ? Version.of(found.group(1)) : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  /** The program that comes with the course's libraries, unpacked on first use into the course's cache. */
  static synchronized Binary embedded() {
    var name = "redis-server-" + EMBEDDED + "-" + system() + "-" + processor();
    var resource = Binary.class.getClassLoader().getResource(name);
    if (resource == null) {
      throw new EnvironmentProblem("The course brings Redis for Linux and macOS on Intel and ARM processors, and this is "
          + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + ".\n" + elsewhere());
    }
    try {
      var connection = resource.openConnection();
      connection.setUseCaches(false);
      var digest = connection instanceof JarURLConnection jar
          ? Long.toHexString(jar.getJarEntry().getCrc()) : Long.toHexString(connection.getLastModified());
      var size = connection.getContentLengthLong();
      var cache = Files.createDirectories(CourseFolder.state().resolve("cache"));
      var target = cache.resolve(name + "-" + digest);
      try (var from = connection.getInputStream()) {
        if (!Files.isExecutable(target) || Files.size(target) != size) {
          unpack(from, cache, target);
        }
      }
      return new Binary(target, EMBEDDED, EMBEDDED_NAME);
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new EnvironmentProblem("The course's own redis-server could not be unpacked: " + e.getMessage() + "\n"
          + elsewhere(), e);
    }
  }

  /** Two JVMs may do this at once: each writes a file of its own, and a rename puts one or the other in place. */
  private static void unpack(InputStream from, Path cache, Path target) throws IOException {
    var fresh = Files.createTempFile(cache, "redis-server-", ".new");
    try {
      Files.copy(from, fresh, StandardCopyOption.REPLACE_EXISTING);
      if (!fresh.toFile().setExecutable(true, false)) {
        throw new IOException(fresh + " could not be made executable");
      }
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static String elsewhere() {
    return "Ways around it: set REDIS_SERVER to a redis-server of version " + OLDEST + " or newer, set REDIS_URL to a running "
        + "one (redis://127.0.0.1:6379), or use -Dsandbox=docker. On Windows, the course runs inside WSL.";
  }

  private static String system() {
    var name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.contains("linux") ? "linux" : name.contains("mac") ? "darwin" : "other";
  }

  private static String processor() {
    return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      default -> "other";
    };
  }
}
