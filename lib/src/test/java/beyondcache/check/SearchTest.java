package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The search alone, on programs that run in memory: registers that actors read and write. */
class SearchTest {

  /** Reads a register into the actor's own, or adds the actor's own and one to it and writes that; maybe only if it is even. */
  private record Instruction(boolean writes, int register, boolean ifEven) {}

  private record Result(Set<String> ends, long orders, long left) {}

  private static Result explore(List<List<Instruction>> programs, boolean reduced) {
    var search = new Search(programs.size(), reduced, 100, 100);
    var ends = new HashSet<String>();
    var orders = 0L;
    var left = 0L;
    while (search.hasMore()) {
      var registers = new TreeMap<Integer, Integer>();
      var own = new int[programs.size()];
      var at = new int[programs.size()];
      while (true) {
        var next = new Search.Move[programs.size()];
        var any = false;
        for (var actor = 0; actor < next.length; actor++) {
          skip(programs.get(actor), at, own, actor);
          if (at[actor] < programs.get(actor).size()) {
            next[actor] = move(programs.get(actor).get(at[actor]));
            any = true;
          }
        }
        if (!any) {
          orders++;
          ends.add(registers + " " + Arrays.toString(own));
          break;
        }
        var chosen = search.choose(next);
        if (chosen == Search.NOBODY) {
          left++;
          break;
        }
        var instruction = programs.get(chosen).get(at[chosen]++);
        if (instruction.writes()) {
          registers.merge(instruction.register(), 3 * own[chosen] + 1, (a, b) -> 5 * a + b);
        } else {
          own[chosen] = registers.getOrDefault(instruction.register(), 0) + 2 * own[chosen];
        }
        search.answered(List.of(own[chosen], registers.toString()));
      }
      search.ended();
    }
    return new Result(ends, orders, left);
  }

  /** What an actor does depends on what it has read: that is how real programs differ from lists of commands. */
  private static void skip(List<Instruction> program, int[] at, int[] own, int actor) {
    while (at[actor] < program.size() && program.get(at[actor]).ifEven() && own[actor] % 2 != 0) {
      at[actor]++;
    }
  }

  private static Search.Move move(Instruction instruction) {
    var names = Set.of("r" + instruction.register());
    return new Search.Move(instruction.writes() ? Footprint.writing(names) : Footprint.reading(names), instruction);
  }

  @Test
  void withReductionTheSameEndsAreReachedInFewerOrders() {
    var random = new Random(2026);
    var all = 0L;
    var few = 0L;
    var lost = 0L;
    for (var trial = 0; trial < 300; trial++) {
      var programs = new ArrayList<List<Instruction>>();
      for (var actor = 0; actor < 2 + random.nextInt(2); actor++) {
        var program = new ArrayList<Instruction>();
        for (var i = 0; i < 1 + random.nextInt(actor > 1 ? 2 : 3); i++) {
          program.add(new Instruction(random.nextBoolean(), random.nextInt(3), random.nextInt(3) == 0));
        }
        programs.add(program);
      }
      var brute = explore(programs, false);
      var reduced = explore(programs, true);
      assertEquals(brute.ends(), reduced.ends(), programs.toString());
      assertTrue(reduced.orders() <= brute.orders());
      all += brute.orders();
      few += reduced.orders();
      lost += reduced.left();
    }
    assertTrue(few * 4 < all, few + " of " + all);
    assertTrue(lost * 2 < few, lost + " were left in the middle, and " + few + " were not");
  }

  private static List<Instruction> writes(int register, int times) {
    return Collections.nCopies(times, new Instruction(true, register, false));
  }

  @Test
  void independentStepsNeedOneOrder() {
    var programs = List.of(writes(0, 3), writes(1, 3), writes(2, 3));
    assertEquals(1680, explore(programs, false).orders());
    assertEquals(new Result(explore(programs, false).ends(), 1, 0), explore(programs, true));
  }

  @Test
  void dependentStepsNeedAllOrders() {
    var programs = List.of(writes(0, 4), writes(0, 4));
    assertEquals(70, explore(programs, false).orders());
    assertEquals(70, explore(programs, true).orders());
  }

  @Test
  void theOrdersAreCounted() {
    assertEquals(70, Counting.orders(List.of(0, 0, 0, 0, 1, 1, 1, 1)).intValue());
    assertEquals(1680, Counting.orders(List.of(2, 1, 0, 0, 1, 2, 0, 1, 2)).intValue());
  }

  @Test
  void whoTriesAgainAndAgainLetsOthersGoOn() {
    // Ann waits until Ben has opened the gate, asking again and again.
    var search = new Search(2, true, 100, 2);
    var orders = 0;
    while (search.hasMore()) {
      var open = false;
      var passed = false;
      var asked = 0;
      while (!passed || !open) {
        var read = new Search.Move(Footprint.reading(Set.of("gate")), "GET gate");
        var write = new Search.Move(Footprint.writing(Set.of("gate")), "SET gate");
        var chosen = search.choose(new Search.Move[] {passed ? null : read, open ? null : write});
        if (chosen == Search.NOBODY) {
          break;
        }
        if (chosen == 0) {
          passed = open;
          asked++;
        } else {
          open = true;
        }
        search.answered(Map.of("open", open, "by", chosen));
      }
      assertTrue(asked <= 3, "asked " + asked + " times");
      orders++;
      search.ended();
    }
    assertTrue(search.hadRepeats());
    assertFalse(search.wasBounded());
    assertEquals(3, orders);
  }

  @Test
  void anActorThatDoesNotComeBackToItsMoveCostsThatOrder() {
    var search = new Search(2, true, 100, 2);
    var move = new Search.Move(Footprint.OF_EVERYTHING, "SET a");
    assertEquals(0, search.choose(new Search.Move[] {move, move}));
    assertEquals(1, search.choose(new Search.Move[] {null, move}));
    search.ended();
    assertEquals(0, search.choose(new Search.Move[] {move, null}), "it was the other one's turn, who cannot move now");
    assertTrue(search.sawDifferences());
    assertFalse(search.wasBounded());
    search.ended();
    assertFalse(search.hasMore());
  }

  @Test
  void beyondTheBoundActorsTakeTurns() {
    var search = new Search(2, true, 3, 2);
    var counts = new int[2];
    for (var i = 0; i < 20; i++) {
      var n = i;
      var chosen = search.choose(new Search.Move[] {new Search.Move(Footprint.OF_EVERYTHING, "a" + n),
          new Search.Move(Footprint.OF_EVERYTHING, "b" + n)});
      counts[chosen]++;
      search.answered(n);
    }
    assertTrue(search.wasBounded());
    assertTrue(Math.abs(counts[0] - counts[1]) <= 3, counts[0] + " and " + counts[1]);
  }
}
