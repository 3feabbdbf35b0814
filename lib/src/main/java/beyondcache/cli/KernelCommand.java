package beyondcache.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code course kernel}: the course's Java kernel for notebooks outside the course. */
@Command(name = "kernel", description = "Installs the course's Java kernel for your own notebooks, or removes it again.",
    subcommands = {KernelCommand.Install.class, KernelCommand.Uninstall.class})
final class KernelCommand {

  private static final String NAME = "beyond-the-cache-java";

  private KernelCommand() {}

  /** Jupyter's folder for the user's own kernels: JUPYTER_DATA_DIR, or the system's usual place. */
  private static Path folder() {
    var named = System.getenv("JUPYTER_DATA_DIR");
    var home = Path.of(System.getProperty("user.home"));
    var xdg = System.getenv("XDG_DATA_HOME");
    var data = named != null && !named.isBlank() ? Path.of(named)
        : System.getProperty("os.name").startsWith("Mac") ? home.resolve("Library/Jupyter")
        : (xdg != null && !xdg.isBlank() ? Path.of(xdg) : home.resolve(".local/share")).resolve("jupyter");
    return data.resolve("kernels").resolve(NAME);
  }

  /** {@code course kernel install} */
  @Command(name = "install", description = "Writes a kernelspec that every Jupyter of this user finds. It needs this copy of the course.")
  static final class Install implements Callable<Integer> {

    @Override
    public Integer call() {
      KernelSpec.write(folder(), "Java (Beyond the Cache)");
      new Progress().line("The kernel 'Java (Beyond the Cache)' is in " + folder() + ". It runs from this copy of the course, so run this "
          + "again if you move the copy. './course kernel uninstall' removes it.");
      return Exit.DONE;
    }
  }

  /** {@code course kernel uninstall} */
  @Command(name = "uninstall", description = "Removes that kernelspec.")
  static final class Uninstall implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
      var there = Files.isDirectory(folder());
      Trees.delete(folder());
      new Progress().line(there ? "Removed " + folder() + "." : "There is no kernel in " + folder() + ".");
      return Exit.DONE;
    }
  }
}
