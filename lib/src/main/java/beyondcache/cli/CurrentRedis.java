package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The course's own current Redis in {@code .course/redis}: Debian's newest packages, unpacked beside the system and started with
 * the C library that they were built for. Nothing is installed and no administrator is needed.
 */
final class CurrentRedis {

  private static final List<String> SUITES = List.of("sid", "experimental");
  private static final List<String> PACKAGES = List.of("redis-server/experimental", "redis-tools/experimental", "libc6", "libgcc-s1",
      "libstdc++6", "libatomic1", "libssl3t64", "libjemalloc2", "liblzf1", "libsystemd0", "libcap2", "libzstd1", "liblzma5", "liblz4-1",
      "libgcrypt20", "libgpg-error0", "zlib1g");

  private static final String START = """
      #!/bin/sh
      here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
      for loader in "$here"/root/usr/lib/*/ld-linux*.so.*; do
        exec "$loader" --argv0 %1$s --library-path "${loader%%/*}" "$here/root/usr/bin/%1$s" "$@"
      done
      """;

  private final Progress progress;

  CurrentRedis(Progress progress) {
    this.progress = progress;
  }

  /**
   * Fetches it. The one that was there before is replaced only by one that has been seen to start.
   *
   * @throws EnvironmentProblem if this is no Debian, or the packages cannot be had; the message names other ways
   */
  void install() throws IOException {
    var debian = Debian.here(progress).orElseThrow(() -> new EnvironmentProblem("'./course redis --install' knows Debian's packages "
        + "only, and this is another system.\n" + otherWays()));
    var fresh = Files.createTempDirectory(Files.createDirectories(CourseFolder.state()), "redis");
    try {
      progress.line("Fetching a current Redis from Debian's packages (10 MB) into .course/redis ...");
      debian.unpack(SUITES, PACKAGES, fresh.resolve("root"));
      for (var program : List.of("redis-server", "redis-cli")) {
        var script = Files.writeString(fresh.resolve(program), START.formatted(program));
        if (!script.toFile().setExecutable(true, false)) {
          throw new IOException(script + " could not be made executable");
        }
      }
      if (!starts(fresh.resolve("redis-server"))) {
        throw new EnvironmentProblem("The Redis that was fetched does not start on this machine.\n" + otherWays());
      }
      var folder = CourseFolder.state().resolve("redis");
      Trees.delete(folder);
      Files.move(fresh, folder);
    } finally {
      Trees.delete(fresh);
    }
  }

  private static boolean starts(Path server) throws IOException {
    var process = new ProcessBuilder(server.toString(), "--version").redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String otherWays() {
    return "Put a redis-server of version 8 or newer on the path (macOS: brew install redis), or set REDIS_SERVER to one; either is "
        + "used by the next command. The source of every release builds with 'make' and a C compiler.";
  }
}
