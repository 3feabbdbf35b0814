package probe;

import redis.clients.jedis.RedisClient;

public class Probe {

  private final RedisClient redis;

  public Probe(RedisClient redis) {
    this.redis = redis;
  }

  public long hit() {
    return redis.incr("hits");
  }
}
