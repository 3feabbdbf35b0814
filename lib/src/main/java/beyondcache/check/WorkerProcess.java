package beyondcache.check;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import beyondcache.check.Message.Event;
import beyondcache.check.Message.Order;
import com.google.gson.JsonSyntaxException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The checker's end of a worker: starts the process, sends orders, receives what it reports, and ends it. */
final class WorkerProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int HELLO_MILLIS = 5_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Process process;
  private final Socket socket;
  private final Tail printed;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

  private WorkerProcess(Process process, Socket socket, Tail printed) {
    this.process = process;
    this.socket = socket;
    this.printed = printed;
  }

  /**
   * Starts a process and waits until it has made its connection, not until it is warm.
   *
   * @param tests how many tests it runs side by side
   * @throws EnvironmentProblem if the machine does not let it start
   */
  static WorkerProcess start(int tests) {
    var secret = secret();
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(200);
      var folder = Files.createDirectories(CourseFolder.state().resolve("worker"));
      var builder = new ProcessBuilder(command(tests)).directory(folder.toFile()).redirectErrorStream(true);
      // A check empties its servers, also between tests. So it has servers of its own, and those that the learner has
      // pointed at keep what a notebook has just put there.
      builder.environment().keySet().removeAll(Set.of("REDIS_URL", "REDIS_SENTINELS", "REDIS_CLUSTER"));
      var process = builder.start();
      try {
        var printed = new Tail(process.getInputStream());
        try (var hello = process.getOutputStream()) {
          hello.write((server.getLocalPort() + "\n" + secret + "\n").getBytes(StandardCharsets.UTF_8));
        }
        var worker = new WorkerProcess(process, accept(server, process, printed, secret), printed);
        var reader = new Thread(worker::read, "worker's reports");
        reader.setDaemon(true);
        reader.start();
        return worker;
      } catch (IOException | RuntimeException e) {
        process.destroyForcibly();
        throw e;
      }
    } catch (IOException e) {
      throw new EnvironmentProblem("The process that runs answers cannot be started: " + e.getMessage()
          + ".\n'./course doctor' shows what this machine has.", e);
    }
  }

  private static Socket accept(ServerSocket server, Process process, Tail printed, String secret) throws IOException {
    var end = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < end) {
      try {
        var socket = server.accept();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(HELLO_MILLIS);
        if (secret.equals(line(socket))) {
          socket.setSoTimeout(0);
          return socket;
        }
        socket.close();
      } catch (SocketTimeoutException e) {
        if (!process.isAlive()) {
          break;
        }
      }
    }
    throw new EnvironmentProblem("The process that runs answers did not come up. It said:\n" + printed.text()
        + "\n'./course doctor' shows what this machine has.");
  }

  /** Reads one line byte by byte, so that nothing of what follows is taken. */
  private static String line(Socket socket) throws IOException {
    var text = new StringBuilder();
    for (var c = socket.getInputStream().read(); c >= 0 && c != '\n' && text.length() < 100;
        c = socket.getInputStream().read()) {
      text.append((char) c);
    }
    return text.toString();
  }

  private static List<String> command(int tests) {
    return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx384m", "-XX:MaxDirectMemorySize=64m", "-XX:MaxMetaspaceSize=192m", "-Xss1m",
        "-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
        "-XX:ErrorFile=" + CourseFolder.state().resolve("worker").resolve("crash.log"),
        "-D" + CourseFolder.PROPERTY + "=" + CourseFolder.root(),
        // CompletableFuture's own pool has a thread for each core but one. With two cores, one call that hangs would stop all
        // others; before JDK 25, each had a thread of its own there.
        "-Djava.util.concurrent.ForkJoinPool.common.parallelism=64",
        "-D" + TestRunner.AT_ONCE + "=" + tests, "-Djava.awt.headless=true", "-cp", classPath(), WorkerMain.class.getName());
  }

  /** The class path of this process if the course is on it, as in the course's own kernel; else that of the launcher. */
  private static String classPath() {
    var ours = System.getProperty("java.class.path");
    try {
      var here = Path.of(WorkerProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (var entry : ours.split(File.pathSeparator)) {
        if (!entry.isEmpty() && Path.of(entry).toAbsolutePath().normalize().equals(here)) {
          return ours;
        }
      }
      return Files.readString(CourseFolder.state().resolve("build/classpath")).strip();
    } catch (IOException | java.net.URISyntaxException e) {
      throw new EnvironmentProblem("The course's libraries are not found in " + CourseFolder.state().resolve("build/classpath")
          + ". './course list', run once in the course's folder, builds them.", e);
    }
  }

  static String secret() {
    var bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void read() {
    try (var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        events.add(Message.GSON.fromJson(line, Event.class));
      }
    } catch (IOException | JsonSyntaxException e) {
      // The process is gone, or about to be: the next poll sees to that.
      process.destroyForcibly();
    }
  }

  /** Sends an order; one that finds nobody there any more is noticed by {@link #isAlive()}. */
  void send(Order order) {
    try {
      var out = socket.getOutputStream();
      out.write((Message.GSON.toJson(order) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      process.destroyForcibly();
    }
  }

  /** The next report, or null when there is none within the given time. */
  Event next(long millis) {
    try {
      return events.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new java.io.InterruptedIOException("The check was interrupted"));
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Once the process has ended: its exit code. */
  int exitCode() {
    return process.exitValue();
  }

  /** The end of what the process printed past the tests' own capture. */
  String printed() {
    return printed.text();
  }

  long pid() {
    return process.pid();
  }

  /** Ends the process and what it started, at once. */
  @Override
  public void close() {
    var children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
