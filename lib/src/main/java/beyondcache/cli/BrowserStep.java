package beyondcache.cli;

import beyondcache.CourseFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The first notebooks in JupyterLab, and the page of the flash sale, in a Chromium without a window; skipped where there is
 * none.
 */
record BrowserStep() implements TestStep {

  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  /** The browser that is used, if there is one. */
  static Optional<Path> browser() {
    return BROWSERS.stream().map(Python::onPath).flatMap(Optional::stream).findFirst();
  }

  @Override
  public String name() {
    return "browser";
  }

  @Override
  public String what() {
    return "the first notebooks in JupyterLab, and the flash sale, in Chromium";
  }

  @Override
  public Duration expected() {
    return Duration.ofMinutes(1);
  }

  @Override
  public void prepare(Progress progress) throws IOException {
    if (browser().isPresent()) {
      new Installer(progress).provide(Jupyter.Need.LAB);
    }
  }

  @Override
  public Tally run(Progress progress) throws IOException {
    var notebooks = RunCommand.all().stream().limit(2).toList();
    if (browser().isEmpty()) {
      progress.line("Skipped: there is no Chromium (Debian: apt-get install chromium).");
      return new Tally(0, 0, notebooks.size() + 1);
    }
    var jupyter = new Installer(progress).provide(Jupyter.Need.LAB);
    var root = Files.createDirectories(CourseFolder.state().resolve("test")).resolve("browser");
    Trees.delete(root);
    Files.createDirectories(root);
    Trees.copy(CourseFolder.notebooks(), root.resolve("notebooks"));
    var tally = sale(jupyter, root, progress);
    try (var server = LabServer.start(jupyter, "127.0.0.1", PortOwner.freeFrom(18888), false, root)) {
      for (var notebook : notebooks) {
        var name = notebook.getFileName().toString();
        var picture = root.resolve(name.replace(".ipynb", ".png"));
        var arguments = List.of(server.pageOfItsOwn("notebooks/" + name), root.resolve("notebooks").resolve(name).toString(),
            picture.toString());
        var builder = jupyter.script("tests/run_in_browser.py", arguments).redirectErrorStream(true);
        progress.status( name + " ...");
        var ok = TestCommand.logged(builder, "browser-" + name, progress, line -> progress.line( line));
        progress.line( name + (ok ? " runs from top to bottom" : " FAILED; " + picture + " shows where"));
        tally = tally.plus(ok ? new Tally(1, 0, 0) : Tally.FAILED);
      }
    }
    return tally;
  }

  /**
   * The servers are in a process of their own, whose Redis has gone when the test has; what it leaves behind would be found.
   */
  private static Tally sale(Jupyter jupyter, Path pictures, Progress progress) throws IOException {
    progress.status("the flash sale ...");
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var arguments = List.of(pictures.toString(), java, "-XX:TieredStopAtLevel=1",
        "-D" + CourseFolder.PROPERTY + "=" + CourseFolder.root(), "-cp", System.getProperty("java.class.path"),
        SaleServers.class.getName());
    var builder = jupyter.script("tests/sale_in_browser.py", arguments).redirectErrorStream(true);
    var ok = TestCommand.logged(builder, "browser-sale", progress, line -> progress.line( line));
    progress.line("the flash sale "
        + (ok ? "is bought at by three people" : "FAILED; the pictures in " + pictures + " show where"));
    return ok ? new Tally(1, 0, 0) : Tally.FAILED;
  }
}
