package task4;

import java.util.List;
import java.util.Optional;
import org.redisson.Redisson;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** One counter for all profiles, whose number stands before the text. Redisson, with a client for each server. */
public final class Profiles implements AutoCloseable {

  private static final String WRITE = """
      local version = redis.call('INCR', KEYS[2])
      redis.call('SET', KEYS[1], version .. ' ' .. ARGV[1])
      return version
      """;

  private final RedissonClient primary;
  private final List<RedissonClient> replicas;

  public Profiles(String primary, List<String> replicas) {
    this.primary = connect(primary);
    this.replicas = replicas.stream().map(Profiles::connect).toList();
  }

  private static RedissonClient connect(String address) {
    var config = new Config().setThreads(2).setNettyThreads(2).setCodec(StringCodec.INSTANCE);
    config.useSingleServer().setAddress("redis://" + address).setConnectionPoolSize(4).setConnectionMinimumIdleSize(1)
        .setSubscriptionConnectionMinimumIdleSize(0).setConnectTimeout(500).setTimeout(500).setRetryAttempts(0);
    return Redisson.create(config);
  }

  public String write(String user, String text) {
    Long version = primary.getScript(StringCodec.INSTANCE).eval(Mode.READ_WRITE, WRITE, ReturnType.LONG,
        List.of("profile:" + user, "profiles"), text);
    return version.toString();
  }

  public Optional<String> read(String user) {
    return read(user, "0");
  }

  public Optional<String> read(String user, String bookmark) {
    for (var replica : replicas) {
      try {
        var found = get(replica, user);
        if (version(found) >= Long.parseLong(bookmark)) {
          return text(found);
        }
      } catch (RedisException gone) {
        continue;
      }
    }
    return text(get(primary, user));
  }

  private static String get(RedissonClient redisson, String user) {
    return redisson.<String>getBucket("profile:" + user).get();
  }

  private static long version(String found) {
    return found == null ? 0 : Long.parseLong(found.substring(0, found.indexOf(' ')));
  }

  private static Optional<String> text(String found) {
    return found == null ? Optional.empty() : Optional.of(found.substring(found.indexOf(' ') + 1));
  }

  @Override
  public void close() {
    primary.shutdown();
    replicas.forEach(RedissonClient::shutdown);
  }
}
