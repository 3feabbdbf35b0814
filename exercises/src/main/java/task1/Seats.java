package task1;

import java.util.List;
import java.util.Optional;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 1.5: seats in a theatre. A family takes four seats or none; and a buyer has at most {@value #LIMIT} seats of one
 * show, so that nobody buys the house.
 *
 * <p>Any number of servers run this code against one Redis at the same time. Whatever they do, and whatever goes wrong half
 * way, a seat has one holder at the most, and a reservation is whole or has not happened; so is a return, and whoever looks
 * meanwhile sees all of it or nothing. Servers that are after different seats do not get into each other's way. How the seats
 * are laid out in Redis is up to you.
 */
public final class Seats implements AutoCloseable {

  /** How many seats of one show a buyer may hold. */
  public static final int LIMIT = 6;

  private final RedisClient redis;

  /** Connects to the Redis server at {@code host} and {@code port}. */
  public Seats(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  /**
   * Reserves seats, all of them or none.
   *
   * @param seats the seats' names, such as "C7"; at least one, no name twice
   * @return true if all seats are the buyer's now; false if one of them has a holder already, the buyer included, or if the
   *     buyer would hold more than {@value #LIMIT} seats of this show; then nothing has changed
   * @throws RuntimeException if Redis refuses; then nothing has changed either. (When the connection breaks, nobody can know.)
   */
  public boolean reserve(String show, String buyer, List<String> seats) {
    throw new UnsupportedOperationException("Seats.reserve is yours to write.");
  }

  /**
   * Gives back seats, all of them or none.
   *
   * @return true if all seats were the buyer's and are free now; false if one of them was not; then nothing has changed
   * @throws RuntimeException if Redis refuses; then nothing has changed either. (When the connection breaks, nobody can know.)
   */
  public boolean release(String show, String buyer, List<String> seats) {
    throw new UnsupportedOperationException("Seats.release is yours to write.");
  }

  /** Who holds a seat, if anybody does. */
  public Optional<String> holder(String show, String seat) {
    throw new UnsupportedOperationException("Seats.holder is yours to write.");
  }

  /** How many seats of a show a buyer holds. */
  public long held(String show, String buyer) {
    throw new UnsupportedOperationException("Seats.held is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
