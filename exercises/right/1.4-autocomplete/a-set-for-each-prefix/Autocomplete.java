package task1;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.ZRangeParams;

/**
 * For every prefix of every name, the names in the order of a member that begins with the time, written so that the latest
 * comes first. A prefix ends between two code points, never within a surrogate pair. Reading is one short range; writing costs a set for each prefix.
 */
public final class Autocomplete implements AutoCloseable {

  private final RedisClient redis;

  public Autocomplete(String host, int port) {
    redis = RedisClient.create(host, port);
  }

  public void choose(String name, long epochNanos) {
    remove(name);
    var member = String.format("%019d", Long.MAX_VALUE - epochNanos) + name;
    try (var pipeline = redis.pipelined()) {
      pipeline.hset("member", name, member);
      pipeline.zadd("names", 0, name);
      prefixes(name).forEach(prefix -> pipeline.zadd("latest:" + prefix, 0, member));
    }
  }

  public void remove(String name) {
    var member = redis.hget("member", name);
    if (member == null) {
      return;
    }
    try (var pipeline = redis.pipelined()) {
      pipeline.hdel("member", name);
      pipeline.zrem("names", name);
      prefixes(name).forEach(prefix -> pipeline.zrem("latest:" + prefix, member));
    }
  }

  private static Stream<String> prefixes(String name) {
    return IntStream.rangeClosed(0, name.codePointCount(0, name.length()))
        .mapToObj(length -> name.substring(0, name.offsetByCodePoints(0, length)));
  }

  public List<String> byName(String prefix, int most) {
    var from = ("[" + prefix).getBytes(UTF_8);
    var to = Arrays.copyOf(from, from.length + 1);
    to[from.length] = (byte) 0xff;
    var names = new ArrayList<String>();
    for (var name : redis.zrange("names".getBytes(UTF_8), ZRangeParams.zrangeByLexParams(from, to).limit(0, most))) {
      names.add(new String(name, UTF_8));
    }
    return names;
  }

  public List<String> latest(String prefix, int most) {
    return redis.zrange("latest:" + prefix, ZRangeParams.zrangeByLexParams("-", "+").limit(0, most)).stream()
        .map(member -> member.substring(19)).toList();
  }

  @Override
  public void close() {
    redis.close();
  }
}
