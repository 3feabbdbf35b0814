package beyondcache.kernel;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.kernel.history.HistoryEntry;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.KernelTimestamp;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.adapters.HistoryEntryAdapter;
import org.dflib.jjava.jupyter.messages.publish.PublishStatus;
import org.dflib.jjava.jupyter.messages.publish.PublishStream.StreamType;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;

/** The way back to whoever sent a request. What is to be published may come from any thread, at any time. */
final class Reply extends ShellReplyEnvironment {

  private static final String SESSION = UUID.randomUUID().toString();

  private static final Gson JSON =
      new GsonBuilder().registerTypeAdapter(HistoryEntry.class, HistoryEntryAdapter.INSTANCE).create();

  private final Outbox outbox;
  private final boolean givenUp;

  Reply(ShellChannel channel, StdinChannel stdin, JupyterSocket iopub, MessageContext request, Outbox outbox,
      boolean givenUp) {
    super(channel, stdin, iopub, request);
    this.outbox = outbox;
    this.givenUp = givenUp;
  }

  /** Whether the request is a cell that was waiting behind one that failed. */
  boolean isGivenUp() {
    return givenUp;
  }

  /** A message in answer to the request. The base library's carry the sender's session, and a date without seconds. */
  <T extends ContentType<T>> Message<T> message(T content) {
    return message(content.getType(), content);
  }

  private <T> Message<T> message(MessageType<T> type, T content) {
    var request = getContext().getHeader();
    var now = new KernelTimestamp(Instant.now().truncatedTo(ChronoUnit.MICROS).toString());
    var header = new Header<>(UUID.randomUUID().toString(), Header.KERNEL_USERNAME, SESSION, now, type,
        Header.PROTOCOL_VERISON);
    return new Message<>(getContext().getIdentities(), header, request, null, content, null);
  }

  void print(StreamType stream, CharSequence text) {
    outbox.add(this, stream, text);
  }

  @Override
  public void publish(Message<?> message) {
    outbox.add(message);
  }

  @Override
  public <T extends ContentType<T>> void publish(T content) {
    outbox.add(message(content));
  }

  /** The base library leaves the status out of some replies, and tells of cells in another form than the protocol's. */
  @Override
  @SuppressWarnings("unchecked")
  public <T extends ContentType<T>> void reply(T content) {
    var json = JSON.toJsonTree(content).getAsJsonObject();
    if (!json.has("status")) {
      json.addProperty("status", "ok");
    }
    reply(message((MessageType<Object>) (MessageType<?>) content.getType(), json));
  }

  @Override
  public void replyError(MessageType<?> type, ErrorReply error) {
    reply(message(type.error(), error));
  }

  /** Answers a request to run a cell that was not looked at, because one before it failed. */
  @SuppressWarnings("unchecked")
  void aborted() {
    // The base library's replies know "ok" and "error" only.
    reply(message((MessageType<Object>) (MessageType<?>) ExecuteReply.MESSAGE_TYPE, Map.of("status", "aborted")));
  }

  @Override
  public void setBusyDeferIdle() {
    publish(PublishStatus.BUSY);
    defer(() -> publish(PublishStatus.IDLE));
  }
}
