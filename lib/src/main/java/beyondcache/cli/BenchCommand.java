package beyondcache.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code course bench}: measures, and puts the targets beside what was measured. */
@Command(name = "bench", description = "Measures the course itself, and prints the figures beside their targets.")
final class BenchCommand implements Callable<Integer> {

  /** The benchmarks by name; a new one is a line here and a class. */
  private static final Map<String, Supplier<Bench>> BENCHES = new LinkedHashMap<>();

  static {
    BENCHES.put("startup", StartupBench::new);
    BENCHES.put("wire", WireBench::new);
    BENCHES.put("interleavings", InterleavingsBench::new);
    BENCHES.put("sandbox", SandboxBench::new);
    BENCHES.put("check", CheckBench::new);
    BENCHES.put("patterns", PatternsBench::new);
    BENCHES.put("sale", SaleBench::new);
  }

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "NAME", completionCandidates = Names.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private String name;

  @Option(names = "--runs", paramLabel = "N",
      description = "How often each thing is measured; each has its own number unless given.")
  private int runs;

  @Override
  public Integer call() throws Exception {
    var bench = BENCHES.get(name);
    if (bench == null) {
      throw new ParameterException(spec.commandLine(), "There is no benchmark '" + name + "'; there are "
          + String.join(", ", BENCHES.keySet()) + ".");
    }
    var progress = new Progress();
    var figures = bench.get().run(runs, progress);
    progress.clear();
    Figure.print(figures, progress);
    return Exit.DONE;
  }

  /** One benchmark. */
  interface Bench {

    /**
     * Measures.
     *
     * @param runs how often; 0 for what the benchmark itself thinks right
     * @return what came out, in the order in which it is printed
     */
    List<Figure> run(int runs, Progress progress) throws Exception;
  }

  /** The names of the benchmarks, for the help. */
  static final class Names extends ArrayList<String> {

    private static final long serialVersionUID = 1L;

    Names() {
      super(BENCHES.keySet());
    }
  }
}
