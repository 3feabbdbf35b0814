package beyondcache.cli;

import beyondcache.CourseFolder;
import beyondcache.EnvironmentProblem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code course lab}: JupyterLab with the course's Java kernel, until Ctrl-C. */
@Command(name = "lab", description = "Opens the notebooks in JupyterLab, on 127.0.0.1 only. Ctrl-C ends it.")
final class LabCommand implements Callable<Integer> {

  private static final int USUAL_PORT = 8888;

  private final Progress progress = new Progress();

  @Spec
  private CommandSpec spec;

  @Option(names = "--port", paramLabel = "N", description = "The port to listen on; ${DEFAULT-VALUE} unless given.",
      defaultValue = "" + USUAL_PORT)
  private int port;

  @Option(names = "--no-browser", description = "Prints the address and opens no browser.")
  private boolean noBrowser;

  // A container's loopback is its own: its lab listens on the container's network, which is published on 127.0.0.1.
  @Option(names = "--listen", paramLabel = "ADDRESS", hidden = true, defaultValue = "127.0.0.1")
  private String listen;

  @Override
  public Integer call() throws IOException {
    if (port < 1 || port > 65535) {
      throw new ParameterException(spec.commandLine(), "--port takes a number from 1 to 65535, not " + port + ".");
    }
    var starting = oneStartAtATime();
    LabServer server;
    try (starting) {
      var portGiven = spec.commandLine().getParseResult().hasMatchedOption("--port");
      var running = LabServer.running().stream().filter(lab -> !portGiven || lab.port() == port).findFirst();
      if (running.isPresent()) {
        progress.line("JupyterLab of this folder runs already (process " + running.get().pid() + "). It is at\n\n  "
            + running.get().address() + "\n\n'./course lab --port " + PortOwner.freeFrom(running.get().port() + 1)
            + "' starts another beside it.");
        return Exit.DONE;
      }
      requireFree();
      var jupyter = new Installer(progress).provide(Jupyter.Need.LAB);
      progress.status("Starting JupyterLab ...");
      server = LabServer.start(jupyter, listen, port, !noBrowser, CourseFolder.root());
    }
    try (server) {
      progress.line("JupyterLab is at\n\n  " + server.address() + "\n\nCtrl-C ends it, with its kernels and servers.");
      server.await();
      progress.line("JupyterLab has been shut down.");
      return Exit.DONE;
    }
  }

  private void requireFree() {
    if (PortOwner.isFree(port)) {
      return;
    }
    var free = PortOwner.freeFrom(Math.max(port + 1, 1024));
    var owner = PortOwner.of(port);
    throw new EnvironmentProblem((port < 1024 && owner.isEmpty()
        ? "Port " + port + " cannot be opened; ports below 1024 are for administrators."
        : "Port " + port + " is taken" + owner.map(it -> " by " + it).orElse(" by a process of another user") + ".")
        + "\nPort " + free + " is free: ./course lab --port " + free);
  }

  /** Two starts at once: the second waits until the first serves pages, and then finds it running. */
  private FileChannel oneStartAtATime() throws IOException {
    var channel = FileChannel.open(CourseFolder.state().resolve("lab.lock"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      progress.line("Another './course lab' is starting; waiting for it ...");
      channel.lock();
    }
    return channel;
  }
}
