package beyondcache.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * Goes through the orders in which a few actors can take their steps: depth first, one whole order after another, each
 * from the beginning. Knows nothing of Redis; the same program and the same answers give the same orders each time.
 *
 * <p>With reduction, of orders that differ only in the order of independent steps one is tried: dynamic partial-order
 * reduction with source sets and sleep sets (Abdulla, Aronis, Jonsson and Sagonas, "Optimal Dynamic Partial Order Reduction",
 * POPL 2014, its first algorithm).
 */
final class Search {

  /** Nobody is to take a step: the rest of this order has been seen in others. */
  static final int NOBODY = -1;

  /**
   * A step as the search sees it.
   *
   * @param footprint what it reads and changes
   * @param likeness equal for steps that do the same; the search adds the answer to it
   */
  record Move(Footprint footprint, Object likeness) {}

  /** A state: all orders so far came to it by the same steps. */
  private static final class Node {
    final Move[] next;
    final BitSet enabled = new BitSet();
    final BitSet toTry = new BitSet();
    final BitSet tried = new BitSet();
    BitSet asleep = new BitSet();
    int taken;
    Object answer;
    int[] clock;

    Node(Move[] next) {
      this.next = next;
    }

    Footprint move() {
      return next[taken].footprint();
    }
  }

  private final int actors;
  private final boolean reduced;
  private final int freeMoves;
  private final int repeats;
  private final List<Node> path = new ArrayList<>();
  private int depth;
  private int[] moves;
  private int[] lastMoved;
  private int turn;
  private boolean beyond;
  private boolean sawBeyond;
  private boolean sawRepeats;
  private boolean sawDifferences;
  private boolean finished;

  /**
   * @param freeMoves an actor that has taken so many takes turns with the others from then on, in one order
   * @param repeats how often an actor may do the same, with the same answer, while nobody else moves
   */
  Search(int actors, boolean reduced, int freeMoves, int repeats) {
    this.actors = actors;
    this.reduced = reduced;
    this.freeMoves = freeMoves;
    this.repeats = repeats;
    begin();
  }

  private void begin() {
    depth = 0;
    moves = new int[actors];
    lastMoved = new int[actors];
    turn = 0;
    beyond = false;
  }

  /** Whether there is an order left that has not been tried. */
  boolean hasMore() {
    return !finished;
  }

  /** Whether an actor took so many steps that not all orders of them were tried. */
  boolean wasBounded() {
    return sawBeyond;
  }

  /** Whether an actor did the same over and over, so that not all numbers of repetitions were tried. */
  boolean hadRepeats() {
    return sawRepeats;
  }

  /** Whether the actors came to different moves after the same moves and answers. */
  boolean sawDifferences() {
    return sawDifferences;
  }

  /** Whose move is next, or {@link #NOBODY}. {@code next} has null where an actor cannot move. */
  int choose(Move[] next) {
    if (!beyond && outOfMoves(next)) {
      beyond = true;
      sawBeyond = true;
    }
    if (beyond) {
      return takeTurns(next);
    }
    if (depth < path.size()) {
      var node = path.get(depth);
      if (next[node.taken] == null) {
        // A client with timers of its own is not always where it was. This order goes its own way; the search goes on.
        sawDifferences = true;
        beyond = true;
        return takeTurns(next);
      }
      for (var actor = 0; actor < actors; actor++) {
        sawDifferences |= (next[actor] == null) != (node.next[actor] == null);
      }
      System.arraycopy(next, 0, node.next, 0, actors);
      return moved(node, node.taken);
    }
    var node = new Node(next.clone());
    for (var actor = 0; actor < actors; actor++) {
      if (next[actor] != null && !isRepeating(actor, next[actor])) {
        node.enabled.set(actor);
      }
    }
    if (node.enabled.isEmpty()) {
      for (var actor = 0; actor < actors; actor++) {
        node.enabled.set(actor, next[actor] != null);
      }
    }
    if (depth > 0) {
      node.asleep = sleepAfter(path.get(depth - 1));
    }
    var choice = firstChoice(node);
    if (choice == NOBODY) {
      return NOBODY;
    }
    path.add(node);
    if (reduced) {
      node.toTry.set(choice);
    } else {
      node.toTry.or(node.enabled);
    }
    return moved(node, choice);
  }

  private boolean outOfMoves(Move[] next) {
    for (var actor = 0; actor < actors; actor++) {
      if (next[actor] != null && moves[actor] >= freeMoves) {
        return true;
      }
    }
    return false;
  }

  /** Fair, so that a loop that waits for somebody else comes to its end. */
  private int takeTurns(Move[] next) {
    for (var i = 1; i <= actors; i++) {
      var actor = (turn + i) % actors;
      if (next[actor] != null) {
        turn = actor;
        return actor;
      }
    }
    throw new IllegalArgumentException("nobody can move");
  }

  /** Whoever moved last goes on, so that the first orders have few changes and the diagrams read well. */
  private int firstChoice(Node node) {
    var awake = (BitSet) node.enabled.clone();
    awake.andNot(node.asleep);
    if (depth > 0 && awake.get(path.get(depth - 1).taken)) {
      return path.get(depth - 1).taken;
    }
    return awake.nextSetBit(0);
  }

  private int moved(Node node, int actor) {
    if (reduced) {
      findRaces(node, actor);
    }
    node.taken = actor;
    node.tried.set(actor);
    node.answer = null;
    node.clock = clock(node, actor);
    moves[actor]++;
    depth++;
    lastMoved[actor] = depth;
    turn = actor;
    return actor;
  }

  /** The answer to the last move; part of what makes a repetition one. */
  void answered(Object answer) {
    if (!beyond && depth > 0) {
      path.get(depth - 1).answer = answer;
    }
  }

  /** The order is at its end; sets out for the next one. */
  void ended() {
    while (!path.isEmpty()) {
      var node = path.get(path.size() - 1);
      node.tried.set(node.taken); // also when the order did not come as far as here
      node.asleep.set(node.taken, reduced);
      var left = (BitSet) node.toTry.clone();
      left.and(node.enabled);
      left.andNot(node.tried);
      left.andNot(node.asleep);
      if (!left.isEmpty()) {
        node.taken = left.nextSetBit(0);
        begin();
        return;
      }
      path.remove(path.size() - 1);
    }
    finished = true;
  }

  // --- reduction ------------------------------------------------------------------------------------------------------

  /** Who moves next here without anybody having come in between has been tried at the parent already. */
  private BitSet sleepAfter(Node parent) {
    var asleep = new BitSet();
    parent.asleep.stream().filter(actor -> actor != parent.taken && parent.next[actor] != null
        && !parent.next[actor].footprint().dependsOn(parent.move())).forEach(asleep::set);
    return asleep;
  }

  /** Every earlier move that this one raced with has to be tried after it, too; unless that is under way already. */
  private void findRaces(Node node, int actor) {
    var footprint = node.next[actor].footprint();
    var seen = lastClock(actor).clone();
    for (var i = depth - 1; i >= 0; i--) {
      var before = path.get(i);
      if (before.taken != actor && before.move().dependsOn(footprint)) {
        if (i + 1 > seen[before.taken]) {
          reverse(i, actor, footprint);
        }
        join(seen, before.clock);
      }
    }
  }

  /**
   * What came after move i without being its consequence, and then the actor's move, has to be possible instead of move i. It
   * begins with whoever of them has no predecessor among them: one of these (an "initial") is enough.
   */
  private void reverse(int i, int actor, Footprint footprint) {
    var cause = path.get(i);
    var others = new ArrayList<Integer>();
    for (var k = i + 1; k < depth; k++) {
      if (!isBefore(i, path.get(k).clock)) {
        others.add(k);
      }
    }
    var initials = new BitSet();
    var met = new BitSet();
    for (var k : others) {
      var node = path.get(k);
      if (!met.get(node.taken) && others.stream().noneMatch(j -> j < k && isBefore(j, node.clock))) {
        initials.set(node.taken);
      }
      met.set(node.taken);
    }
    if (!met.get(actor) && others.stream().noneMatch(j -> path.get(j).move().dependsOn(footprint))) {
      initials.set(actor);
    }
    if (initials.intersects(cause.toTry) || initials.intersects(cause.asleep)) {
      return;
    }
    initials.and(cause.enabled);
    if (initials.isEmpty()) {
      cause.toTry.or(cause.enabled);
    } else {
      cause.toTry.set(initials.get(actor) ? actor : initials.nextSetBit(0));
    }
  }

  /** Whether move i comes before whatever has this clock, in every order that differs only in independent moves. */
  private boolean isBefore(int i, int[] clock) {
    return i + 1 <= clock[path.get(i).taken];
  }

  private static void join(int[] clock, int[] other) {
    for (var a = 0; a < clock.length; a++) {
      clock[a] = Math.max(clock[a], other[a]);
    }
  }

  /** How much of each actor's doing an actor's last move came after; moves are counted from 1. */
  private int[] lastClock(int actor) {
    return lastMoved[actor] == 0 ? new int[actors] : path.get(lastMoved[actor] - 1).clock;
  }

  private int[] clock(Node node, int actor) {
    var clock = lastClock(actor).clone();
    var footprint = node.next[actor].footprint();
    for (var i = 0; i < depth; i++) {
      var before = path.get(i);
      if (before.move().dependsOn(footprint)) {
        join(clock, before.clock);
      }
    }
    clock[actor] = depth + 1;
    return clock;
  }

  /** Whether the actor has come round to where it was, with the same answers, and nobody else has moved meanwhile. */
  private boolean isRepeating(int actor, Move next) {
    var alone = 0;
    while (alone < depth && path.get(depth - 1 - alone).taken == actor) {
      alone++;
    }
    for (var period = 1; period * repeats <= alone; period++) {
      var same = Objects.equals(next.likeness(), path.get(depth - period).next[actor].likeness());
      for (var i = depth - 1; same && i >= depth - period * (repeats - 1); i--) {
        same = isLike(path.get(i), path.get(i - period), actor);
      }
      if (same) {
        sawRepeats = true;
        return true;
      }
    }
    return false;
  }

  private static boolean isLike(Node a, Node b, int actor) {
    return Objects.equals(a.next[actor].likeness(), b.next[actor].likeness()) && Objects.equals(a.answer, b.answer);
  }
}
