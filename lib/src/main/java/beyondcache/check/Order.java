package beyondcache.check;

import beyondcache.wire.Gate;
import beyondcache.wire.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the steps of one order before the search. */
final class Order implements Gate.Schedule {

  private final Search search;
  private final Footprints footprints;
  private final boolean reduced;
  private final int actors;
  private final Map<Integer, Footprint> watched = new HashMap<>();
  private Step last;
  private int turn;
  private boolean pruned;
  private RuntimeException failure;

  Order(Search search, Footprints footprints, boolean reduced, int actors) {
    this.search = search;
    this.footprints = footprints;
    this.reduced = reduced;
    this.actors = actors;
  }

  @Override
  public Gate.Choice choose(List<Step> next) {
    if (pruned) {
      return turns(next);
    }
    try {
      finish();
      var moves = new Search.Move[actors];
      for (var step : next) {
        if (step != null) {
          moves[step.index()] = move(step);
        }
      }
      var chosen = search.choose(moves);
      if (chosen == Search.NOBODY) {
        pruned = true;
        return turns(next);
      }
      last = next.get(chosen);
      note(last, moves[chosen].footprint());
      return new Gate.Choice(chosen, Step.Fate.DONE);
    } catch (RuntimeException e) {
      failure = e;
      pruned = true;
      return turns(next);
    }
  }

  /** This order has shown what there was to be shown; it only has to come to its end. */
  private Gate.Choice turns(List<Step> next) {
    do {
      turn = (turn + 1) % actors;
    } while (next.get(turn) == null);
    return new Gate.Choice(turn, Step.Fate.DONE);
  }

  @Override
  public boolean hasGivenUp() {
    return pruned;
  }

  private Search.Move move(Step step) {
    var footprint = footprints.of(step, watched.getOrDefault(step.index(), Footprint.OF_NOTHING));
    var names = step.commands().stream().map(command -> command.command()).toList();
    return new Search.Move(reduced ? footprint : Footprint.OF_EVERYTHING, List.of(names, footprint));
  }

  /** Keys that are being watched have a say in what EXEC does. */
  private void note(Step step, Footprint footprint) {
    if (step.commands().stream().anyMatch(command -> command.command().equals("WATCH"))) {
      watched.merge(step.index(), footprint, Footprint::and);
    } else if (step.commands().stream().anyMatch(command -> command.command().equals("EXEC"))) {
      watched.remove(step.index());
    }
  }

  /** Hands over the last answer, too. */
  void finish() {
    if (last != null) {
      search.answered(last.reply() == null ? null : last.reply().toString());
      last = null;
    }
  }

  boolean isPruned() {
    return pruned;
  }

  RuntimeException failure() {
    return failure;
  }
}
