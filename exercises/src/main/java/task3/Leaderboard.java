package task3;

import java.util.List;
import java.util.OptionalLong;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 3.1: the leaderboard of a game, for one season, shared by all servers of the game.
 *
 * <p>A player stands on the board with the best of all scores that were submitted. The highest score comes first. Of players
 * with the same score, the one who reached it first comes first, and "first" is the order in which the submissions reached
 * Redis: the clocks of the servers differ, and two submissions in one millisecond still came one after the other. So each place
 * has one player. A season has fewer than 10<sup>12</sup> submissions, and nothing of its board expires.
 *
 * <p>A player is known by an id, any text of 1 to 64 characters, which the game does not show. It shows the player's display name,
 * any text of 1 to 100 characters. How all this is laid out in Redis is up to you.
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

  /** Gives a player a display name, in place of an earlier one. A name alone does not put anybody on the board. */
  public void rename(String player, String name) {
    throw new UnsupportedOperationException("Leaderboard.rename is yours to write.");
  }

  /**
   * A player has finished a game. A score that is not better than the player's best changes nothing: neither the score nor the
   * moment at which it was reached. Several servers may submit for the same player at once, and the best score stays.
   *
   * @param score a whole number from 0 to 1 000 000 000 000 000 (10<sup>15</sup>; this is an idle game, one gets there)
   * @return whether this is the player's best score so far, or the first one
   */
  public boolean submit(String player, long score) {
    throw new UnsupportedOperationException("Leaderboard.submit is yours to write.");
  }

  /**
   * The player's place, 1 for the best; empty if the player has not submitted a score. Costs as much as a row: at most two round
   * trips, and 400 bytes.
   */
  public OptionalLong place(String player) {
    throw new UnsupportedOperationException("Leaderboard.place is yours to write.");
  }

  /**
   * The best players, the first one first; fewer if there are not so many. The client waits for Redis at most twice, however
   * many rows there are, and Redis sends what is in these rows: 400 bytes for a row are plenty.
   *
   * @param rows how many, at least 1
   */
  public List<Row> top(int rows) {
    throw new UnsupportedOperationException("Leaderboard.top is yours to write.");
  }

  /**
   * The part of the board where a player stands, in the order of the board: the players right before, the player, and the
   * players right behind, whatever others submit meanwhile. Bounds as for {@link #top}: at most two round trips, and
   * 400 bytes for a row.
   *
   * @param each how many rows there are before the player, and how many behind, 0 or more; fewer at the ends of the board
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
