package task3;

import java.util.List;
import java.util.OptionalLong;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 3.1: the leaderboard of a game, for one season, shared by all application servers of the game.
 *
 * <p>A player appears on the board once, with the best of all scores that were submitted. The highest score comes first. Of players
 * with the same score, the one who reached it first comes first, and "first" is the order in which the submissions reached
 * Redis. So each place has one player. A season has fewer than 10<sup>12</sup> submissions.
 *
 * <p>A player is known by an id, any text of 1 to 64 characters, which the game does not show. It shows the player's display name,
 * any text of 1 to 100 characters. How all this is stored in Redis is up to you. Your class must survive:
 * <ul>
 *   <li>application servers whose clocks differ, and two submissions in the same millisecond
 *   <li>a thousand players with the same score: a row costs no more then
 *   <li>another server that submits for the same player, or for another one, between any two of your commands: the player who is
 *       asked for has a place, and rows around it, all the time
 *   <li>an application server that dies at any moment while it submits: the submission takes effect as a whole or not at all
 *   <li>a season of more than a year, with long pauses: nothing of the board expires, and the order of equals stays
 * </ul>
 */
public final class Leaderboard implements AutoCloseable {

  /**
   * A line of the board.
   *
   * @param place 1 for the best player, and so on
   * @param player the player's id
   * @param name the player's display name; the id if none was ever given
   * @param score the best that the player has submitted
   */
  public record Row(long place, String player, String name, long score) {}

  private final RedisClient redis;

  /** Connects to the Redis server at {@code host} and {@code port}. */
  public Leaderboard(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  /** Gives a player a display name, in place of an earlier one. A name alone does not put a player on the board. */
  public void rename(String player, String name) {
    throw new UnsupportedOperationException("Leaderboard.rename is yours to write.");
  }

  /**
   * A player has finished a game. A score that is not better than the player's best changes nothing: neither the score nor the
   * moment at which it was reached. Several servers may submit for the same player at once, and the best score stays.
   *
   * @param score a whole number from 0 to 1 000 000 000 000 000 (10<sup>15</sup>; this is an idle game, one gets there)
   * @return whether this is the player's first score, or better than all before it; of two servers that submit the same best score at
   *     once, one is told true
   */
  public boolean submit(String player, long score) {
    throw new UnsupportedOperationException("Leaderboard.submit is yours to write.");
  }

  /**
   * The player's place, 1 for the best; empty if the player has not submitted a score. At most two round trips, and replies of
   * 1,000 bytes at most.
   */
  public OptionalLong place(String player) {
    throw new UnsupportedOperationException("Leaderboard.place is yours to write.");
  }

  /**
   * The best players, the first one first; fewer rows if there are fewer players. At most two round trips, however many rows there
   * are, and replies of at most 1,000 bytes for each row that is returned.
   *
   * @param rows how many, at least 1
   */
  public List<Row> top(int rows) {
    throw new UnsupportedOperationException("Leaderboard.top is yours to write.");
  }

  /**
   * The part of the board around a player, in the order of the board: the players right before, the player, and the players right
   * behind, whatever is submitted meanwhile. The limits are those of {@link #top}: at most two round trips, and 1,000 bytes for
   * each row.
   *
   * @param each how many rows to return before the player, and how many behind, 0 or more; there are fewer at the ends of the board
   * @return no rows if the player has not submitted a score
   */
  public List<Row> around(String player, int each) {
    throw new UnsupportedOperationException("Leaderboard.around is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
