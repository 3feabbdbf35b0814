package beyondcache.cli;

import beyondcache.sandbox.ServerProgram;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code course redis}: which Redis is used, and why; and a current one. */
@Command(name = "redis", description = "Shows which redis-server the course uses, and which others it has passed over.")
final class RedisCommand implements Callable<Integer> {

  private final Progress progress = new Progress();

  @Option(names = "--install", description = "Gets a current Redis into .course/redis, on Debian and without an administrator.")
  private boolean install;

  @Override
  public Integer call() throws IOException {
    if (install) {
      new CurrentRedis(progress).install();
    }
    var url = System.getenv("REDIS_URL");
    if (url != null && !url.isBlank()) {
      progress.line("REDIS_URL is set: notebooks with a single server use the one that runs at " + url + ".");
    }
    var first = true;
    for (var server : ServerProgram.candidates()) {
      progress.line((first ? "used    " : "not used") + "  Redis " + server.version() + "  " + server.source() + ": " + server.path());
      first = false;
    }
    progress.line("The order: REDIS_SERVER; version 8 or newer on the path; .course/redis; an older one on the path; the embedded one. "
        + "REDIS_SERVER=embedded takes the last.");
    return Exit.DONE;
  }
}
