package task3;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.EnvironmentProblem;
import beyondcache.check.Budget;
import beyondcache.check.Crashes;
import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.check.RedisTime;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import task3.Leaderboard.Row;

@ExerciseTest
class LeaderboardTest {

  private static final long MAX_SCORE = 1_000_000_000_000_000L;

  private Leaderboard board;

  @BeforeEach
  void connect(Standalone redis) {
    board = new Leaderboard(redis.host(), redis.port());
  }

  @AfterEach
  void disconnect() {
    board.close();
  }

  @Test
  void theHighestScoreComesFirst() {
    board.rename("u-1", "Ann");
    board.rename("u-2", "Ben");
    board.rename("u-3", "Zoe, who has not played");
    board.submit("u-1", 900);
    board.submit("u-2", 10_000);
    board.submit("u-4", 0);
    assertEquals(List.of(new Row(1, "u-2", "Ben", 10_000), new Row(2, "u-1", "Ann", 900), new Row(3, "u-4", "u-4", 0)),
        board.top(10));
    assertEquals(List.of(new Row(1, "u-2", "Ben", 10_000)), board.top(1), "one row");
  }

  @Test
  void anEmptyBoardHasNoRows() {
    assertEquals(List.of(), board.top(10));
    assertEquals(List.of(), board.around("u-1", 2));
    assertEquals(OptionalLong.empty(), board.place("u-1"));
    board.rename("u-1", "Ann");
    assertEquals(List.of(), board.top(10), "a name alone does not put anybody on the board");
    assertEquals(List.of(), board.around("u-1", 2));
    assertEquals(OptionalLong.empty(), board.place("u-1"));
  }

  @Test
  @DisplayName("rows show the player's current name")
  void rowsShowTheNameThatAPlayerHasNow() {
    board.submit("u-1", 10);
    board.rename("u-1", "Ann");
    board.rename("u-1", "Queen Ann");
    assertEquals(List.of(new Row(1, "u-1", "Queen Ann", 10)), board.top(10));
    assertEquals(List.of(new Row(1, "u-1", "Queen Ann", 10)), board.around("u-1", 0));
  }

  @Test
  @DisplayName("ids and names may be any text")
  void idsAndNamesMayBeAnyText() {
    var texts = List.of("a:b", ":", "000000000000001", "1e3", "東京", "🚀 \"quoted\"", "tab\tand\nline", "a,b;c|d{e}", "%s\\", " ",
        "Ann", "ann", "ann ", "Aa", "BB",
        "x".repeat(63) + "y");
    for (int i = 0; i < texts.size(); i++) {
      board.submit(texts.get(i), 1000 - i);
      board.rename(texts.get(i), texts.get(texts.size() - 1 - i));
    }
    var expected = new ArrayList<Row>();
    for (int i = 0; i < texts.size(); i++) {
      expected.add(new Row(i + 1, texts.get(i), texts.get(texts.size() - 1 - i), 1000 - i));
    }
    assertEquals(expected, board.top(20));
    assertEquals(expected.subList(4, 7), board.around(texts.get(5), 1));
    board.submit(texts.get(5), 5000);
    assertEquals(OptionalLong.of(1), board.place(texts.get(5)));
    assertEquals(texts.size(), board.top(20).size(), "each player is on the board once");
  }

  @Test
  @Misconception("M54")
  void placesAreCountedFromOneAndFromTheHighestScore() {
    IntStream.rangeClosed(1, 9).forEach(i -> board.submit("player " + i, 100 * i));
    assertEquals(OptionalLong.of(1), board.place("player 9"), "the place of the highest of nine scores");
    assertEquals(OptionalLong.of(3), board.place("player 7"), "the place of the third highest of nine scores");
    assertEquals(OptionalLong.of(9), board.place("player 1"), "the place of the lowest of nine scores");
    assertEquals(List.of(1L, 2L, 3L), board.top(3).stream().map(Row::place).toList(), "places in the top three");
    assertEquals(List.of(2L, 3L, 4L), board.around("player 7", 1).stream().map(Row::place).toList(), "places around the third");
  }

  @Test
  @Misconception("M55")
  void aLowerScoreChangesNothing() {
    assertTrue(board.submit("ann", 500), "the first score is the best so far");
    assertFalse(board.submit("ann", 300), "300 after 500");
    assertFalse(board.submit("ann", 500), "500 after 500");
    assertEquals(List.of(500L), scores(), "the scores on the board");
    assertTrue(board.submit("ann", 501), "501 after 500");
    assertEquals(List.of(501L), scores(), "the scores on the board");
  }

  @Test
  @Misconception("M55")
  void whenTwoServersSubmitForOnePlayerTheBestStays(Standalone redis) {
    var orders = Interleavings.on(redis);
    try (var one = boardOf("phone", orders); var other = boardOf("laptop", orders)) {
      orders.from(jedis -> board.submit("ann", 200))
          .actor("phone", jedis -> one.submit("ann", 500))
          .actor("laptop", jedis -> other.submit("ann", 300))
          .check("Ann is on the board once, with 500, and the submission of 500 returned true", (jedis, end) -> {
            assertEquals(List.of(500L), scores(), "the scores on the board");
            return end.result("phone").equals(true);
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M55")
  @DisplayName("when two servers submit the same score for one player, one of them is told that it is the best so far")
  void ofTwoEqualSubmissionsOneIsTheBest(Standalone redis) {
    var orders = Interleavings.on(redis);
    try (var one = boardOf("phone", orders); var other = boardOf("laptop", orders)) {
      orders.from(jedis -> board.submit("ann", 200))
          .actor("phone", jedis -> one.submit("ann", 500))
          .actor("laptop", jedis -> other.submit("ann", 500))
          .check("one of two submissions of 500 returned true", (jedis, end) -> end.count(true) == 1)
          .assertHolds();
    }
  }

  @Test
  @DisplayName("a server that dies while it submits leaves a board on which the player can still improve")
  void aServerThatDiesLeavesNothingHalfDone(Standalone redis) {
    for (long first : new long[] {-1, 100}) {
      var crashes = Crashes.afterEveryCommand(redis);
      crashes.from(jedis -> {
        if (first >= 0) {
          board.submit("ann", first);
        }
      })
          .doing("one server", jedis -> {
            try (var dying = new Leaderboard("127.0.0.1", crashes.port("one server"))) {
              dying.submit("ann", 500);
            }
          })
          .recover("another server", jedis -> board.submit("ann", 600))
          .check("Ann is on the board once, with 600", jedis -> {
            assertEquals(List.of(new Row(1, "ann", "ann", 600)), board.top(10), "the board after a server died while it submitted 500 "
                + "for Ann, and another one submitted 600");
            assertEquals(OptionalLong.of(1), board.place("ann"), "her place");
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M53")
  @DisplayName("of equal players, the first to reach the score comes first")
  void ofEqualsTheOneWhoWasThereFirstComesFirst() {
    for (var player : List.of("mia", "zoe", "ann", "kim")) {
      board.submit(player, 500);
    }
    assertPlayers(List.of("mia", "zoe", "ann", "kim"), "all reached 500, in this order");
    board.submit("mia", 500);
    assertPlayers(List.of("mia", "zoe", "ann", "kim"), "Mia has submitted 500 once more");
    board.rename("mia", "Mia");
    assertPlayers(List.of("mia", "zoe", "ann", "kim"), "Mia has got a name");
    board.submit("bea", 600);
    board.submit("ann", 600);
    board.submit("mia", 600);
    assertPlayers(List.of("bea", "ann", "mia", "zoe", "kim"), "Bea, Ann and Mia have reached 600, in this order");
  }

  /** Forty submissions in less than 40 ms: at least two of them share a millisecond. */
  @Test
  @Misconception("M53")
  @DisplayName("of two players in the same millisecond, the first still comes first")
  void ofTwoInOneMillisecondTheFirstStillComesFirst() {
    var players = players(40);
    for (int round = 1; round <= 50; round++) {
      Collections.shuffle(players, new Random(round));
      long began = System.nanoTime();
      for (var player : players) {
        board.submit(player, round);
      }
      boolean quick = System.nanoTime() - began < 38_000_000;
      assertEquals(players, board.top(40).stream().map(Row::player).toList(),
          "40 players who reached the same score, one right after the other");
      if (quick) {
        return;
      }
    }
    throw new EnvironmentProblem("This machine was too busy for 40 submissions in 40 ms, so this test could not tell whether players in "
        + "the same millisecond are kept in order. Close other programs, or wait until they have finished, and check again.");
  }

  @Test
  @Misconception("M53")
  @DisplayName("what counts is whose submission reached Redis first")
  void whatCountsIsWhoseSubmissionReachedRedisFirst(Standalone redis) throws Exception {
    try (var link = redis.link();
        var wire = Wire.inFrontOf(link.host(), link.port());
        var far = new Leaderboard(wire.host(), wire.port("far server"))) {
      far.submit("somebody", 1000); // connects
      wire.clear();
      link.silence();
      var late = CompletableFuture.supplyAsync(() -> far.submit("late", 500));
      await().until(() -> !wire.tape().entries().isEmpty());
      board.submit("early", 500);
      link.heal();
      late.get();
      assertPlayers(List.of("somebody", "early", "late"), "\"late\" has played the game to its end before \"early\", but the submission "
          + "reached Redis afterwards");
    }
  }

  @Test
  @Misconception("M12")
  @DisplayName("large scores are exact")
  void greatScoresAreKeptToThePoint() {
    var players = players(20);
    Collections.shuffle(players, new Random(1));
    players.forEach(player -> board.submit(player, 500));
    var withSmallScores = board.top(20).stream().map(Row::player).toList();
    players.forEach(player -> board.submit(player, MAX_SCORE));
    assertPlayers(withSmallScores, "20 players have reached 500, and then " + MAX_SCORE + ", each time one after the other. (A score "
        + "is a double: above 2^53, about 9.0e15, not every integer has one of its own, and beside " + MAX_SCORE
        + " there is no room in it for anything else)");
    assertEquals(Collections.nCopies(20, MAX_SCORE), scores(), "scores");
  }

  @Test
  @Misconception("M12")
  @DisplayName("one point makes a difference between the largest scores")
  void onePointMakesADifferenceHoweverGreatTheScores() {
    var players = IntStream.range(0, 10).mapToObj(i -> "player " + i).toList();
    for (int i = 9; i >= 0; i--) {
      board.submit(players.get(i), MAX_SCORE - i);
    }
    assertPlayers(players, "ten players, each one point better than the one before");
    assertEquals(IntStream.range(0, 10).mapToObj(i -> MAX_SCORE - i).toList(), scores(), "their scores");
    assertTrue(board.submit("player 9", MAX_SCORE - 5), "a better score");
    assertTrue(board.submit("player 9", MAX_SCORE - 4), "one point more");
  }

  @Test
  void theBoardAgreesWithItself() {
    for (int i = 0; i < 30; i++) {
      board.submit("player " + (i * 7) % 30, 100 + i % 4);
    }
    for (var row : board.top(30)) {
      assertEquals(OptionalLong.of(row.place()), board.place(row.player()), "the place of " + row);
      assertTrue(board.around(row.player(), 1).contains(row), "the rows around " + row + " contain it");
    }
    assertEquals(board.top(30), board.around("player 8", 30));
    assertEquals(board.top(30).subList(0, 7), board.top(7));
  }

  @Test
  void theBoardAroundAPlayerEndsWhereTheBoardEnds() {
    IntStream.rangeClosed(1, 9).forEach(i -> board.submit("player " + i, 1000 - i));
    assertEquals(List.of(1L, 2L, 3L, 4L), places("player 2", 2), "the places around player 2 of 9, with 2 on each side");
    assertEquals(List.of(1L, 2L, 3L), places("player 1", 2), "the places around player 1 of 9, with 2 on each side");
    assertEquals(List.of(3L, 4L, 5L, 6L, 7L), places("player 5", 2), "the places around player 5 of 9, with 2 on each side");
    assertEquals(List.of(7L, 8L, 9L), places("player 9", 2), "the places around player 9 of 9, with 2 on each side");
    assertEquals(List.of(5L), places("player 5", 0), "the places around player 5 of 9, with 0 on each side");
    assertEquals(9, places("player 5", 100).size(), "the whole board");
    assertEquals(9, places("player 5", Integer.MAX_VALUE).size(), "the whole board, however many rows are asked for");
    assertEquals(9, board.top(Integer.MAX_VALUE).size(), "the whole board, however many rows are asked for");
    assertEquals(List.of(), board.around("nobody", 2));
  }

  @Test
  @DisplayName("around shows the player even when others submit at the same time")
  void thePlayerStandsInTheMiddleWhateverOthersSubmitMeanwhile(Standalone redis) {
    var orders = Interleavings.on(redis);
    try (var one = boardOf("phone", orders); var other = boardOf("laptop", orders)) {
      orders.from(jedis -> IntStream.rangeClosed(1, 5).forEach(i -> board.submit("player " + i, 100 * i)))
          .actor("phone", jedis -> one.around("player 3", 0).stream().map(Row::player).toList())
          .actor("laptop", jedis -> other.submit("player 1", 1000))
          .check("no row around player 3 but that of player 3", (jedis, end) -> {
            assertEquals(List.of("player 3"), end.result("phone"), "whom around shows, while another player passes");
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  @DisplayName("a player has a place and a row around it even while the player improves")
  void whoImprovesStaysOnTheBoard(Standalone redis) {
    var orders = Interleavings.on(redis);
    try (var one = boardOf("phone", orders); var other = boardOf("laptop", orders)) {
      orders.from(jedis -> IntStream.rangeClosed(1, 5).forEach(i -> board.submit("player " + i, 100 * i)))
          .actor("phone", jedis -> one.place("player 3"))
          .actor("laptop", jedis -> other.submit("player 3", 1000))
          .check("player 3 has the place from before the submission, or from after it", (jedis, end) -> {
            var place = (OptionalLong) end.result("phone");
            assertTrue(place.equals(OptionalLong.of(3)) || place.equals(OptionalLong.of(1)),
                "place returned " + place + " for a player who moved from place 3 to place 1 meanwhile");
            return true;
          })
          .assertHolds();
    }
    orders = Interleavings.on(redis);
    try (var one = boardOf("phone", orders); var other = boardOf("laptop", orders)) {
      orders.from(jedis -> IntStream.rangeClosed(1, 5).forEach(i -> board.submit("player " + i, 100 * i)))
          .actor("phone", jedis -> one.around("player 3", 0).stream().map(Row::player).toList())
          .actor("laptop", jedis -> other.submit("player 3", 1000))
          .check("around shows player 3", (jedis, end) -> {
            assertEquals(List.of("player 3"), end.result("phone"), "the players that around shows for player 3 and no neighbours, while "
                + "that player moves from place 3 to place 1");
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M56")
  @DisplayName("a part of the board costs as much as that part")
  void aPartOfTheBoardCostsAsMuchAsThatPart(Wire wire) throws Exception {
    fill(1200);
    try (var watched = new Leaderboard(wire.host(), wire.port("board"))) {
      watched.around("player-0100", 1); // connects
      watched.top(1);
      watched.place("player-0100");
      Budget.of(wire, () -> assertEquals(5, watched.around("player-0150", 2).size())).replyBytes(5 * 1000);
      Budget.of(wire, () -> assertEquals(5, watched.top(5).size())).replyBytes(5 * 1000);
      Budget.of(wire, () -> assertEquals(OptionalLong.of(1200), watched.place("player-1199"), "the place of the last of 1200"))
          .replyBytes(1000);
    }
  }

  @Test
  @Misconception("M56")
  @DisplayName("a part of the board costs as much as that part, even if all players have the same score")
  void equalsCostNoMoreThanOthers(Wire wire) throws Exception {
    for (var player : players(1200)) {
      board.submit(player, 500);
    }
    try (var watched = new Leaderboard(wire.host(), wire.port("board"))) {
      watched.around("player-0100", 1); // connects
      watched.top(1);
      watched.place("player-0100");
      Budget.of(wire, () -> assertEquals(5, watched.around("player-0150", 2).size())).replyBytes(5 * 1000);
      Budget.of(wire, () -> assertEquals(5, watched.top(5).size())).replyBytes(5 * 1000);
      Budget.of(wire, () -> assertEquals(OptionalLong.of(1200), watched.place("player-1199"), "the place of the last of 1200"))
          .replyBytes(1000);
    }
  }

  @Test
  @Misconception("M57")
  @DisplayName("names do not cost a round trip per row")
  void namesDoNotCostARoundTripForEachRow(Wire wire) throws Exception {
    fill(60);
    try (var watched = new Leaderboard(wire.host(), wire.port("board"))) {
      watched.around("player-0030", 1); // connects
      watched.top(1);
      Budget.of(wire, () -> assertEquals(50, watched.top(50).size(), "rows of top(50), of a board of 60")).roundTrips(25);
      Budget.of(wire, () -> assertEquals(51, watched.around("player-0030", 25).size(), "rows around a player, 25 on each side"))
          .roundTrips(25);
    }
  }

  @Test
  @DisplayName("top, around and place take two round trips at most")
  void twoRoundTripsAtMost(Wire wire) throws Exception {
    fill(60);
    try (var watched = new Leaderboard(wire.host(), wire.port("board"))) {
      watched.around("player-0030", 1); // connects
      watched.top(1);
      watched.place("player-0030");
      Budget.of(wire, () -> assertEquals(50, watched.top(50).size(), "rows of top(50), of a board of 60")).roundTrips(2);
      Budget.of(wire, () -> assertEquals(51, watched.around("player-0030", 25).size(), "rows around a player, 25 on each side"))
          .roundTrips(2);
      Budget.of(wire, () -> assertEquals(OptionalLong.of(60), watched.place("player-0059"), "the place of the last of 60"))
          .roundTrips(2);
    }
  }

  @Test
  void allServersShowTheSameBoard(Standalone redis) {
    try (var other = new Leaderboard(redis.host(), redis.port())) {
      board.rename("u-1", "Ann");
      board.submit("u-1", 500);
      other.rename("u-2", "Ben");
      other.submit("u-2", 500);
      other.submit("u-1", 400);
      assertEquals(List.of(new Row(1, "u-1", "Ann", 500), new Row(2, "u-2", "Ben", 500)), board.top(10));
      assertEquals(board.top(10), other.top(10));
      assertEquals(OptionalLong.of(2), board.place("u-2"));
      other.rename("u-1", "Queen Ann");
      RedisTime.passes(redis.jedis(), Duration.ofDays(400));
      assertEquals(List.of(new Row(1, "u-1", "Queen Ann", 500), new Row(2, "u-2", "Ben", 500)), board.top(10),
          "the board 400 days later, after another server has renamed u-1");
      board.submit("u-3", 500);
      assertPlayers(List.of("u-1", "u-2", "u-3"), "the third player reached 500 too, 400 days after the others");
    }
  }

  private static Leaderboard boardOf(String actor, Interleavings orders) {
    return new Leaderboard("127.0.0.1", orders.port(actor));
  }

  private void assertPlayers(List<String> expected, String what) {
    assertEquals(expected, board.top(100).stream().map(Row::player).toList(), what);
  }

  private List<Long> scores() {
    return board.top(100).stream().map(Row::score).toList();
  }

  private List<Long> places(String player, int each) {
    return board.around(player, each).stream().map(Row::place).toList();
  }

  /** A board of so many players, all with names; the first one leads. */
  private void fill(int number) {
    var players = players(number);
    for (int i = 0; i < number; i++) {
      board.rename(players.get(i), "The " + players.get(i));
      board.submit(players.get(i), 1_000_000 - i);
    }
  }

  private static List<String> players(int number) {
    var players = new ArrayList<String>();
    for (int i = 0; i < number; i++) {
      players.add(String.format("player-%04d", i));
    }
    return players;
  }
}
