package beyondcache.cli;

import beyondcache.check.Exercise;
import beyondcache.check.Exercises;
import java.util.NoSuchElementException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The one exercise that a subcommand is about. */
final class Chosen {

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Parameters(arity = "1", paramLabel = "ID", description = "the exercise, such as 1.3 or followers")
  private String id;

  Exercise exercise() {
    try {
      return Exercises.find(id);
    } catch (NoSuchElementException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
