package beyondcache.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Ports of 127.0.0.1: which are free, and who listens on those that are not. */
final class PortOwner {

  private static final String LISTENING = "0A";

  private PortOwner() {}

  /** Whether this process could listen on the port; false also for a port below 1024 that the user may not open. */
  static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (BindException e) {
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  /** The first free port from {@code port} on. */
  static int freeFrom(int port) {
    var candidate = port;
    while (candidate < 65535 && !isFree(candidate)) {
      candidate++;
    }
    return candidate;
  }

  /** The process that listens on a port, as {@code name (process 4711)}; empty when that cannot be told. */
  static Optional<String> of(int port) {
    return (Files.isReadable(Path.of("/proc/net/tcp")) ? fromProc(port) : fromLsof(port)).map(PortOwner::describe);
  }

  private static String describe(long pid) {
    var command = ProcessHandle.of(pid).flatMap(handle -> handle.info().command())
        .map(path -> Path.of(path).getFileName() + " ");
    return command.orElse("") + "(process " + pid + ")";
  }

  /** Linux: the socket's inode from the kernel's table, then the process that has it open. */
  private static Optional<Long> fromProc(int port) {
    Set<String> sockets = new HashSet<>();
    for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try (var lines = Files.lines(Path.of(table))) {
        lines.skip(1).map(line -> line.strip().split("\\s+"))
            .filter(columns -> columns[3].equals(LISTENING) && columns[1].endsWith(String.format(":%04X", port)))
            .forEach(columns -> sockets.add("socket:[" + columns[9] + "]"));
      } catch (IOException e) {
        // No IPv6.
      }
    }
    return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(pid -> hasOpen(pid, sockets)).findFirst();
  }

  private static boolean hasOpen(long pid, Set<String> sockets) {
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (var descriptor : descriptors) {
        try {
          if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
            return true;
          }
        } catch (IOException e) {
          // Closed in the meantime.
        }
      }
    } catch (IOException e) {
      // Another user's process, or one that has ended.
    }
    return false;
  }

  /** macOS and others. */
  private static Optional<Long> fromLsof(int port) {
    try {
      var lsof = new ProcessBuilder("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN")
          .redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (var lines = lsof.inputReader().lines()) {
        return lines.findFirst().map(Long::valueOf);
      } finally {
        lsof.waitFor(5, TimeUnit.SECONDS);
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the main thread", e);
    }
  }
}
