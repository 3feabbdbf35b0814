package beyondcache.kernel;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.reply.InputReply;
import org.dflib.jjava.jupyter.messages.request.InputRequest;
import org.zeromq.ZMQ;

/**
 * Asks the reader of the notebook for a line of input. A cell that waits for one can be interrupted, which the base
 * library's cannot; and since the interrupt of a thread closes whatever channel it is just using, the cell's thread does
 * not use any.
 */
final class Keyboard extends StdinChannel {

  private static final int GLANCE_MILLIS = 50;

  private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
    var thread = new Thread(work, "keyboard");
    thread.setDaemon(true);
    return thread;
  });

  Keyboard(ZMQ.Context context, HMACGenerator signature) {
    super(context, signature);
  }

  /** @return the line and its end; nothing if the thread was interrupted */
  @Override
  public String getInput(MessageContext cell, String prompt, boolean password) {
    var wanted = new AtomicBoolean(true);
    var line = reader.submit(() -> ask(new Message<>(cell, InputRequest.MESSAGE_TYPE,
        new InputRequest(prompt, password)), wanted));
    try {
      return line.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      wanted.set(false);
    }
  }

  private String ask(Message<InputRequest> question, AtomicBoolean wanted) {
    try (var poller = ctx.poller(1)) {
      poller.register(this, ZMQ.Poller.POLLIN);
      while (poller.poll(0) > 0) {
        // An answer to somebody who has been interrupted.
        readMessage();
      }
      sendMessage(question);
      while (wanted.get()) {
        if (poller.poll(GLANCE_MILLIS) > 0 && readMessage().getContent() instanceof InputReply line) {
          return line.getValue() + "\n";
        }
      }
      return "";
    }
  }
}
