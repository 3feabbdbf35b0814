package beyondcache.cli;

import beyondcache.check.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code course solution}: the model answer, once one's own has passed. */
@Command(name = "solution", description = "Shows the model answer, once yours has passed.")
final class SolutionCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Mixin
  private Chosen chosen;

  @Option(names = "--anyway", description = "even if yours has not passed")
  private boolean anyway;

  @Override
  public Integer call() throws IOException {
    var exercise = chosen.exercise();
    if (!anyway && !Standing.here().of(exercise).passed()) {
      spec.commandLine().getErr().println("Your answer to " + exercise + " has not passed yet. There are "
          + exercise.hints().size() + " hints: ./course hint " + exercise.id() + ". To see the model answer all the same: "
          + "./course solution " + exercise.id() + " --anyway");
      return Exit.FAILED;
    }
    spec.commandLine().getOut().print(Files.readString(exercise.model()));
    spec.commandLine().getOut().flush();
    return Exit.DONE;
  }
}
