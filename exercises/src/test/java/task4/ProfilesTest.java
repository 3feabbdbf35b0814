package task4;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Link;
import beyondcache.sandbox.Node;
import beyondcache.sandbox.Replicated;
import beyondcache.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@ExerciseTest
class ProfilesTest {

  private final Replicated set;
  private final Node primary;
  private final List<Node> replicas;
  private final Profiles profiles;
  private final List<Link> links = new ArrayList<>();

  ProfilesTest(Replicated set) {
    this.set = set;
    primary = set.primary();
    replicas = set.replicas();
    profiles = open();
  }

  @AfterEach
  void disconnect() {
    profiles.close();
    links.forEach(Link::close);
  }

  private Profiles open() {
    return new Profiles(at(primary), replicas.stream().map(ProfilesTest::at).toList());
  }

  private static String at(Node node) {
    return node.host() + ":" + node.port();
  }

  @Test
  void whatWasWrittenIsReadByAnybodyInTheEnd() {
    assertEquals(Optional.empty(), profiles.read("ann"), "before the first write");
    var bookmark = profiles.write("ann", "likes tea");
    profiles.write("ben", "likes milk");
    assertTrue(bookmark.length() <= 200, "The bookmark has " + bookmark.length() + " characters: " + bookmark);
    var longText = "likes tea ".repeat(200);
    var longs = profiles.write("cid", longText);
    assertTrue(longs.length() <= 200, "The bookmark of a long profile has " + longs.length() + " characters: " + longs);
    assertEquals(Optional.of(longText), profiles.read("cid", longs));
    set.awaitAgreed();
    assertEquals(Optional.of("likes tea"), profiles.read("ann"));
    assertEquals(Optional.of("likes milk"), profiles.read("ben"));
    try (var others = open()) {
      assertEquals(Optional.of("likes tea"), others.read("ann", bookmark), "by another instance");
    }
  }

  @Test
  @Misconception("M67")
  void whoWritesReadsItAlsoWhenTheReplicasAreBehind() {
    try (var others = open()) {
      profiles.write("ann", "likes tea");
      set.awaitAgreed();
      replicationStalls(replicas);
      var byAnother = others.write("ann", "likes cocoa");
      assertEquals(Optional.of("likes cocoa"), others.read("ann", byAnother), "Ann's profile, written by another instance, "
          + "and no replica has yet");
      var anns = profiles.write("ann", "likes coffee");
      var bens = profiles.write("ben", "likes milk");
      for (int i = 0; i < 4; i++) {
        assertEquals(Optional.of("likes coffee"), profiles.read("ann", anns), "Ann's profile, which no replica has yet");
        assertEquals(Optional.of("likes coffee"), others.read("ann", anns),
            "Ann's profile, which no replica has yet, read by another instance, which has her bookmark");
        assertEquals(Optional.of("likes milk"), profiles.read("ben", bens), "Ben's first profile, which no replica has yet");
        profiles.read("ann"); // may be old
      }
    }
  }

  @Test
  @Misconception("M67")
  void oneReplicaThatIsBehindDeceivesNobody() {
    profiles.write("ann", "likes tea");
    set.awaitAgreed();
    replicationStalls(replicas.subList(0, 1));
    for (int i = 0; i < 10; i++) {
      var bookmark = profiles.write("ann", "cup " + i);
      for (int j = 0; j < 4; j++) {
        assertEquals(Optional.of("cup " + i), profiles.read("ann", bookmark), "Ann's profile; " + replicas.get(0).name()
            + " is behind, " + replicas.get(1).name() + " is not");
      }
    }
  }

  @Test
  @Misconception("M67")
  void aReplicaThatHasMissedOneOfManyWritesIsBehind() {
    replicas.forEach(replica -> links.add(set.replicationLink(replica)));
    for (int i = 1; i <= 12; i++) {
      set.awaitAgreed();
      links.forEach(Link::silence);
      var bookmark = profiles.write("ann", "cup " + i);
      assertEquals(Optional.of("cup " + i), profiles.read("ann", bookmark), "Ann's profile after " + i + " writes; the "
          + "replicas have all but the last");
      links.forEach(Link::heal);
    }
  }

  @Test
  @Misconception("M67")
  void aReplicaThatGetsOnlyHalfOfAWriteDeceivesNobody() {
    try (var wires = new InFront(); var far = wires.open()) {
      replicas.forEach(replica -> links.add(set.replicationLink(replica)));
      far.write("ann", "cup 0"); // connects
      var happened = true;
      for (int k = 1; happened; k++) {
        var half = wires.toPrimary.interlude("you", k, () -> {
          set.awaitAgreed();
          links.forEach(Link::silence);
        });
        var bookmark = far.write("ann", "cup " + k);
        assertEquals(Optional.of("cup " + k), profiles.read("ann", bookmark), "Ann's profile; what came before command " + k
            + " of write is on the replicas, and no more. Her profile");
        happened = half.happened();
        wires.toPrimary.mend("you");
        links.forEach(Link::heal);
        set.awaitAgreed();
      }
    }
  }

  @Test
  @Misconception("M67")
  void aReplicaThatCatchesUpDuringAReadDeceivesNobody() {
    try (var wires = new InFront(); var far = wires.open()) {
      replicas.forEach(replica -> links.add(set.replicationLink(replica)));
      far.read("ann", far.write("ann", "cup 0")); // connects
      far.read("ann");
      far.read("ann");
      for (int k = 1; k <= 3; k++) {
        set.awaitAgreed();
        links.forEach(Link::silence);
        var bookmark = far.write("ann", "cup " + k);
        for (var replica : wires.toReplicas) {
          replica.interlude("you", k, () -> {
            links.forEach(Link::heal);
            set.awaitAgreed();
          });
        }
        assertEquals(Optional.of("cup " + k), far.read("ann", bookmark), "Ann's profile; the replica has caught up "
            + "before command " + k + " of read");
        wires.toReplicas.forEach(replica -> replica.mend("you"));
        links.forEach(Link::heal);
      }
    }
  }

  @Test
  void writingDoesNotWaitForReplicas() {
    replicationStalls(replicas);
    long before = System.nanoTime();
    profiles.write("ann", "likes tea");
    var millis = Duration.ofNanos(System.nanoTime() - before).toMillis();
    assertTrue(millis < 1000, "A write took " + millis + " ms with all replicas out of step; less than 1000 are allowed");
  }

  @Test
  void replicasInStepAnswerForThePrimary() throws Exception {
    try (var wires = new InFront(); var far = wires.open()) {
      var older = far.write("ann", "likes milk");
      var bookmark = far.write("ann", "likes tea");
      set.awaitAgreed();
      wires.assertReplicasAnswer("with the replicas in step", far, bookmark);
      wires.assertReplicasAnswer("with the replicas in step, and a bookmark of an earlier write", far, older);
    }
  }

  @Test
  void theReplicaThatIsInStepAnswersForThePrimary() throws Exception {
    try (var wires = new InFront(); var far = wires.open()) {
      for (var behind : replicas) {
        far.write("ann", "likes tea"); // The same text, so that a read without a bookmark may come from the one that is behind.
        set.awaitAgreed();
        replicationStalls(List.of(behind));
        var bookmark = far.write("ann", "likes tea");
        long written = offset(primary, "master_repl_offset");
        await().until(() -> replicas.stream().anyMatch(replica -> offset(replica, "slave_repl_offset") >= written));
        wires.assertReplicasAnswer("with " + behind.name() + " behind", far, bookmark);
        links.forEach(Link::close);
        links.clear();
      }
    }
  }

  private static long offset(Node node, String name) {
    return Long.parseLong(node.info("replication").get(name));
  }

  @Test
  void ofTwoWritersAtOnceBothAreAnsweredByReplicas() throws Exception {
    try (var wires = new InFront(); var far = wires.open()) {
      far.write("ann", "likes milk"); // connects
      var happened = true;
      for (int k = 1; happened; k++) {
        var other = new String[1];
        var meanwhile = wires.toPrimary.interlude("you", k, () -> other[0] = profiles.write("ann", "likes tea"));
        var bookmark = far.write("ann", "likes tea");
        happened = meanwhile.happened();
        wires.toPrimary.mend("you");
        set.awaitAgreed();
        wires.assertReplicasAnswer("after two writes at once", far, bookmark);
        if (happened) {
          wires.assertReplicasAnswer("after two writes at once, with the bookmark of the other", far, other[0]);
        }
      }
    }
  }

  @Test
  void aReplicaThatWasGoneIsUsedAgain() throws Exception {
    try (var wires = new InFront(); var far = wires.open()) {
      var bookmark = far.write("ann", "likes tea");
      set.awaitAgreed();
      wires.toReplicas.forEach(replica -> replica.crash("you").before(1));
      for (int i = 0; i < 4; i++) {
        assertEquals(Optional.of("likes tea"), far.read("ann", bookmark), "both replicas are gone");
      }
      wires.toReplicas.forEach(replica -> replica.mend("you"));
      // A client may take a moment to connect again.
      await().atMost(Duration.ofSeconds(6)).untilAsserted(
          () -> wires.assertReplicasAnswer("with the replicas back", far, bookmark));
    }
  }

  @Test
  void aReplicaIsUsedAgainAsSoonAsItHasCaughtUp() throws Exception {
    try (var wires = new InFront(); var far = wires.open()) {
      replicationStalls(replicas);
      var bookmark = far.write("ann", "likes tea");
      assertEquals(Optional.of("likes tea"), far.read("ann", bookmark), "while no replica has it");
      links.forEach(Link::close);
      set.awaitAgreed();
      wires.assertReplicasAnswer("after the replicas have caught up", far, bookmark);
    }
  }

  @Test
  void aReplicaThatIsGoneKeepsNobodyFromReading() {
    try (var wires = new InFront(); var far = wires.open()) {
      var bookmark = far.write("ann", "likes tea");
      set.awaitAgreed();
      assertEquals(Optional.of("likes tea"), far.read("ann", bookmark));
      for (var gone : replicas) {
        wires.of(gone).close();
        for (int i = 0; i < 4; i++) {
          assertEquals(Optional.of("likes tea"), far.read("ann", bookmark), gone.name() + " is gone");
          assertEquals(Optional.of("likes tea"), far.read("ann"), gone.name() + " is gone");
        }
      }
    }
  }

  /** From now on these replicas receive nothing, and take their link to the primary for sound. */
  private void replicationStalls(List<Node> behind) {
    behind.forEach(replica -> links.add(set.replicationLink(replica)));
    set.awaitAgreed();
    links.forEach(Link::silence);
  }

  /** A wire in front of each server. */
  private final class InFront implements AutoCloseable {

    private final Wire toPrimary = Wire.inFrontOf(primary);
    private final List<Wire> toReplicas = replicas.stream().map(Wire::inFrontOf).toList();

    Wire of(Node replica) {
      return toReplicas.get(replicas.indexOf(replica));
    }

    Profiles open() {
      return new Profiles(at(toPrimary), toReplicas.stream().map(this::at).toList());
    }

    private String at(Wire wire) {
      return wire.host() + ":" + wire.port("you");
    }

    void assertReplicasAnswer(String when, Profiles far, String bookmark) throws Exception {
      toReplicas.forEach(Wire::clear);
      var tape = toPrimary.record(() -> {
        for (int i = 0; i < 10; i++) {
          assertEquals(Optional.of("likes tea"), far.read("ann", bookmark), "with a bookmark, " + when);
          assertEquals(Optional.of("likes tea"), far.read("ann"), "without a bookmark, " + when);
        }
      });
      assertTrue(tape.commands().size() <= 2, () -> "Twenty reads, " + when + ", sent the primary " + tape.commands().size()
          + " commands; 2 are allowed. The replicas are there to do this. The first:\n  " + tape.commands().get(0));
      for (var replica : toReplicas) {
        assertTrue(replica.tape().commands().size() <= 100, "Twenty reads, " + when + ", sent a replica "
            + replica.tape().commands().size() + " commands; 100 are allowed");
      }
    }

    @Override
    public void close() {
      toPrimary.close();
      toReplicas.forEach(Wire::close);
    }
  }
}
