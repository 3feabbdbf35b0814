package beyondcache.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.sandbox.Node.State;
import beyondcache.sandbox.Sandbox;
import beyondcache.show.Topologies.Box;
import beyondcache.show.Topologies.Owned;
import beyondcache.show.Topologies.Plan;
import beyondcache.show.Topologies.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopologyPictureTest {

  private static Box box(String name, State state) {
    return new Box(name, "primary", "", state, true);
  }

  @Test
  void slotsThatNobodyOwnsAreGaps() {
    assertEquals(List.of(new Owned(0, 9, ""), new Owned(10, 20, "b"), new Owned(21, 29, ""), new Owned(30, 40, "a"),
        new Owned(41, 16_383, "")), Topologies.withGaps(List.of(new Owned(30, 40, "a"), new Owned(10, 20, "b"))));
    assertEquals(List.of(new Owned(0, 16_383, "")), Topologies.withGaps(List.of()));
  }

  @Test
  void coloursFollowTheSlots() {
    assertEquals(Map.of("b", 0, "a", 1),
        Topologies.colours(List.of(new Owned(0, 9, ""), new Owned(10, 20, "b"), new Owned(30, 40, "a"), new Owned(50, 60, "b"))));
  }

  @Test
  void anyPlanIsDrawnTheSameEachTime() {
    var many = new ArrayList<Shard>();
    var slots = new ArrayList<Owned>();
    for (var i = 0; i < 14; i++) {
      many.add(new Shard(box("a long name of node " + i, i % 3 == 0 ? State.DOWN : State.UP),
          IntStream.range(0, i % 4).mapToObj(r -> box("replica " + r, State.PAUSED)).toList(), List.of()));
      slots.add(new Owned(i * 1000, i * 1000 + 499, "a long name of node " + i));
    }
    var picture = new TopologyPicture(new Plan("<script>", List.of(box("s", State.DOWN)), many, Topologies.withGaps(slots)), "t");
    assertTrue(Png.of(picture).isCrisp() && Png.of(picture).hasWhiteCorners());
    assertEquals(picture.forms(), picture.forms());
    assertTrue(Png.of(new TopologyPicture(new Plan("", List.of(), List.of(), List.of()), "")).hasWhiteCorners());
  }

  @Test
  void keysAreMarkedAtTheirSlots() {
    var owned = Topologies.withGaps(List.of(new Owned(0, 8191, "one"), new Owned(8192, 16_000, "two")));
    var slots = new Slots(owned, "slots").title("Keys").keys("user:1", "{user:1}:cart");
    assertEquals("""
        Keys
        slots
        key              slot  node
        ─────────────  ──────  ────
        user:1         10,778  two
        {user:1}:cart  10,778  two""", slots.text());
    assertTrue(Png.of(slots).isCrisp());
    var many = new Slots(owned, "slots").keys(IntStream.range(0, 1000).mapToObj(i -> "key:" + i).toList());
    assertTrue(Png.of(many).height() < 160);
    assertTrue(many.text().contains("one      5") || many.text().contains("one      4"), many.text());
  }

  @Test
  void realServersAreDrawn() {
    try (var redis = Sandbox.replicated()) {
      var plan = Topologies.plan(redis.topology());
      assertEquals(1, plan.shards().size());
      assertEquals(2, plan.shards().get(0).replicas().size());
      assertEquals(3, plan.sentinels().size());
      assertTrue(Png.of(Pictures.of(redis)).isCrisp());
      assertEquals(redis.topology().toString(), Pictures.of(redis).text());
    }
  }
}
