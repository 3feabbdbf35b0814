package beyondcache.check;

import beyondcache.wire.Gate;
import beyondcache.wire.Step;
import java.util.List;
import java.util.Random;

/** A random order: the same number gives the same choices. An actor usually goes on, so that orders have few switches. */
final class RandomOrder implements Gate.Schedule {

  private static final double SWITCH = 0.4;

  private final Random random;
  private int last = -1;

  RandomOrder(long number) {
    random = new Random(number * 0x9E3779B97F4A7C15L);
  }

  @Override
  public Gate.Choice choose(List<Step> next) {
    var able = next.stream().filter(step -> step != null).mapToInt(Step::index).toArray();
    var goesOn = last >= 0 && next.get(last) != null && random.nextDouble() >= SWITCH;
    last = goesOn ? last : able[random.nextInt(able.length)];
    return new Gate.Choice(last, Step.Fate.DONE);
  }
}
