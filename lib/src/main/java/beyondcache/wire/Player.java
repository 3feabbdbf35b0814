package beyondcache.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An actor under the gate, during one order. Its state is that of one thread: the loop's. */
final class Player {

  /** Commands that neither change nor read anything that another client could change or see. */
  private static final Set<String> FREE = Set.of("MULTI", "DISCARD", "UNWATCH", "PING", "ECHO", "CLIENT", "ASKING",
      "READONLY", "READWRITE");

  final int index;
  final Gate.Act act;
  final Party party;
  final Worker worker;
  private final ArrayDeque<Link> ready = new ArrayDeque<>();
  private final Map<Link, List<Exchange>> transactions = new HashMap<>();
  private final Step outside;
  private Step offered;
  private Step current;
  private Link currentLink;
  private Request currentRequest;
  private boolean goesOn;
  boolean started;
  boolean done;
  boolean blocked;
  boolean idle;
  boolean several;
  boolean hasLostConnections;
  int steps;
  Object result;
  Throwable failure;

  Player(int index, Gate.Act act, Party party, Worker worker) {
    this.index = index;
    this.act = act;
    this.party = party;
    this.worker = worker;
    this.outside = act.isOutside() ? new Step(index, act.actor(), act.title(), List.of()) : null;
  }

  // --- what it wants --------------------------------------------------------------------------------------------------

  /** Takes note of a command; returns whether it is one to be held. */
  boolean wants(Link link, Request request) {
    var command = request.command();
    var queued = transactions.get(link);
    if (queued != null) {
      queued.add(request.exchange());
      if (command.equals("DISCARD") || command.equals("RESET")) {
        transactions.remove(link);
      }
      if (!command.equals("EXEC")) {
        return false;
      }
    } else if (command.equals("MULTI")) {
      transactions.put(link, new ArrayList<>(List.of(request.exchange())));
    }
    if (request.chatter || FREE.contains(command)
        || command.equals("SCRIPT") && !Wording.upper(request.words, 1).equals("FLUSH")) {
      return false;
    }
    if (goesOn) {
      currentLink = link;
      current.commands().add(request.exchange());
      currentRequest = request;
      goesOn = false;
      return false;
    }
    several |= !ready.isEmpty() || currentRequest != null;
    ready.add(link);
    return true;
  }

  /** The step that it would take next; null if it wants none. */
  Step next() {
    if (outside != null) {
      return started ? null : outside;
    }
    var link = ready.peek();
    if (link == null) {
      return null;
    }
    if (offered == null) {
      var commands = new ArrayList<>(transactions.getOrDefault(link, List.of(link.held().exchange())));
      offered = new Step(index, act.actor(), null, commands);
    }
    return offered;
  }

  Step takeNext() {
    current = next();
    offered = null;
    blocked = false;
    idle = false;
    goesOn = false;
    steps++;
    if (outside == null) {
      currentLink = ready.remove();
      currentRequest = currentLink.held();
      transactions.remove(currentLink);
    }
    return current;
  }

  Link currentLink() {
    return currentLink;
  }

  /** Takes note of a reply; returns the step if that was its last one. */
  Step answered(Link link, Request request, Reply reply) {
    if (current == null || request != currentRequest) {
      return null;
    }
    current.reply(reply);
    currentRequest = null;
    blocked = false;
    // The script is not there. The client will send or load it, which nobody else can tell from its having been there.
    goesOn = reply != null && reply.isError() && reply.string().startsWith("NOSCRIPT");
    return current;
  }

  /** Whether a step is under way at the server. */
  boolean awaitsReply() {
    return currentRequest != null;
  }

  void gone(Link link) {
    if (link == ready.peek()) {
      offered = null;
    }
    hasLostConnections = true;
    ready.remove(link);
    transactions.remove(link);
    if (link == currentLink) {
      currentLink = null;
      currentRequest = null;
      blocked = false;
      goesOn = false;
    }
  }

  boolean hasNews() {
    return party != null && party.links().stream().anyMatch(Link::hasNews);
  }

  boolean isSubscribed() {
    return party != null && party.links().stream().anyMatch(link -> link.ledger().isSubscribed());
  }

  /** Whether anything is under way that will be answered soon: a command that was let pass. */
  boolean expectsReplies() {
    return party != null && party.links().stream().anyMatch(link -> !link.ledger().nothingOwed());
  }

  /** Whether it stands still until somebody else does something: it has a step to take, or waits, or is at its end. */
  boolean isSettled() {
    if (awaitsReply()) {
      return blocked;
    }
    return next() != null || done || idle;
  }

  String waitsFor() {
    if (awaitsReply()) {
      return act.actor() + " waits for the reply to " + current.text();
    }
    if (isSubscribed()) {
      return act.actor() + " listens for messages";
    }
    return switch (worker.doing()) {
      case SLEEPING -> act.actor() + " sleeps, without a command on its way";
      case READING -> act.actor() + " reads from a connection on which nothing is due";
      case WAITING -> act.actor() + " waits for something in the program, not for Redis";
      case WORKING -> act.actor() + " computes, without a command on its way";
    } + worker.where();
  }
}
