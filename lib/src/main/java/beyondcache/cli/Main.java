package beyondcache.cli;

import beyondcache.EnvironmentProblem;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code course} command. Exit codes are those of {@link Exit}. */
@Command(
    name = "./course",
    description = "Beyond the Cache: an executable course in advanced Redis, in Java.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = "Beyond the Cache 1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
        LabCommand.class,
        RunCommand.class,
        CheckCommand.class,
        WatchCommand.class,
        ListCommand.class,
        HintCommand.class,
        ResetCommand.class,
        SolutionCommand.class,
        TestCommand.class,
        SaleCommand.class,
        CrowdCommand.class,
        RedisCommand.class,
        KernelCommand.class,
        DoctorCommand.class,
        BenchCommand.class,
        HelpCommand.class,
    })
final class Main implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  private Main() {}

  /** Without a command there is nothing to do but to say which there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Exit.USAGE;
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main())
        .setExitCodeExceptionMapper(e -> e instanceof EnvironmentProblem ? Exit.ENVIRONMENT : Exit.FAILED)
        .setParameterExceptionHandler((e, arguments) -> {
          var command = e.getCommandLine();
          command.getErr().println(e.getMessage());
          if (!UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
            command.getErr().println("'" + command.getCommandSpec().qualifiedName() + " --help' says what it takes.");
          }
          return Exit.USAGE;
        })
        .setExecutionExceptionHandler((e, command, parsed) -> {
          if (!(e instanceof EnvironmentProblem)) {
            throw e;
          }
          command.getErr().println(e.getMessage());
          return Exit.ENVIRONMENT;
        })
        .execute(args));
  }
}
