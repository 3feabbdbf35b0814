package beyondcache.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The instrument is measured with races whose verdict is known. */
class KnownRacesTest {

  private static final int RUNS = 20;

  private static Standalone redis;

  @BeforeAll
  static void start() {
    redis = Sandbox.standalone();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @ParameterizedTest
  @EnumSource
  void isFoundEachTimeInTheSameOrder(KnownRace race) {
    var schedules = new HashSet<List<String>>();
    for (var i = 0; i < RUNS; i++) {
      var finding = racy(race).check(race.claim, race::holds);
      assertTrue(finding.violated(), finding.text());
      schedules.add(finding.order().stream().map(Object::toString).toList());
    }
    assertEquals(1, schedules.size(), "different orders: " + schedules);
  }

  @ParameterizedTest
  @EnumSource
  void theAtomicVersionIsClean(KnownRace race) {
    var counts = new HashSet<Long>();
    for (var i = 0; i < RUNS; i++) {
      var finding = atomic(race).check(race.claim, race::holds).assertHolds();
      assertTrue(finding.exhaustive() || race == KnownRace.MULTI_WITHOUT_WATCH, finding.text());
      counts.add(finding.tried());
    }
    assertEquals(1, counts.size(), "different numbers of orders: " + counts);
  }

  @ParameterizedTest
  @EnumSource(names = {"DOUBLE_SPEND", "STALE_VALUE_PUT_BACK", "GET_COMPARE_DEL", "CHECK_THEN_ACT"})
  void withAndWithoutReductionTheVerdictIsTheSame(KnownRace race) {
    assertTrue(racy(race).withoutReduction().check(race.claim, race::holds).violated());
    var all = atomic(race).withoutReduction().check(race.claim, race::holds).assertHolds();
    var reduced = atomic(race).check(race.claim, race::holds).assertHolds();
    assertTrue(reduced.tried() <= all.tried(), reduced.tried() + " of " + all.tried());
  }

  private static Interleavings racy(KnownRace race) {
    return race.with(Interleavings.on(redis).from(race::setUp)
        .doing("Ann", jedis -> race.racy(jedis, "Ann")).doing("Ben", jedis -> race.racy(jedis, "Ben")));
  }

  private static Interleavings atomic(KnownRace race) {
    return race.with(Interleavings.on(redis).from(race::setUp)
        .doing("Ann", jedis -> race.atomic(jedis, "Ann")).doing("Ben", jedis -> race.atomic(jedis, "Ben")));
  }
}
