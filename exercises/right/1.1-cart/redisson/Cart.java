package task1;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.BatchOptions.ExecutionMode;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** A Redisson map for each cart, changed in atomic batches. */
public final class Cart implements AutoCloseable {

  private final RedissonClient redisson;
  private final Duration idle;

  public Cart(String host, int port, Duration idle) {
    var config = new Config();
    config.setThreads(2);
    config.setNettyThreads(2);
    config.setCodec(StringCodec.INSTANCE);
    config.useSingleServer().setAddress("redis://" + host + ":" + port).setConnectionPoolSize(2)
        .setConnectionMinimumIdleSize(1).setSubscriptionConnectionMinimumIdleSize(0).setSubscriptionConnectionPoolSize(1);
    redisson = Redisson.create(config);
    this.idle = idle;
  }

  public long add(String customer, String product, int quantity) {
    var batch = redisson.createBatch(BatchOptions.defaults().executionMode(ExecutionMode.REDIS_WRITE_ATOMIC));
    var cart = batch.getMap("cart:" + customer);
    var now = cart.addAndGetAsync(product, (long) quantity);
    cart.expireAsync(idle);
    batch.execute();
    return Long.parseLong(now.toCompletableFuture().join().toString());
  }

  public void remove(String customer, String product) {
    var batch = redisson.createBatch(BatchOptions.defaults().executionMode(ExecutionMode.REDIS_WRITE_ATOMIC));
    var cart = batch.getMap("cart:" + customer);
    cart.fastRemoveAsync(product);
    cart.expireAsync(idle);
    batch.execute();
  }

  public long quantity(String customer, String product) {
    var quantity = cart(customer).get(product);
    return quantity == null ? 0 : Long.parseLong(quantity);
  }

  public Map<String, Long> contents(String customer) {
    var contents = new HashMap<String, Long>();
    cart(customer).readAllMap().forEach((product, quantity) -> contents.put(product, Long.valueOf(quantity)));
    return contents;
  }

  public long total(String customer) {
    var contents = contents(customer);
    var prices = redisson.<String, String>getMap("prices").getAll(contents.keySet());
    return contents.entrySet().stream().mapToLong(e -> e.getValue() * Long.parseLong(prices.get(e.getKey()))).sum();
  }

  private RMap<String, String> cart(String customer) {
    return redisson.getMap("cart:" + customer);
  }

  @Override
  public void close() {
    redisson.shutdown();
  }
}
