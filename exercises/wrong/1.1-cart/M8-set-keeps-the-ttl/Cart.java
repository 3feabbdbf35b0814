package task1;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** M8: believes that a SET leaves the time to live, given with the first one, as it is. */
public final class Cart implements AutoCloseable {

  private final RedisClient redis;
  private final Duration idle;

  public Cart(String host, int port, Duration idle) {
    redis = RedisClient.create(host, port);
    this.idle = idle;
  }

  public long add(String customer, String product, int quantity) {
    var contents = contents(customer);
    var now = contents.merge(product, (long) quantity, Long::sum);
    store(customer, contents);
    return now;
  }

  public void remove(String customer, String product) {
    var contents = contents(customer);
    contents.remove(product);
    store(customer, contents);
  }

  private void store(String customer, Map<String, Long> contents) {
    var text = new StringBuilder();
    contents.forEach((product, quantity) -> text.append(product).append('=').append(quantity).append('\n'));
    if (redis.exists("cart:" + customer)) {
      redis.set("cart:" + customer, text.toString());
    } else {
      redis.set("cart:" + customer, text.toString(), SetParams.setParams().px(idle.toMillis()));
    }
  }

  public long quantity(String customer, String product) {
    return contents(customer).getOrDefault(product, 0L);
  }

  public Map<String, Long> contents(String customer) {
    var contents = new HashMap<String, Long>();
    var text = redis.get("cart:" + customer);
    if (text != null) {
      text.lines().map(line -> line.split("=")).forEach(entry -> contents.put(entry[0], Long.valueOf(entry[1])));
    }
    return contents;
  }

  public long total(String customer) {
    var contents = contents(customer);
    if (contents.isEmpty()) {
      return 0;
    }
    var products = contents.keySet().toArray(String[]::new);
    var prices = redis.hmget("prices", products);
    var total = 0L;
    for (var i = 0; i < products.length; i++) {
      total += contents.get(products[i]) * Long.parseLong(prices.get(i));
    }
    return total;
  }

  @Override
  public void close() {
    redis.close();
  }
}
