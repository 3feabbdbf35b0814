package beyondcache.wire;

import beyondcache.EnvironmentProblem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Leads the actors through one order. Everything here happens on the loop's thread.
 *
 * <p>One of them moves at a time, the <em>mover</em>: from the moment at which it is started, or its command is let through,
 * or something has come for it, until it is settled, that is, until it has another command to send, or has ended, or waits for
 * somebody else. When nobody moves, the schedule decides who is next.
 */
final class Conductor implements Control {

  /** With these it is worth asking at once whether they block; with all others, only after a while. */
  private static final Set<String> BLOCKING = Set.of("BLPOP", "BRPOP", "BLMOVE", "BRPOPLPUSH", "BLMPOP", "BZPOPMIN",
      "BZPOPMAX", "BZMPOP", "XREAD", "XREADGROUP", "WAIT", "WAITAOF");

  /** How long the code of a dead actor may run before its thread is interrupted, in milliseconds. */
  private static final int DEAD_ACTOR_GRACE_MILLIS = 50;

  /** How long actors may run on after an order was broken off before their threads are abandoned, in milliseconds. */
  private static final int ABANDON_AFTER_MILLIS = 1000;

  private final Gate gate;
  private final Loop loop;
  private final Gate.Schedule schedule;
  private final CompletableFuture<Gate.Run> outcome;
  private final List<Player> order = new ArrayList<>();
  private final Map<Party, Player> players = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final Patience patience;
  private Player mover;
  private boolean over;
  private boolean leaving;
  private boolean certain = true;
  private boolean probing;
  private String trouble;

  Conductor(Gate gate, Gate.Schedule schedule, CompletableFuture<Gate.Run> outcome) {
    this.gate = gate;
    this.loop = gate.loop();
    this.schedule = schedule;
    this.outcome = outcome;
    this.patience = new Patience(loop, gate.patienceMillis(), this::observe, this::outOfPatience);
  }

  void begin(List<Gate.Act> acts, List<Party> parties) {
    for (var i = 0; i < acts.size(); i++) {
      var player = new Player(i, acts.get(i), parties.get(i), gate.worker(acts.get(i).actor()));
      order.add(player);
      if (player.party != null) {
        players.put(player.party, player);
        player.party.control(this);
      }
    }
    goOn();
  }

  // --- who moves ------------------------------------------------------------------------------------------------------

  /** Moves on as far as can be at this moment; called whenever something has happened. */
  private void goOn() {
    while (!over && !leaving) {
      if (mover != null && !mover.isSettled()) {
        patience.begin();
        return;
      }
      mover = null;
      var called = whoIsCalled();
      if (called != null) {
        move(called);
      } else if (!certain && order.stream().anyMatch(p -> p.blocked || p.isSubscribed())) {
        // Before anything is decided, what the last step has brought to others has to be here.
        probe();
        return;
      } else if (!decide()) {
        return;
      }
    }
    if (!over && order.stream().allMatch(p -> p.done)) {
      finish();
    }
  }

  /** Somebody for whom something has come; or who has not begun; or who waited inside the program and does so no longer. */
  private Player whoIsCalled() {
    return order.stream().filter(Player::hasNews).findFirst()
        .or(() -> order.stream().filter(p -> !p.started && !p.act.isOutside()).findFirst())
        .or(() -> order.stream().filter(p -> p.idle && !p.done && p.next() == null
            && p.worker.doing() == Worker.Doing.WORKING).findFirst())
        .orElse(null);
  }

  private void move(Player player) {
    patience.end();
    mover = player;
    player.idle = false;
    if (player.started) {
      List.copyOf(player.party.links()).forEach(Link::deliver);
    } else {
      start(player);
    }
  }

  private void start(Player player) {
    player.started = true;
    player.worker.start(player.act.code(), (result, failure) -> loop.execute(() -> {
      player.result = result;
      player.failure = failure;
      player.done = true;
      goOn();
    }));
  }

  /** Lets one step through; returns whether there is more to do at once. */
  private boolean decide() {
    var next = order.stream().map(Player::next).toList();
    if (next.stream().allMatch(step -> step == null)) {
      if (order.stream().allMatch(p -> p.done)) {
        finish();
      } else if (schedule.hasGivenUp()) {
        leave("");
      } else {
        patience.begin(); // A time-out of a blocking command, or of the program's, may still let somebody go on.
      }
      return false;
    }
    var choice = schedule.choose(next);
    var player = order.get(choice.actor());
    if (player.steps >= gate.mostSteps()) {
      leave(player.act.actor() + " has sent " + gate.mostSteps() + " commands and has not come to an end. The last one: "
          + player.next().text() + player.worker.where() + "\nGive its loop an end.");
      return false;
    }
    take(player, choice.fate());
    return true;
  }

  private void take(Player player, Step.Fate fate) {
    patience.end();
    mover = player;
    certain = false;
    // A probe that began before this step says nothing about it.
    gate.probe().forget();
    probing = false;
    var step = player.takeNext();
    step.fate(fate);
    steps.add(step);
    if (step.isOutside()) {
      start(player);
    } else if (fate.isExecuted()) {
      player.currentLink().release();
      if (BLOCKING.contains(step.commands().get(0).command())) {
        probe();
      }
    } else if (fate.isDeath()) {
      die(player);
    } else {
      player.currentLink().close();
    }
  }

  /** The actor's process is dead; that its code goes on in ours is not meant, so it is told to end. */
  private void die(Player player) {
    player.party.drop(true);
    loop.after(DEAD_ACTOR_GRACE_MILLIS, () -> {
      if (!over && !player.done) {
        player.worker.interrupt();
      }
    });
  }

  // --- waiting --------------------------------------------------------------------------------------------------------

  private void probe() {
    if (probing) {
      return;
    }
    probing = true;
    gate.probe().ask(() -> {
      probing = false;
      // Replies that were written before the probe's are in the socket by now, if not yet with us.
      order.stream().filter(p -> p.party != null).forEach(p -> List.copyOf(p.party.links()).forEach(Link::poll));
      if (mover != null && mover.awaitsReply() && !mover.hasNews()) {
        mover.blocked = true;
      }
      certain = true;
      goOn();
    });
  }

  /** The mover has not come to anything for a moment: does it wait for somebody else? */
  private void observe() {
    if (over || mover == null) {
      return;
    }
    if (mover.awaitsReply()) {
      probe();
      return;
    }
    var doing = mover.worker.doing();
    var listens = doing == Worker.Doing.READING && mover.isSubscribed();
    var waits = doing == Worker.Doing.WAITING && !mover.expectsReplies();
    if (patience.hasBeenQuiet(listens, waits)) {
      mover.idle = true;
      goOn();
    }
  }

  private void outOfPatience() {
    if (over || leaving) {
      return;
    }
    var why = new StringBuilder(mover == null ? "Nobody can go on, and nothing has happened"
        : mover.party != null && mover.party.isDead()
            ? mover.act.actor() + " is dead, but its code goes on, although it gets no connection and was interrupted,"
            : mover.act.actor() + " has neither sent a command nor come to an end");
    why.append(" for ").append(patience).append(':');
    order.stream().filter(p -> !p.done && (mover == null || p == mover))
        .forEach(p -> why.append("\n  ").append(p.waitsFor()));
    if (probing) {
      why.append("\nThe server answers nobody: it is paused, or busy with a long command.");
    }
    leave(why.toString());
  }

  // --- the end --------------------------------------------------------------------------------------------------------

  void serverGone() {
    leave("the server has ended");
  }

  /** Breaks the order off. Who has not come to an end soon is left behind on its thread, and the actor gets a new one. */
  void leave(String why) {
    if (over || leaving) {
      return;
    }
    leaving = true;
    trouble = why;
    patience.end();
    order.stream().filter(p -> !p.started).forEach(p -> p.done = true);
    order.stream().filter(p -> !p.done).forEach(p -> {
      if (p.party != null) {
        p.party.drop(true);
      }
      p.worker.interrupt();
    });
    loop.after(ABANDON_AFTER_MILLIS, () -> {
      if (!over) {
        order.stream().filter(p -> !p.done).forEach(p -> gate.abandon(p.act.actor(), p.worker));
        finish();
      }
    });
    goOn();
  }

  private void finish() {
    over = true;
    patience.end();
    gate.probe().forget();
    var unusable = new HashSet<String>();
    for (var player : players.values()) {
      player.party.control(null);
      player.party.revive();
      List.copyOf(player.party.links()).forEach(Link::clean);
      if (player.hasLostConnections) {
        unusable.add(player.act.actor());
      }
    }
    gate.ended(unusable);
    if (gate.isServerGone()) {
      outcome.completeExceptionally(new EnvironmentProblem("The Redis server at " + gate.address()
          + " has ended while an order was being tried. Restart it, or open a new sandbox, and try again."));
      return;
    }
    outcome.complete(new Gate.Run(List.copyOf(steps), lists(order.stream().map(p -> p.result).toList()),
        lists(order.stream().map(p -> p.failure).toList()), trouble,
        order.stream().filter(p -> p.several).map(p -> p.act.actor()).findFirst().orElse(null)));
  }

  /** Lists that may hold null. */
  private static <T> List<T> lists(List<T> values) {
    return Collections.unmodifiableList(new ArrayList<>(values));
  }

  // --- what comes over the wire ---------------------------------------------------------------------------------------

  @Override
  public Verdict arrived(Link link, Request request) {
    if (over || leaving) {
      return Verdict.PASS;
    }
    noteScript(request);
    if (!players.get(link.party).wants(link, request)) {
      return Verdict.PASS;
    }
    // A command that comes unasked, from a thread in the background, waits for its turn like any other.
    loop.execute(this::goOn);
    return Verdict.HOLD;
  }

  private void noteScript(Request request) {
    var index = request.command().equals("SCRIPT") && Wording.upper(request.words, 1).equals("LOAD") ? 2
        : request.command().equals("EVAL") || request.command().equals("EVAL_RO") ? 1 : request.words.size();
    if (index < request.words.size() && !request.words.get(index).isPrefix()) {
      gate.scripts().add(new String(request.words.get(index).bytes(), StandardCharsets.ISO_8859_1));
    }
  }

  @Override
  public boolean answered(Link link, Request request) {
    var player = players.get(link.party);
    var step = player.answered(link, request, request.reply);
    if (step == null || step.fate() == Step.Fate.DONE) {
      return true;
    }
    if (step.fate().isDeath()) {
      loop.execute(() -> die(player));
    }
    return false;
  }

  @Override
  public boolean delivers(Link link) {
    return over || leaving || mover != null && mover.party == link.party;
  }

  @Override
  public void came(Link link) {
    loop.execute(() -> {
      link.proceed();
      goOn();
    });
  }

  @Override
  public void closed(Link link) {
    players.get(link.party).gone(link);
    loop.execute(this::goOn);
  }
}
