package beyondcache.cli;

import beyondcache.check.Hints;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code course hint}: the next of an exercise's three hints. */
@Command(name = "hint", description = "Shows the next hint of an exercise, from a nudge to nearly the code.")
final class HintCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Mixin
  private Chosen chosen;

  @Option(names = "--level", paramLabel = "N", description = "this hint instead of the next, from 1")
  private Integer level;

  @Override
  public Integer call() {
    var exercise = chosen.exercise();
    var count = exercise.hints().size();
    if (count == 0 || level != null && (level < 1 || level > count)) {
      throw new ParameterException(spec.commandLine(), "Exercise " + exercise + " has " + count + " hints.");
    }
    var hints = new Hints(exercise);
    spec.commandLine().getOut().println(level == null ? hints.next() : hints.at(level));
    return Exit.DONE;
  }
}
