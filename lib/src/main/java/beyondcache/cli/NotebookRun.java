package beyondcache.cli;

import beyondcache.EnvironmentProblem;
import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Notebooks executed headless by {@code environment/jupyter/execute.py}, each on a fresh kernel. The script tells in
 * lines of JSON how it goes; here they become objects.
 */
final class NotebookRun {

  /**
   * One thing that happened; the fields that say nothing about it are null or zero.
   *
   * @param event {@code start}, {@code cell}, {@code done}, {@code failed} or {@code faults}
   * @param notebook the file, as it was given
   * @param cell the number of the cell, as an execution from the top counts them
   * @param cells how many there are
   * @param seconds how long the notebook took, the start of its kernel included
   * @param out the executed notebook
   * @param replaced whether the notebook itself was replaced by it
   * @param what why it failed, in a sentence
   * @param trace the exception with its frames
   * @param source the cell that failed
   * @param faults what is wrong with the committed notebook by itself
   * @param differences where the committed outputs are not those of this execution
   */
  record Event(String event, String notebook, Integer cell, int cells, double seconds, String out, boolean replaced,
      String what, String trace, String source, List<String> faults, List<String> differences) {

    boolean is(String name) {
      return name.equals(event);
    }

    /** The notebook's file name, as people call it. */
    String name() {
      return Path.of(notebook).getFileName().toString();
    }
  }

  private final Jupyter jupyter;
  private final List<String> options;

  /**
   * A run, not started yet.
   *
   * @param out where the executed notebooks go
   * @param more further options of the script
   */
  NotebookRun(Jupyter jupyter, Path out, String... more) {
    this.jupyter = jupyter;
    this.options = new ArrayList<>(List.of("--out", out.toString()));
    this.options.addAll(List.of(more));
  }

  /**
   * Executes the notebooks one after another.
   *
   * @param listener is told of each event as it happens
   * @throws EnvironmentProblem if the script itself breaks; what it said is in {@code .course/jupyter/run.log}
   */
  void of(List<Path> notebooks, Consumer<Event> listener) throws IOException {
    List<String> arguments = new ArrayList<>(options);
    notebooks.forEach(notebook -> arguments.add(notebook.toString()));
    events(jupyter.script("execute.py", arguments), listener);
  }

  /** Runs one of the course's Python scripts that speak in events. */
  static void events(ProcessBuilder script, Consumer<Event> listener) throws IOException {
    var log = Jupyter.folder().resolve("run.log");
    script.redirectError(log.toFile());
    var gson = new Gson();
    try (var child = Child.start(script); var lines = child.process().inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        try {
          listener.accept(gson.fromJson(line, Event.class));
        } catch (JsonSyntaxException e) {
          // A line that some library prints.
        }
      }
      if (child.await() != 0) {
        throw new EnvironmentProblem(script.command().get(1) + " broke with exit code " + child.process().exitValue()
            + ". The last lines of " + log + ":\n  " + String.join("\n  ", Installer.tail(log, 12)));
      }
    }
  }
}
