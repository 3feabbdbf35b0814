package beyondcache.cli;

import beyondcache.EnvironmentProblem;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A JupyterLab that serves the course's folder on a port of 127.0.0.1, with a token of its own. */
final class LabServer implements AutoCloseable {

  /** What a learner sees first, relative to the course's folder. */
  static final String FIRST_PAGE = "notebooks/00-start-here.ipynb";

  private static final int STARTS_WITHIN_SECONDS = 90;

  private final Child child;
  private final int port;
  private final String token;

  private LabServer(Child child, int port, String token) {
    this.child = child;
    this.port = port;
    this.token = token;
  }

  /**
   * A running server of this course, as it noted itself in Jupyter's runtime folder.
   *
   * @param port the port it listens on
   * @param pid its process
   * @param address the page to open, with the token
   */
  record Running(int port, long pid, String address) {}

  /** What of Jupyter's own note is read. */
  private record Note(int port, long pid, String token) {}

  /** The servers of this copy of the course that answer now. */
  static List<Running> running() {
    try (var files = Files.newDirectoryStream(Jupyter.runtime(), "jpserver-*.json")) {
      List<Running> answering = new ArrayList<>();
      for (var file : files) {
        note(file).filter(note -> ProcessHandle.of(note.pid()).isPresent() && answers(note.port()))
            .ifPresent(note -> answering.add(new Running(note.port(), note.pid(),
                address(note.port(), FIRST_PAGE, note.token()))));
      }
      answering.sort(Comparator.comparingInt(Running::port));
      return answering;
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<Note> note(Path file) {
    try {
      return Optional.ofNullable(new Gson().fromJson(Files.readString(file), Note.class));
    } catch (IOException | JsonParseException e) {
      return Optional.empty(); // Half-written, or gone again.
    }
  }

  /**
   * Starts a server and returns once it serves pages. Its token is that of {@code JUPYTER_TOKEN}, or else a new one.
   *
   * @param listen the address to listen on
   * @param browser whether the server opens the user's browser
   * @param root the folder that it shows
   * @throws EnvironmentProblem if it ends, or does not answer within 90 s; the message has the end of its log
   */
  static LabServer start(Jupyter jupyter, String listen, int port, boolean browser, Path root) throws IOException {
    var token = token();
    List<String> arguments = new ArrayList<>();
    jupyter.frontEnd().ifPresent(folder -> arguments.addAll(List.of("--front-end", folder.toString())));
    arguments.addAll(List.of("--ServerApp.ip=" + listen, "--ServerApp.port=" + port, "--ServerApp.root_dir=" + root,
        "--ServerApp.open_browser=" + (browser ? "True" : "False"), "--LabApp.default_url=/lab/tree/" + FIRST_PAGE));
    if (System.getProperty("user.name").equals("root")) {
      arguments.add("--allow-root");
    }
    var log = Jupyter.folder().resolve("lab-" + port + ".log");
    var builder = jupyter.script("lab.py", arguments).directory(root.toFile()).redirectErrorStream(true)
        .redirectOutput(log.toFile());
    builder.environment().put("JUPYTER_TOKEN", token);
    var child = Child.start(builder);
    var server = new LabServer(child, port, token);
    server.awaitAnswer(log);
    return server;
  }

  private static String token() {
    var chosen = System.getenv("JUPYTER_TOKEN");
    if (chosen != null && !chosen.isBlank()) {
      return chosen;
    }
    var secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }

  private void awaitAnswer(Path log) throws IOException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTS_WITHIN_SECONDS);
    try {
      while (!answers(port)) {
        if (child.process().waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          Child.parkWhenEnding();
          var ended = !child.process().isAlive();
          child.close();
          throw new EnvironmentProblem("JupyterLab " + (ended ? "ended at its start" : "did not answer within "
              + STARTS_WITHIN_SECONDS + " s") + ". The last lines of " + log + ":\n  "
              + String.join("\n  ", Installer.tail(log, 8)));
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the main thread", e);
    }
  }

  /** The page to open, with the token that lets its owner in. */
  String address() {
    return address(port, FIRST_PAGE, token);
  }

  /**
   * The page that shows one file and nothing else: none of the tabs that JupyterLab keeps from one visit to the next.
   *
   * @param file named relative to the server's folder
   */
  String pageOfItsOwn(String file) {
    var workspace = file.replaceAll("[^a-z0-9]+", "-");
    return address(port, file, token).replace("/lab/tree/", "/lab/workspaces/" + workspace + "/tree/") + "&reset";
  }

  /** Waits until the server has ended by itself, which is what File, Shut Down does; its exit code. */
  int await() {
    return child.await();
  }

  /** Ends the server and its kernels. */
  @Override
  public void close() {
    child.close();
  }

  private static String address(int port, String file, String token) {
    return "http://127.0.0.1:" + port + "/lab/tree/" + file + "?token=" + token;
  }

  private static boolean answers(int port) {
    try {
      var connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/api").toURL().openConnection();
      connection.setConnectTimeout(1000);
      connection.setReadTimeout(2000);
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
