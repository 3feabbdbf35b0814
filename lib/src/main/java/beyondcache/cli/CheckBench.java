package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import beyondcache.check.Answer;
import beyondcache.check.Checker;
import beyondcache.check.Exercise;
import beyondcache.check.Exercises;
import beyondcache.check.SavedAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a learner waits for a verdict: from the save of an answer to its verdict, in watch mode and in a notebook, where
 * the worker is warm; from the start of {@code course check}; and with Maven, for the same test. The answers are the model
 * answers, changed a little each time, in a copy of the exercises.
 */
final class CheckBench implements BenchCommand.Bench {

  private static final double SECOND = 1e9;
  private static final int UNCOUNTED = 2;

  @Override
  public List<Figure> run(int runs, Progress progress) throws Exception {
    var copy = Files.createTempDirectory("course-bench");
    var figures = new ArrayList<Figure>();
    try {
      Trees.copy(CourseFolder.root().resolve("exercises"), copy.resolve("exercises"));
      var medians = new ArrayList<Double>();
      for (var exercise : Exercises.in(copy)) {
        var saves = saves(exercise, runs > 0 ? runs : 5, progress);
        var verdict = new Figure("save to verdict, " + exercise, "s", breaksServers(exercise) ? 4.0 : 2.0, saves.whole());
        figures.add(new Figure("save to first sentence, " + exercise, "s", 1.0, saves.first()));
        figures.add(verdict);
        medians.add(verdict.median());
      }
      figures.add(new Figure("save to verdict, median of the medians", "s", 1.0,
          new Figure("", "", 0, medians.stream().mapToDouble(d -> d).toArray()).median()));
    } finally {
      Trees.delete(copy);
    }
    var cold = commands("course check", runs > 0 ? runs : 5, progress, CourseFolder.root().resolve("course").toString(),
        "check", "1.1", "--solution");
    var maven = commands("Maven", runs > 0 ? runs : 5, progress, "mvn", "-q", "-o", "-B", "-pl", "exercises", "-am", "test",
        "-Dtest=CartTest", "-Dsurefire.failIfNoSpecifiedTests=false");
    figures.add(new Figure("./course check 1.1, cold", "s", 4.0, cold));
    figures.add(new Figure("mvn -o test -Dtest=CartTest", "s", 0, maven));
    return figures;
  }

  /** Whether a test of the exercise has to wait for a failover, which takes Redis two seconds. */
  private static boolean breaksServers(Exercise exercise) throws IOException {
    return Files.readString(exercise.test()).contains("@OwnRedis");
  }

  /** The times from a save to the first sentence of its verdict, and to the whole verdict. */
  private record Saves(double[] first, double[] whole) {}

  private static Saves saves(Exercise exercise, int runs, Progress progress) throws IOException, InterruptedException {
    var source = Files.readString(CourseFolder.root().resolve("solutions/src/main/java").resolve(
        exercise.root().resolve("exercises/src/main/java").relativize(exercise.stub()).toString()));
    var first = new double[runs];
    var whole = new double[runs];
    try (var checker = new Checker(); var saved = SavedAnswers.of(List.of(exercise), false)) {
      for (var i = -UNCOUNTED; i < runs; i++) {
        progress.status(exercise + ": save " + (i + 1 + UNCOUNTED) + " of " + (runs + UNCOUNTED));
        var began = System.nanoTime();
        Files.writeString(exercise.stub(), source.replace("\n}\n", "\n  // " + i + "\n}\n"));
        Optional<Exercise> noticed;
        do {
          noticed = saved.next(1000);
        } while (noticed.isEmpty());
        var sentence = new AtomicLong();
        var verdict = checker.check(exercise, Answer.stub(exercise), tests -> sentence.compareAndSet(0, System.nanoTime()));
        if (!verdict.passed()) {
          throw new IllegalStateException("The model answer to " + exercise + " does not pass: " + verdict.summary());
        }
        if (i >= 0) {
          first[i] = (sentence.get() - began) / SECOND;
          whole[i] = (System.nanoTime() - began) / SECOND;
        }
      }
    }
    return new Saves(first, whole);
  }

  private static double[] commands(String what, int runs, Progress progress, String... command)
      throws IOException, InterruptedException {
    var samples = new double[runs];
    for (var i = 0; i < runs; i++) {
      progress.status(what + ": " + (i + 1) + " of " + runs);
      var began = System.nanoTime();
      try (var child = Child.start(new ProcessBuilder(command).directory(CourseFolder.root().toFile())
          .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD))) {
        if (child.await() > 1) {
          throw new EnvironmentProblem(String.join(" ", command) + " does not work here; run it by itself to see why.");
        }
      }
      samples[i] = (System.nanoTime() - began) / SECOND;
    }
    return samples;
  }
}
