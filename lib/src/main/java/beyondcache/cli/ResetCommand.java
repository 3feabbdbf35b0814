package beyondcache.cli;

import beyondcache.check.Workspace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code course reset}: the stub as it was handed out. */
@Command(name = "reset", description = "Puts an exercise's stub back; keeps a dated copy of what it replaces.")
final class ResetCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Mixin
  private Chosen chosen;

  @Override
  public Integer call() {
    var exercise = chosen.exercise();
    var kept = new Workspace(exercise).reset();
    var out = spec.commandLine().getOut();
    out.println(exercise.path() + " is as it was handed out.");
    kept.ifPresent(copy -> out.println("Your version is kept in " + exercise.root().relativize(copy)));
    return Exit.DONE;
  }
}
