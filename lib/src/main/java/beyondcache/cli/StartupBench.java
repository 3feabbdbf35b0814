package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import beyondcache.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a learner waits: for a kernel, for a Redis, for the first two notebooks, for the page of a second
 * {@code course lab}.
 */
final class StartupBench implements BenchCommand.Bench {

  private static final double NANOS = 1e9;

  @Override
  public List<Figure> run(int runs, Progress progress) throws Exception {
    var jupyter = new Installer(progress).provide(Jupyter.Need.LAB);
    return List.of(
        new Figure("kernel: start to ready", "s", 2.5, kernels(jupyter, or(runs, 10), progress)),
        new Figure("sandbox: call to PONG, warm", "ms", 50, sandboxes(or(runs, 30), progress)),
        new Figure("notebooks 00 and 01, executed", "s", 40, notebooks(jupyter, or(runs, 3), progress)),
        new Figure("lab, second start: to served page", "s", 5, labs(or(runs, 5), progress)));
  }

  private static int or(int given, int usual) {
    return given > 0 ? given : usual;
  }

  /** From the start of the kernel's process to its first reply, as {@code jupyter_client} sees it. */
  private static double[] kernels(Jupyter jupyter, int runs, Progress progress) throws IOException {
    List<Double> samples = new ArrayList<>();
    NotebookRun.events(jupyter.script("kernel_start.py", List.of("" + runs)), event -> {
      samples.add(event.seconds());
      progress.status("kernel " + samples.size() + " of " + runs);
    });
    return samples.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] sandboxes(int runs, Progress progress) {
    ping(); // The first one loads classes and unpacks the server.
    var samples = new double[runs];
    for (var i = 0; i < runs; i++) {
      progress.status("sandbox " + (i + 1) + " of " + runs);
      samples[i] = ping() * 1000;
    }
    return samples;
  }

  private static double ping() {
    var start = System.nanoTime();
    try (var redis = Sandbox.standalone()) {
      redis.jedis().ping();
      return (System.nanoTime() - start) / NANOS;
    }
  }

  private static double[] notebooks(Jupyter jupyter, int runs, Progress progress) throws IOException {
    var two = RunCommand.all().stream().limit(2).toList();
    var out = Files.createDirectories(CourseFolder.state().resolve("bench"));
    var samples = new double[runs];
    for (var i = 0; i < runs; i++) {
      samples[i] = notebooks(jupyter, two, out, progress);
    }
    return samples;
  }

  private static double notebooks(Jupyter jupyter, List<Path> notebooks, Path out, Progress progress)
      throws IOException {
    var start = System.nanoTime();
    new NotebookRun(jupyter, out).of(notebooks, event -> {
      if (event.is("failed")) {
        throw new EnvironmentProblem(RunCommand.failure(event));
      }
      progress.status(event.name() + ": cell " + event.cell() + " of " + event.cells());
    });
    return (System.nanoTime() - start) / NANOS;
  }

  /** The whole command, from the shell on, as a learner starts it. */
  private static double[] labs(int runs, Progress progress) throws IOException {
    var samples = new double[runs];
    for (var i = 0; i < runs; i++) {
      progress.status("lab " + (i + 1) + " of " + runs);
      var start = System.nanoTime();
      var builder = new ProcessBuilder(CourseFolder.root().resolve("course").toString(), "lab", "--no-browser",
          "--port", "" + PortOwner.freeFrom(19000)).redirectErrorStream(true);
      try (var child = Child.start(builder); var lines = child.process().inputReader()) {
        var served = false;
        for (var line = lines.readLine(); line != null && !served; line = lines.readLine()) {
          served = line.contains("token=");
        }
        if (!served) {
          throw new EnvironmentProblem("'./course lab' ended before it served a page; started by hand it says why.");
        }
        samples[i] = (System.nanoTime() - start) / NANOS;
      }
    }
    return samples;
  }
}
