package beyondcache.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;

/** Starts the kernel. Jupyter passes the file that names the ports to listen on and the key that signs messages. */
public final class Main {

  private Main() {}

  /** @param args the connection file */
  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("This is started by Jupyter, with a connection file as its one argument.");
      System.exit(2);
    }
    endWithJupyter();
    var kernel = new JavaKernel();
    // The compiler takes longer to start than the sockets: it begins first, and the first cell waits for it.
    kernel.onStartup();
    var connection = new Connection(KernelConnectionProperties.parse(read(Path.of(args[0]))), kernel);
    kernel.becomeHandlerForConnection(connection);
    connection.connect();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      stopChildren();
      kernel.lastWords();
    }, "end"));
  }

  private static String read(Path connectionFile) throws IOException {
    return Files.readString(connectionFile);
  }

  /** What a cell has started and not stopped ends with the kernel. */
  private static void stopChildren() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
  }

  /** A killed Jupyter sends no shutdown_request; its kernels would stay. */
  private static void endWithJupyter() {
    var parent = System.getenv("JPY_PARENT_PID");
    if (parent != null && parent.matches("\\d{2,18}")) {
      ProcessHandle.of(Long.parseLong(parent))
          .ifPresent(jupyter -> jupyter.onExit().thenRun(() -> System.exit(0)));
    }
  }
}
