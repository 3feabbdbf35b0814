package beyondcache.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Message;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * A channel that carries requests. The base library's own looks for a request twenty times a second and stops for
 * good at the first message it cannot read; this one answers at once and goes on.
 */
final class Channel extends ShellChannel {

  private final String name;
  private final boolean control;
  private final JupyterConnection connection;
  private final JavaKernel kernel;
  private final StdinChannel stdin;
  private final Deque<Message<?>> waiting = new ArrayDeque<>();

  Channel(ZMQ.Context context, HMACGenerator signature, boolean control, JupyterConnection connection,
      JavaKernel kernel, StdinChannel stdin) {
    super(context, signature, control, connection);
    this.name = control ? "control channel" : "shell channel";
    this.control = control;
    this.connection = connection;
    this.kernel = kernel;
    this.stdin = stdin;
  }

  @Override
  public void bind(KernelConnectionProperties properties) {
    bind(formatAddress(properties.getTransport(), properties.getIp(),
        control ? properties.getControlPort() : properties.getShellPort()));
    new Thread(this::serve, name).start();
  }

  private void serve() {
    try (var poller = ctx.poller(1)) {
      poller.register(this, ZMQ.Poller.POLLIN);
      while (!closed) {
        if (poller.poll(-1) > 0) {
          read().ifPresent(message -> handle(message, false));
        }
        while (!waiting.isEmpty()) {
          handle(waiting.remove(), true);
        }
      }
    } catch (ZMQException e) {
      // The connection has been closed.
    }
  }

  /**
   * Cells that are waiting are not to be run: they rely on one that has failed. To be called before its sender learns
   * of the failure, so that what is sent in the knowledge of it is not among them.
   */
  void giveUp() {
    try (var poller = ctx.poller(1)) {
      poller.register(this, ZMQ.Poller.POLLIN);
      while (poller.poll(0) > 0) {
        read().ifPresent(waiting::add);
      }
    }
  }

  private Optional<Message<?>> read() {
    try {
      return Optional.ofNullable(readMessage());
    } catch (ZMQException e) {
      throw e;
    } catch (RuntimeException e) {
      // Not from Jupyter: badly signed, or no message at all.
      return Optional.empty();
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private void handle(Message message, boolean givenUp) {
    var handler = (ShellHandler) connection.getHandler(message.getHeader().getType());
    if (handler == null) {
      return;
    }
    var reply = new Reply(this, stdin, connection.getIOPub(), message, kernel.outbox(), givenUp);
    try {
      handler.handle(reply, message);
    } catch (RuntimeException | Error e) {
      // Whatever goes wrong with one request, the next one is to be answered.
      e.printStackTrace();
    } finally {
      reply.resolveDeferrals();
    }
  }
}
