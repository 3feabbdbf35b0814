package beyondcache.sandbox;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import redis.clients.jedis.ConnectionPoolConfig;

/**
 * The clients that a sandbox owns: few threads, which are daemons where the library lets us choose, and time-outs short
 * enough to wait for in a lesson.
 */
final class Clients implements AutoCloseable {

  private static final int THREADS = 2;

  static {
    // Netty, and Lettuce with it, takes the silence of slf4j-nop for a missing logger and writes to the console instead.
    InternalLoggerFactory.setDefaultFactory(Slf4JLoggerFactory.INSTANCE);
  }

  /** How to close what was opened, last first. */
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private RedissonClient redisson;
  private RedisClient lettuce;
  private RedisClusterClient lettuceCluster;
  private boolean closed;

  static ConnectionPoolConfig pool() {
    var config = new ConnectionPoolConfig();
    config.setMaxTotal(64);
    config.setMaxIdle(64);
    config.setMaxWait(Duration.ofMillis(Address.REPLY_MILLIS));
    config.setJmxEnabled(false);
    // An idle connection is not looked at in the background: its PINGs would turn up in a lesson's MONITOR.
    config.setTestWhileIdle(false);
    config.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
    return config;
  }

  /** A configuration with few threads and the servers' credentials, to be told where the servers are. */
  static Config redissonConfig(Address address) {
    return new Config().setThreads(THREADS).setNettyThreads(THREADS).setUsername(address.user())
        .setPassword(address.password());
  }

  /** @param configuration what a learner would use, here with daemon threads */
  synchronized RedissonClient redisson(Supplier<Config> configuration) {
    checkOpen();
    if (redisson == null) {
      var executor = Executors.newFixedThreadPool(THREADS, new DefaultThreadFactory("redisson", true));
      var group = new MultiThreadIoEventLoopGroup(THREADS, new DefaultThreadFactory("redisson-netty", true),
          NioIoHandler.newFactory());
      closers.push(() -> {
        executor.shutdownNow();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
      });
      redisson = Redisson.create(configuration.get().setExecutor(executor).setEventLoopGroup(group));
      closers.push(() -> redisson.shutdown(0, 1, TimeUnit.SECONDS));
    }
    return redisson;
  }

  synchronized RedisClient lettuce(Address address) {
    checkOpen();
    if (lettuce == null) {
      var uri = RedisURI.create(address.uri());
      uri.setTimeout(Duration.ofMillis(Address.REPLY_MILLIS));
      lettuce = RedisClient.create(resources(), uri);
      closers.push(() -> lettuce.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
    }
    return lettuce;
  }

  synchronized RedisClusterClient lettuceCluster(List<RedisURI> seeds) {
    checkOpen();
    if (lettuceCluster == null) {
      seeds.forEach(seed -> seed.setTimeout(Duration.ofMillis(Address.REPLY_MILLIS)));
      lettuceCluster = RedisClusterClient.create(resources(), seeds);
      lettuceCluster.setOptions(ClusterClientOptions.builder().topologyRefreshOptions(
          ClusterTopologyRefreshOptions.builder().enableAllAdaptiveRefreshTriggers().build()).build());
      closers.push(() -> lettuceCluster.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
    }
    return lettuceCluster;
  }

  /** A link for clients; it is closed with the sandbox, if not before. */
  Link link(Node node) {
    var link = new Link(node, closed -> {});
    own(link);
    return link;
  }

  private ClientResources resources() {
    var resources = DefaultClientResources.builder().ioThreadPoolSize(THREADS).computationThreadPoolSize(THREADS).build();
    closers.push(() -> resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS));
    return resources;
  }

  /** Whatever else the sandbox has opened. */
  synchronized void own(AutoCloseable client) {
    checkOpen();
    closers.push(() -> {
      try {
        client.close();
      } catch (Exception e) {
        // Its server may be dead already; there is nobody left who could do anything about it.
      }
    });
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("This sandbox is closed. Make a new one.");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
