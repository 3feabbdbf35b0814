package beyondcache.cli;

import beyondcache.CourseFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** Every notebook on a fresh kernel; the committed outputs are those of the committed source. */
record NotebookStep() implements TestStep {

  @Override
  public String name() {
    return "notebooks";
  }

  @Override
  public String what() {
    return "every notebook on a fresh kernel, and its committed outputs";
  }

  @Override
  public Duration expected() {
    return Duration.ofMinutes(4);
  }

  @Override
  public void prepare(Progress progress) throws IOException {
    new Installer(progress).provide(Jupyter.Need.NOTEBOOKS);
  }

  @Override
  public Tally run(Progress progress) throws IOException {
    var jupyter = new Installer(progress).provide(Jupyter.Need.NOTEBOOKS);
    var notebooks = RunCommand.all();
    var judge = new Judge(progress);
    new NotebookRun(jupyter, Files.createDirectories(CourseFolder.state().resolve("test/notebooks")))
        .of(notebooks, judge::listen);
    return new Tally(notebooks.size() - judge.failed, judge.failed, 0);
  }

  /** Decides over one notebook after the other from what its execution tells. */
  private static final class Judge {

    private final Progress progress;
    private boolean faulty;
    private int failed;

    private Judge(Progress progress) {
      this.progress = progress;
    }

    private void listen(NotebookRun.Event event) {
      switch (event.event()) {
        case "start" -> faulty = false;
        case "cell" -> progress.status( event.name() + ": cell " + event.cell() + " of " + event.cells());
        case "faults" -> {
          event.faults().forEach(fault -> complain(event, fault));
          event.differences().forEach(difference -> complain(event, difference));
        }
        case "failed" -> {
          failed++;
          progress.line(RunCommand.failure(event));
        }
        case "done" -> {
          failed += faulty ? 1 : 0;
          progress.line( event.name() + ": " + event.cells() + " cells in "
              + Progress.say(Duration.ofMillis(Math.round(event.seconds() * 1000)))
              + (faulty ? ". './course run " + event.notebook() + " --inplace' commits what it gives now." : ""));
        }
        default -> { }
      }
    }

    private void complain(NotebookRun.Event event, String what) {
      faulty = true;
      progress.line( event.name() + ": " + what);
    }
  }
}
