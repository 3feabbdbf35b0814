package task1;

import java.util.List;
import java.util.Optional;
import redis.clients.jedis.RedisClient;

/** Writes in a transaction what it decided before the transaction began. */
public final class Seats implements AutoCloseable {

  public static final int LIMIT = 6;

  private final RedisClient redis;

  public Seats(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public boolean reserve(String show, String buyer, List<String> seats) {
    if (held(show, buyer) + seats.size() > LIMIT || seats.stream().anyMatch(seat -> holder(show, seat).isPresent())) {
      return false;
    }
    try (var transaction = redis.multi()) {
      seats.forEach(seat -> transaction.hset(holders(show), seat, buyer));
      transaction.hincrBy(counts(show), buyer, seats.size());
      transaction.exec();
    }
    return true;
  }

  public boolean release(String show, String buyer, List<String> seats) {
    if (held(show, buyer) < seats.size() || !seats.stream().allMatch(seat -> isHeldBy(buyer, show, seat))) {
      return false;
    }
    try (var transaction = redis.multi()) {
      seats.forEach(seat -> transaction.hdel(holders(show), seat));
      transaction.hincrBy(counts(show), buyer, -seats.size());
      transaction.exec();
    }
    return true;
  }

  public Optional<String> holder(String show, String seat) {
    return Optional.ofNullable(redis.hget(holders(show), seat));
  }

  public long held(String show, String buyer) {
    var count = redis.hget(counts(show), buyer);
    return count == null ? 0 : Long.parseLong(count);
  }

  private boolean isHeldBy(String buyer, String show, String seat) {
    return holder(show, seat).filter(buyer::equals).isPresent();
  }

  private static String holders(String show) {
    return "seats:" + show;
  }

  private static String counts(String show) {
    return "counts:" + show;
  }

  @Override
  public void close() {
    redis.close();
  }
}
