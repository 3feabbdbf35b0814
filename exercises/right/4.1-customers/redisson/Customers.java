package task4;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.redisson.Redisson;
import org.redisson.api.RFuture;
import org.redisson.api.RList;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.ReadMode;

/** Redisson: a batch for the names, its own scan of all primaries, and a script that copies with LMOVE. */
public final class Customers implements AutoCloseable {

  private static final String MOVE = """
      local moved = 0
      while redis.call('LMOVE', KEYS[1], KEYS[2], 'LEFT', 'RIGHT') do
        moved = moved + 1
      end
      return moved
      """;

  private final RedissonClient redisson;

  public Customers(String host, int port) {
    var config = new Config().setThreads(2).setNettyThreads(2).setCodec(StringCodec.INSTANCE);
    config.useClusterServers().addNodeAddress("redis://" + host + ":" + port).setReadMode(ReadMode.MASTER)
        .setTimeout(500).setMasterConnectionMinimumIdleSize(1).setMasterConnectionPoolSize(8)
        .setSlaveConnectionMinimumIdleSize(1).setSlaveConnectionPoolSize(8)
        .setSubscriptionConnectionMinimumIdleSize(0);
    redisson = Redisson.create(config);
  }

  public void register(String customer, String name) {
    redisson.getBucket("{" + customer + "}:name").set(name);
  }

  public Map<String, String> names(Collection<String> customers) {
    var batch = redisson.createBatch();
    var replies = new HashMap<String, RFuture<String>>();
    customers.forEach(customer -> replies.put(customer, batch.<String>getBucket("{" + customer + "}:name").getAsync()));
    batch.execute();
    var names = new HashMap<String, String>();
    replies.forEach((customer, reply) -> {
      var name = reply.toCompletableFuture().join();
      if (name != null) {
        names.put(customer, name);
      }
    });
    return names;
  }

  public Set<String> registered() {
    return redisson.getKeys().getKeysStream(KeysScanOptions.defaults().pattern("{*}:name").chunkSize(200))
        .map(key -> key.substring(1, key.lastIndexOf("}:name"))).collect(Collectors.toSet());
  }

  public void add(String customer, String product) {
    list(customer, "basket").add(product);
  }

  public int order(String customer) {
    Long moved = redisson.getScript(StringCodec.INSTANCE).eval(Mode.READ_WRITE, MOVE, ReturnType.LONG,
        List.of(list(customer, "basket").getName(), list(customer, "ordered").getName()));
    return moved.intValue();
  }

  public List<String> basket(String customer) {
    return list(customer, "basket").readAll();
  }

  public List<String> ordered(String customer) {
    return list(customer, "ordered").readAll();
  }

  private RList<String> list(String customer, String what) {
    return redisson.getList("{" + customer + "}:" + what);
  }

  @Override
  public void close() {
    redisson.shutdown();
  }
}
