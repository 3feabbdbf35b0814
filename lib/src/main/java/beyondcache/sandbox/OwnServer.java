package beyondcache.sandbox;

import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A redis-server that this JVM started: a process with a folder for its files, its log and its configuration. Its port is
 * the same after a restart, and so is the folder; whether data survives is up to the configuration, as it is anywhere.
 */
final class OwnServer implements Server {

  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int PORTS_TRIED = 20;
  private static final String SOCKET = "socket";
  /** Bytes in the path of a Unix domain socket; systems take 104 or 108, with a zero at the end. */
  private static final int SOCKET_PATH = 103;

  /** Writes its process id before it becomes a server; without its folder it gives up. See {@link Guardian}. */
  private static final String LAUNCHER = """
      echo $$ > "$1" || exit 1
      shift
      if command -v setsid > /dev/null 2>&1; then exec setsid "$@"; fi
      exec "$@"
      """;

  private final String name;
  private final Binary binary;
  private final Engine.Kind kind;
  private final List<String> directives;
  private final String password;
  private final Guardian guardian;
  private final Path folder;
  private final Path log;
  private Ports.Reservation port;
  private Ports.Reservation bus;
  private volatile Process process;
  private int starts;
  private volatile boolean paused;
  private boolean closed;

  private OwnServer(String name, Binary binary, Engine.Kind kind, List<String> directives) {
    this.name = name;
    this.binary = binary;
    this.kind = kind;
    this.directives = directives;
    this.password = Directives.password(directives);
    guardian = Guardian.get();
    folder = guardian.newFolder(name);
    log = folder.resolve("log");
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param directives lines of a configuration file, on top of the sandbox's own
   */
  static OwnServer start(String name, Binary binary, Engine.Kind kind, List<String> directives) {
    var server = new OwnServer(name, binary, kind, List.copyOf(directives));
    server.guardian.add(server);
    try {
      server.startOnFreePort();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private synchronized void startOnFreePort() {
    for (var attempt = 1; ; attempt++) {
      port = Ports.reserve();
      bus = kind == Engine.Kind.CLUSTER ? Ports.reserve() : null;
      configure();
      if (startProcess()) {
        return;
      }
      // Somebody who knows nothing of our reservations took the port between the probe and the server's start.
      if (attempt == PORTS_TRIED || !logText().matches("(?s).*(Address already in use|Failed listening on port).*")) {
        throw failed();
      }
      releasePorts();
      try {
        Files.deleteIfExists(log);
      } catch (IOException e) {
        throw failed();
      }
    }
  }

  private void configure() {
    // The name alone, for a long path would not do; the folder, where the server starts, is this user's.
    var lines = new ArrayList<>(List.of("bind 127.0.0.1", "unixsocket " + SOCKET));
    lines.addAll(Directives.all(kind, port.port(), bus == null ? 0 : bus.port(), directives));
    try {
      Files.write(folder.resolve("redis.conf"), lines);
    } catch (IOException e) {
      throw new EnvironmentProblem("The configuration of the Redis server '" + name + "' could not be written: "
          + e.getMessage(), e);
    }
  }

  /** @return whether the server answers; false when it ended instead */
  private boolean startProcess() {
    var pid = folder.resolve("pid-" + ++starts);
    var command = new ArrayList<>(List.of("sh", "-c", LAUNCHER, "sh", pid.toString(), binary.path().toString(),
        "redis.conf"));
    if (kind == Engine.Kind.SENTINEL) {
      command.add("--sentinel");
    }
    try {
      process = new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new EnvironmentProblem("The Redis server '" + name + "' could not be started: " + e.getMessage(), e);
    }
    // The number of a process that has ended may be given to somebody else, whom the guardian must not kill.
    process.onExit().thenRun(() -> pid.toFile().delete());
    paused = false;
    var started = process;
    var answered = Waiting.until(START, () -> !started.isAlive() || Probe.answers(address(), started.pid()));
    if (!answered) {
      throw failed();
    }
    return started.isAlive();
  }

  private EnvironmentProblem failed() {
    var what = process.isAlive() ? "has not answered within " + START.toSeconds() + " s"
        : "ended with exit code " + process.exitValue();
    return new EnvironmentProblem("The Redis server '" + name + "' (" + binary.source() + ", " + binary.path() + ") " + what
        + " instead of starting.\nThe end of its log:\n" + LogTail.of(logText()));
  }

  @Override
  public Address address() {
    return Address.local(port.port(), password);
  }

  @Override
  public SocketAddress socketAddress() {
    var socket = folder.resolve(SOCKET);
    return socket.toString().getBytes().length <= SOCKET_PATH ? UnixDomainSocketAddress.of(socket) : Server.super.socketAddress();
  }

  @Override
  public int busPort() {
    return bus.port();
  }

  @Override
  public String source() {
    return binary.source();
  }

  @Override
  public boolean ours() {
    return true;
  }

  @Override
  public boolean alive() {
    return process.isAlive();
  }

  @Override
  public boolean paused() {
    return paused && process.isAlive();
  }

  @Override
  public synchronized void kill() {
    checkOpen();
    end();
  }

  private void end() {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    Waiting.forEndOf(process);
  }

  @Override
  public synchronized void pause() {
    checkOpen();
    signal("STOP");
    paused = true;
    // The signal is under way when kill returns; after this, no further command is answered.
    var stat = Path.of("/proc", Long.toString(process.pid()), "stat");
    if (Files.isReadable(stat)) {
      Waiting.until(START, () -> !process.isAlive() || isStopped(stat));
    }
  }

  private static boolean isStopped(Path stat) {
    try {
      return Files.readString(stat).matches("(?s).*\\) [Tt] .*");
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public synchronized void resume() {
    checkOpen();
    if (paused) {
      signal("CONT");
      paused = false;
    }
  }

  private void signal(String signal) {
    if (!process.isAlive()) {
      throw new IllegalStateException("The Redis server '" + name + "' is down: restart() it first.");
    }
    try {
      // The shell's own kill: not every system has a program of that name.
      var kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid()).start();
      if (!kill.waitFor(START.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new EnvironmentProblem("The signal " + signal + " could not be sent to the Redis server '" + name + "'.");
      }
    } catch (IOException e) {
      throw new EnvironmentProblem("The signal " + signal + " could not be sent to the Redis server '" + name + "': "
          + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw Waiting.interrupted(e);
    }
  }

  @Override
  public synchronized void restart() {
    checkOpen();
    if (process.isAlive() && !paused) {
      // As a service manager would, so that a server that persists gets the chance to.
      process.destroy();
      Waiting.until(STOP, () -> !process.isAlive());
    }
    end();
    if (!startProcess()) {
      throw failed();
    }
  }

  @Override
  public String log() {
    return logText();
  }

  private String logText() {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("This sandbox is closed. Make a new one.");
    }
  }

  /** Kills the server and removes its files. Works on a paused server, and more than once. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    end();
    Guardian.delete(folder);
    releasePorts();
    guardian.remove(this);
  }

  private void releasePorts() {
    if (port != null) {
      port.close();
    }
    if (bus != null) {
      bus.close();
    }
  }
}
