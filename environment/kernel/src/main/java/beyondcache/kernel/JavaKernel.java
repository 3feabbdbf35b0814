package beyondcache.kernel;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteInput;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteResult;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;
import org.dflib.jjava.jupyter.messages.reply.InterruptReply;
import org.dflib.jjava.jupyter.messages.reply.ShutdownReply;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.dflib.jjava.jupyter.messages.request.InterruptRequest;
import org.dflib.jjava.jupyter.messages.request.ShutdownRequest;

/** Answers Jupyter's requests. */
final class JavaKernel extends BaseKernel {

  private static final String VERSION = "1.0";

  private final Outbox outbox = new Outbox();
  private final Console console = new Console(this::translate);
  private final Interrupts interrupts = new Interrupts();
  private final CompletableFuture<Cells> cells = new CompletableFuture<>();
  private volatile boolean isAskedToEnd;

  JavaKernel() {
    super("Beyond the Cache", VERSION,
        new LanguageInfo.Builder("Java").version(Runtime.version().toString()).mimetype("text/x-java-source")
            .fileExtension(".java").pygments("java").codemirror("text/x-java").build(),
        List.of(), new Session(), new NotebookIO(), new CommManager(), new Values(), null, new MagicsRegistry(),
        false, new StringStyler.Builder().build());
  }

  Outbox outbox() {
    return outbox;
  }

  @Override
  public void onStartup() {
    super.onStartup();
    console.install();
    var warmUp = new Thread(() -> {
      try {
        cells.complete(new Cells());
      } catch (RuntimeException | Error e) {
        cells.completeExceptionally(e);
      }
    }, "compiler");
    warmUp.setDaemon(true);
    warmUp.start();
  }

  @Override
  public void becomeHandlerForConnection(JupyterConnection connection) {
    super.becomeHandlerForConnection(connection);
    outbox.open(connection.getIOPub());
  }

  private String translate(String line) {
    return cells.isDone() ? cells.join().places().translate(line) : line;
  }

  @Override
  protected void handleExecuteRequest(ShellReplyEnvironment to, Message<ExecuteRequest> message) {
    var reply = (Reply) to;
    var request = message.getContent();
    reply.setBusyDeferIdle();
    if (reply.isGivenUp()) {
      reply.aborted();
      return;
    }
    var counted = request.shouldStoreHistory() && !request.isSilent();
    var number = counted ? executionCount.getAndIncrement() : executionCount.get();
    if (!request.isSilent()) {
      reply.publish(new PublishExecuteInput(request.getCode(), number));
    }
    ((NotebookIO) io).attach(reply);
    console.attach(reply, request.isStdinEnabled());
    if (counted) {
      ((Session) historyManager).add(number, request.getCode());
    }
    try {
      var data = evaluate(message, number);
      if (data != null && !request.isSilent()) {
        reply.publish(new PublishExecuteResult(number, data));
      }
      reply.reply(new ExecuteReply(number, Map.of()));
    } catch (CellProblem e) {
      if (request.shouldStopOnError()) {
        ((Channel) reply.getShell()).giveUp();
      }
      if (!request.isSilent()) {
        reply.publish(new PublishError(e.name(), e.getMessage(), e.lines()));
      }
      var error = new ErrorReply(e.name(), e.getMessage(), e.lines());
      error.setExecutionCount(number);
      reply.replyError(ExecuteReply.MESSAGE_TYPE, error);
    }
  }

  private DisplayData evaluate(Message<ExecuteRequest> message, int number) throws CellProblem {
    try {
      var shell = cells.join();
      interrupts.begin(message, early -> shell.begin(number, early));
      var outcome = shell.run(number, message.getContent().getCode());
      return outcome.shown() ? shell.call(() -> ((Values) renderer).show(outcome.value())) : null;
    } catch (RuntimeException | Error e) {
      throw CellProblem.ofKernel(e);
    }
  }

  @Override
  public Object evalRaw(String source) {
    throw new UnsupportedOperationException("Cells are run one at a time, by Jupyter.");
  }

  @Override
  protected void handleInterruptRequest(ShellReplyEnvironment to, Message<InterruptRequest> message) {
    to.setBusyDeferIdle();
    interrupts.add(message, () -> {
      if (cells.isDone()) {
        cells.join().interrupt();
      }
    });
    to.reply(new InterruptReply());
  }

  @Override
  public DisplayData inspect(String code, int at, boolean extraDetail) {
    return new Assistant(cells.join().analysis()).inspect(code, within(code, at));
  }

  @Override
  public ReplacementOptions complete(String code, int at) {
    return new Assistant(cells.join().analysis()).complete(code, within(code, at));
  }

  /** Some front ends send a cursor of text that has changed since. */
  private static int within(String code, int at) {
    return Math.max(0, Math.min(at, code.codePointCount(0, code.length())));
  }

  @Override
  public String isComplete(String code) {
    return new Assistant(cells.join().analysis()).isComplete(code);
  }

  @Override
  protected void handleShutdownRequest(ShellReplyEnvironment to, Message<ShutdownRequest> message) {
    to.setBusyDeferIdle();
    to.reply(message.getContent().isRestart() ? ShutdownReply.SHUTDOWN_AND_RESTART : ShutdownReply.SHUTDOWN);
    new Thread(() -> {
      try {
        outbox.drain(500);
        // The network's own thread sends the reply; there is nothing to wait for that would say it has.
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      isAskedToEnd = true;
      System.exit(0);
    }, "shutdown").start();
  }

  /** Before a process ends that Jupyter has not asked to end: what was printed is still sent, and why it ends. */
  void lastWords() {
    if (isAskedToEnd) {
      return;
    }
    System.err.println("The program has ended the kernel by System.exit. Restart the kernel to go on; its variables are lost.");
    try {
      outbox.drain(1_000);
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a notebook's pictures go to, on behalf of libraries that draw on any kernel of the family. */
  private static final class NotebookIO extends JupyterIO {

    NotebookIO() {
      super(StandardCharsets.UTF_8);
    }

    void attach(Reply cell) {
      setEnv(cell);
    }
  }
}
