package beyondcache.wire;

import beyondcache.wire.Reply.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Knows which reply belongs to which command on one connection. That is not always "the next": messages are pushed in
 * between, SUBSCRIBE is answered once for each channel, and CLIENT REPLY OFF is answered not at all.
 */
final class Ledger {

  private static final Set<String> MESSAGES = Set.of("message", "pmessage", "smessage");

  /** The kinds of subscription, by the commands that begin and end them. */
  private static final Map<String, String> SUBSCRIPTIONS = Map.of("SUBSCRIBE", "", "UNSUBSCRIBE", "", "PSUBSCRIBE", "P",
      "PUNSUBSCRIBE", "P", "SSUBSCRIBE", "S", "SUNSUBSCRIBE", "S");

  private final TapeDeck deck;
  private final String actor;
  private final int connection;
  private final ArrayDeque<Request> owed = new ArrayDeque<>();
  private final Map<String, Set<String>> subscribed = new HashMap<>();
  private List<Reply> confirmations = new ArrayList<>();
  private boolean resp3;
  private boolean muted;
  private boolean skipNext;
  private boolean replication;
  private boolean transaction;
  private boolean watching;

  Ledger(TapeDeck deck, String actor, int connection) {
    this.deck = deck;
    this.actor = actor;
    this.connection = connection;
  }

  boolean nothingOwed() {
    return owed.isEmpty();
  }

  boolean isSubscribed() {
    return subscribed.values().stream().anyMatch(channels -> !channels.isEmpty());
  }

  /** Whether the connection has turned into a stream of another kind. */
  boolean isReplication() {
    return replication;
  }

  /** Whether MULTI was sent and neither EXEC nor DISCARD. */
  boolean inTransaction() {
    return transaction;
  }

  /** Whether WATCH was sent and nothing that ends it. */
  boolean isWatching() {
    return watching;
  }

  void sent(Request request) {
    request.sentAt = System.nanoTime();
    var command = request.command();
    switch (command) {
      case "CLIENT" -> {
        if (Wording.upper(request.words, 1).equals("REPLY")) {
          var how = Wording.upper(request.words, 2);
          muted = how.equals("OFF") || muted && !how.equals("ON");
          skipNext = how.equals("SKIP") && !muted;
          request.owed = how.equals("ON") ? 1 : 0;
        }
      }
      case "SYNC", "PSYNC" -> replication = true;
      case "MULTI" -> transaction = true;
      case "EXEC", "DISCARD", "RESET" -> {
        transaction = false;
        watching = false;
      }
      case "WATCH" -> watching = true;
      case "UNWATCH" -> watching = false;
      default -> {
        if (SUBSCRIPTIONS.containsKey(command)) {
          request.owed = Math.max(1, request.words.size() - 1);
        }
      }
    }
    if (!command.equals("CLIENT") && (muted || skipNext)) {
      request.owed = 0;
      skipNext = false;
    }
    if (request.owed > 0) {
      owed.add(request);
    }
    deck.add(request);
  }

  /** Returns the command to which this was the last reply; null if it is none or there are more to come. */
  Request received(Reply reply, long bytes) {
    var head = owed.peek();
    var word = reply.items().isEmpty() ? "" : reply.items().get(0).string();
    if (head == null || isPushed(reply, word, head)) {
      var pushed = new Request(actor, connection, List.of(), 0, 0, false);
      deck.answered(pushed, reply, bytes, 0);
      deck.add(pushed);
      confirm(word, reply);
      return null;
    }
    var kind = SUBSCRIPTIONS.get(head.command());
    if (kind != null && word.equalsIgnoreCase(head.command())) {
      if (confirmations.isEmpty() && head.words.size() == 1) {
        head.owed = Math.max(1, subscribed.getOrDefault(kind, Set.of()).size());
      }
      confirm(word, reply);
      confirmations.add(reply);
      if (--head.owed > 0) {
        deck.answered(head, reply, bytes, System.nanoTime() - head.sentAt);
        return null;
      }
      if (confirmations.size() > 1) {
        reply = Reply.of(Kind.ARRAY, List.copyOf(confirmations), confirmations.size());
      }
      confirmations = new ArrayList<>();
    } else if (head.command().equals("HELLO") && !reply.isError()) {
      resp3 = head.words.size() > 1 ? head.words.get(1).string().equals("3") : resp3;
    } else if (head.command().equals("RESET") && !reply.isError()) {
      resp3 = false;
      subscribed.clear();
    }
    owed.remove();
    deck.answered(head, reply, bytes, System.nanoTime() - head.sentAt);
    return head;
  }

  private boolean isPushed(Reply reply, String word, Request head) {
    if (reply.kind() == Kind.PUSH) {
      // RESP3 confirms subscriptions by push messages.
      return !(SUBSCRIPTIONS.containsKey(head.command()) && word.equalsIgnoreCase(head.command()));
    }
    return !resp3 && reply.kind() == Kind.ARRAY && MESSAGES.contains(word) && isSubscribed();
  }

  private void confirm(String word, Reply reply) {
    var kind = SUBSCRIPTIONS.get(word.toUpperCase(Locale.ROOT));
    if (kind != null && reply.items().size() > 1) {
      var channels = subscribed.computeIfAbsent(kind, k -> new HashSet<>());
      var channel = reply.items().get(1).string();
      if (word.toLowerCase(Locale.ROOT).contains("un")) {
        channels.remove(channel);
      } else {
        channels.add(channel);
      }
    }
  }
}
