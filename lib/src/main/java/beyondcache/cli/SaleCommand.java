package beyondcache.cli;

import beyondcache.sale.Answers;
import beyondcache.sale.Sale;
import beyondcache.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code course sale}: the flash sale of Task 5, until Ctrl-C. */
@Command(name = "sale", description = "Opens the flash sale of Task 5 with your answers, on 127.0.0.1 only. Ctrl-C ends it.")
final class SaleCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Option(names = "--solution", description = "with the model answers instead of yours")
  private boolean solution;

  @Option(names = "--answers", paramLabel = "FOLDER", description = "with the answers in this folder, and yours where it has none")
  private Path answers;

  @Option(names = "--port", paramLabel = "N", description = "the port to listen on; ${DEFAULT-VALUE} unless given",
      defaultValue = "8090")
  private int port;

  @Option(names = "--tickets", paramLabel = "N", description = "how many tickets; ${DEFAULT-VALUE} unless given", defaultValue = "100")
  private int tickets;

  @Option(names = "--opens-in", paramLabel = "SECONDS", description = "when the sale opens; in ${DEFAULT-VALUE} seconds unless given",
      defaultValue = "20")
  private int opensIn;

  @Override
  public Integer call() throws InterruptedException {
    if (answers != null && !Files.isDirectory(answers)) {
      throw new ParameterException(spec.commandLine(), "--answers takes a folder, and " + answers + " is none.");
    }
    var progress = new Progress();
    progress.status("Starting Redis and the sale ...");
    try (var redis = Sandbox.standalone(); var sale = start(Sale.on(redis))) {
      progress.clear();
      progress.line("The sale is at\n\n  " + sale.uri() + "\n\nIt opens in " + opensIn + " seconds. Ctrl-C ends it.");
      new CountDownLatch(1).await();
      return Exit.DONE;
    }
  }

  private Sale start(beyondcache.sale.SalePlan plan) {
    try {
      return plan.answers(answers != null ? Answers.in(answers) : solution ? Answers.solutions() : Answers.mine())
          .tickets(tickets).port(port).opensIn(Duration.ofSeconds(opensIn)).start();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
