package beyondcache.cli;

import beyondcache.sale.Answers;
import beyondcache.sale.Attempt;
import beyondcache.sale.Crowd;
import beyondcache.sale.CrowdReport;
import beyondcache.sale.Sale;
import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code course crowd}: a crowd storms a sale, and then the books are audited. */
@Command(name = "crowd", description = "Sends a simulated crowd to the sale of Task 5 with your answers, and audits the books. "
    + "The exit code is 1 when they do not balance.")
final class CrowdCommand implements Callable<Integer> {

  private static final int OFFICES = 2;

  @Spec
  private CommandSpec spec;

  @Option(names = "--solution", description = "with the model answers instead of yours")
  private boolean solution;

  @Option(names = "--answers", paramLabel = "FOLDER", description = "with the answers in this folder, and yours where it has none")
  private Path answers;

  @Option(names = "--direct", description = "asks the ticket office itself (exercise 5.3), on two servers, without the page")
  private boolean direct;

  @Option(names = "--buyers", paramLabel = "N", description = "how many come; ${DEFAULT-VALUE} unless given", defaultValue = "2000")
  private int buyers;

  @Option(names = "--tickets", paramLabel = "N", description = "how many tickets; ${DEFAULT-VALUE} unless given", defaultValue = "300")
  private int tickets;

  @Option(names = "--seed", paramLabel = "N", description = "who comes; the same seed sends the same people; ${DEFAULT-VALUE} unless given",
      defaultValue = "1")
  private long seed;

  @Option(names = "--seconds", paramLabel = "N", description = "when those still there go home; after ${DEFAULT-VALUE} unless given",
      defaultValue = "60")
  private int seconds;

  @Option(names = "--port", paramLabel = "N", description = "the page's port, so that you can watch; any free one unless given",
      defaultValue = "0")
  private int port;

  @Override
  public Integer call() {
    if (answers != null && !Files.isDirectory(answers)) {
      throw new ParameterException(spec.commandLine(), "--answers takes a folder, and " + answers + " is none.");
    }
    var progress = new Progress();
    progress.status("Starting Redis ...");
    try (var redis = Sandbox.standalone()) {
      var report = visit(redis, progress);
      progress.clear();
      print(report, progress);
      return report.audit().balances() ? Exit.DONE : Exit.FAILED;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    } catch (IllegalStateException e) {
      progress.clear();
      progress.line("There is nothing to audit: " + e.getMessage());
      return Exit.FAILED;
    }
  }

  private CrowdReport visit(Standalone redis, Progress progress) {
    var chosen = answers != null ? Answers.in(answers) : solution ? Answers.solutions() : Answers.mine();
    var crowd = Crowd.of(buyers).seed(seed).within(Duration.ofSeconds(seconds));
    if (direct) {
      progress.status(buyers + " buyers at " + OFFICES + " ticket offices ...");
      return crowd.visit(redis, chosen, tickets, OFFICES);
    }
    try (var sale = Sale.on(redis).answers(chosen).tickets(tickets).port(port).opensIn(Duration.ZERO).hold(Duration.ofSeconds(5))
        .admittedPerSecond(1_000).start()) {
      progress.clear();
      progress.line("The sale is at " + sale.uri());
      progress.status(buyers + " buyers are on their way ...");
      return crowd.visit(sale);
    }
  }

  private static void print(CrowdReport report, Progress progress) {
    for (var kind : Attempt.Kind.values()) {
      var outcomes = report.outcomes(kind).entrySet().stream()
          .map(e -> e.getValue() + " " + e.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ')).collect(Collectors.joining(", "));
      progress.line(String.format(Locale.ROOT, "%-8s %s; half of them within %.1f ms, 99%% within %.1f ms",
          kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), outcomes, report.millis(kind, 0.5), report.millis(kind, 0.99)));
    }
    progress.line(String.format(Locale.ROOT, "%d requests in %.1f s", report.attempts().size(), report.seconds()));
    progress.line(report.audit().toString());
  }
}
