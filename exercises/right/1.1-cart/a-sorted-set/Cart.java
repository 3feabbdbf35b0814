package task1;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import redis.clients.jedis.RedisClient;

/** A sorted set for each cart: the quantity is the score. Prices come in one pipeline. */
public final class Cart implements AutoCloseable {

  private final RedisClient redis;
  private final Duration idle;

  public Cart(String host, int port, Duration idle) {
    redis = RedisClient.create(host, port);
    this.idle = idle;
  }

  public long add(String customer, String product, int quantity) {
    try (var tx = redis.multi()) {
      var now = tx.zincrby(key(customer), quantity, product);
      tx.expire(key(customer), idle.toSeconds());
      tx.exec();
      return now.get().longValue();
    }
  }

  public void remove(String customer, String product) {
    try (var tx = redis.multi()) {
      tx.zrem(key(customer), product);
      tx.expire(key(customer), idle.toSeconds());
      tx.exec();
    }
  }

  public long quantity(String customer, String product) {
    var score = redis.zscore(key(customer), product);
    return score == null ? 0 : score.longValue();
  }

  public Map<String, Long> contents(String customer) {
    return redis.zrangeWithScores(key(customer), 0, -1).stream()
        .collect(Collectors.toMap(entry -> entry.getElement(), entry -> (long) entry.getScore()));
  }

  public long total(String customer) {
    var prices = new HashMap<String, redis.clients.jedis.Response<String>>();
    var contents = contents(customer);
    try (var pipeline = redis.pipelined()) {
      contents.keySet().forEach(product -> prices.put(product, pipeline.hget("prices", product)));
    }
    return contents.entrySet().stream().mapToLong(e -> e.getValue() * Long.parseLong(prices.get(e.getKey()).get())).sum();
  }

  private static String key(String customer) {
    return "cart:" + customer;
  }

  @Override
  public void close() {
    redis.close();
  }
}
