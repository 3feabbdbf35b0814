package beyondcache.cli;

import static java.util.stream.Collectors.joining;

import beyondcache.CourseFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code course run}: executes notebooks without a browser. */
@Command(name = "run", description = "Executes notebooks from top to bottom, each on a fresh kernel. "
    + "The files stay as they are unless --inplace is given.")
final class RunCommand implements Callable<Integer> {

  private final Progress progress = new Progress();
  private final List<Path> executed = new ArrayList<>();
  private int failed;

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "NOTEBOOK", arity = "0..*",
      description = "Files, or the start of a name in notebooks/, such as 01; all of them unless given.")
  private List<String> names = List.of();

  @Option(names = "--inplace", description = "Replaces each notebook that ran to its end by what came out.")
  private boolean inplace;

  @Option(names = "--fresh", description = "With --inplace: replaces the outputs of cells tagged 'varies' as well.")
  private boolean fresh;

  @Option(names = "--html", paramLabel = "DIR", description = "Makes a static site of the notebooks in this folder.")
  private Path html;

  @Option(names = "--cell-timeout", paramLabel = "SECONDS", defaultValue = "180",
      description = "The longest that a cell may take; ${DEFAULT-VALUE} unless given.")
  private int cellTimeout;

  @Override
  public Integer call() throws IOException {
    if (cellTimeout < 1) {
      throw new ParameterException(spec.commandLine(), "--cell-timeout takes a number of seconds, 1 or more.");
    }
    var notebooks = chosen();
    var jupyter = new Installer(progress).provide(Jupyter.Need.NOTEBOOKS);
    var out = Files.createDirectories(CourseFolder.state().resolve("run"));
    var options = new ArrayList<>(List.of("--cell-timeout", "" + cellTimeout));
    if (inplace) {
      options.add("--inplace");
    }
    if (fresh) {
      options.add("--fresh");
    }
    new NotebookRun(jupyter, out, options.toArray(String[]::new)).of(notebooks, this::report);
    if (html != null && !executed.isEmpty()) {
      makeSite(jupyter);
    }
    return failed == 0 ? Exit.DONE : Exit.FAILED;
  }

  private List<Path> chosen() throws IOException {
    var all = all();
    if (names.isEmpty()) {
      if (all.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "There is no notebook in " + CourseFolder.notebooks() + ".");
      }
      return all;
    }
    List<Path> chosen = new ArrayList<>();
    for (var name : names) {
      if (Files.isRegularFile(Path.of(name))) {
        chosen.add(Path.of(name).toAbsolutePath());
      } else {
        chosen.add(all.stream().filter(notebook -> notebook.getFileName().toString().startsWith(name)).findFirst()
            .orElseThrow(() -> new ParameterException(spec.commandLine(), "There is no notebook " + name
                + ". A file is expected, or the start of a name in notebooks/:\n  "
                + all.stream().map(notebook -> notebook.getFileName().toString()).collect(joining("\n  ")))));
      }
    }
    return chosen;
  }

  /** The notebooks of the course, in their order. */
  static List<Path> all() throws IOException {
    if (!Files.isDirectory(CourseFolder.notebooks())) {
      return List.of();
    }
    try (var files = Files.list(CourseFolder.notebooks())) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  private void report(NotebookRun.Event event) {
    switch (event.event()) {
      case "start" -> {
        if (!progress.onTerminal()) {
          progress.line(event.name() + ": " + event.cells() + " cells ...");
        }
      }
      case "cell" -> progress.status(event.name() + ": cell " + event.cell() + " of " + event.cells());
      case "done" -> {
        executed.add(Path.of(event.out()));
        progress.line(event.name() + ": " + event.cells() + " cells in "
            + Progress.say(Duration.ofMillis(Math.round(event.seconds() * 1000)))
            + (inplace ? event.replaced() ? ", replaced" : ", unchanged" : ""));
      }
      case "failed" -> {
        failed++;
        progress.line(failure(event));
      }
      default -> { }
    }
  }

  /** Which notebook, which cell, which exception; then the cell and its stack. */
  static String failure(NotebookRun.Event event) {
    if (event.cell() == null) {
      return event.name() + " FAILED: " + event.what();
    }
    return event.name() + " FAILED in cell [" + event.cell() + "]: " + event.what() + "\n\n"
        + event.source().strip().indent(4) + (event.trace().isBlank() ? "" : "\n" + event.trace().strip().indent(2));
  }

  private void makeSite(Jupyter jupyter) throws IOException {
    progress.status("Making the pages ...");
    List<String> arguments = new ArrayList<>(List.of("--out", html.toAbsolutePath().toString(),
        "--pages", CourseFolder.notebooks().toString()));
    executed.forEach(notebook -> arguments.add(notebook.toString()));
    NotebookRun.events(jupyter.script("website.py", arguments), event -> { });
    progress.line("The site begins at " + html.toAbsolutePath().normalize().resolve("index.html"));
  }
}
