package beyondcache.sale;

import beyondcache.EnvironmentProblem;
import beyondcache.sandbox.Standalone;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/**
 * A flash sale with a live page, on 127.0.0.1 only: a few hundred tickets, thousands of people, a minute. What it is made of are the
 * answers to the exercises of Task 5; one that is missing or fails does not keep the others from working.
 *
 * <pre>{@code
 * try (var sale = Sale.on(redis).tickets(100).start()) {
 *   System.out.println(sale.uri());
 * }
 * }</pre>
 */
public final class Sale implements AutoCloseable {

  private static final Duration IDLE = Duration.ofMinutes(30);
  private static final Duration LONGEST = Duration.ofHours(8);
  private static final int PULSE_MILLIS = 1_000;
  private static final int EVENTS_KEPT = 10_000;
  /** Of connections, before they are accepted. Java's 50 are few when a sale opens, and who is turned away waits a second. */
  private static final int ARRIVALS_AT_ONCE = 1_024;

  private final SalePlan plan;
  private final Entrance entrance;
  private final RedisClient redis;
  private final RedisClient pulse;
  private final RedisBank books;
  private final MoodyBank bank;
  private final Parts parts;
  private final Streams streams = new Streams();
  private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(task -> {
    var thread = new Thread(task, "sale");
    thread.setDaemon(true);
    return thread;
  });
  private final Javalin server;

  Sale(SalePlan plan) {
    this.plan = plan;
    entrance = Entrance.to(plan.redis());
    redis = client(plan.redis());
    pulse = RedisClient.builder().hostAndPort(plan.redis().host(), plan.redis().port()).clientConfig(DefaultJedisClientConfig.builder()
        .from(plan.redis().node().clientConfig()).timeoutMillis(PULSE_MILLIS).build()).build();
    books = new RedisBank(plan.redis());
    bank = new MoodyBank(books, plan.moods(), new Random());
    var clock = InstantSource.system();
    var answers = plan.answers();
    parts = new Parts(
        answers.feature("5.1", "Sign-in and sessions", Accounts.class, this::redisAnswers, entrance.host(), entrance.port(), IDLE, LONGEST, clock),
        answers.feature("5.2", "Live", Live.class, this::redisAnswers, entrance.host(), entrance.port(), EVENTS_KEPT, clock),
        answers.feature("5.3", "Reserve and pay", Checkout.class, this::redisAnswers, entrance.host(), entrance.port(), plan.hold(), bank, clock));
    var board = new Board(plan, System.currentTimeMillis() + plan.opensIn().toMillis(), redis, pulse, parts, streams);
    var routes = new Routes(parts, board, streams, new Passwords(redis));
    server = Javalin.create(config -> configure(config, routes, plan.port()));
    try {
      server.start();
    } catch (JavalinBindException e) {
      close();
      throw new EnvironmentProblem("Port " + plan.port() + " is taken. Choose another one.", e);
    }
    rounds.scheduleWithFixedDelay(board, 0, SalePlan.ROUND_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A plan for a sale on this Redis. */
  public static SalePlan on(Standalone redis) {
    return new SalePlan(redis);
  }

  /** A sale on this Redis, with the learner's own answers. */
  public static Sale start(Standalone redis) {
    return on(redis).start();
  }

  private static RedisClient client(Standalone redis) {
    var pool = new ConnectionPoolConfig();
    pool.setMaxTotal(32);
    pool.setMaxWait(Duration.ofSeconds(2));
    pool.setTestOnBorrow(true); // So that nobody meets a connection that a restart of Redis has ended.
    return RedisClient.builder().hostAndPort(redis.host(), redis.port()).clientConfig(redis.node().clientConfig()).poolConfig(pool)
        .build();
  }

  private static void configure(JavalinConfig config, Routes routes, int port) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.maxRequestSize = Guards.LARGEST_BODY;
    config.jetty.threadPool = new QueuedThreadPool(64, 4);
    config.jetty.addConnector((jetty, http) -> {
      http.setSendServerVersion(false);
      http.setRequestHeaderSize(8_192);
      // Otherwise a cookie may take the case of its letters from one that was sent before on the same connection.
      http.setHeaderCacheCaseSensitive(true);
      var connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
      connector.setHost("127.0.0.1");
      connector.setPort(port);
      connector.setAcceptQueueSize(ARRIVALS_AT_ONCE);
      return connector;
    });
    routes.on(config.routes);
  }

  private boolean redisAnswers() {
    try {
      return redis.ping().equals("PONG");
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Where the page is. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.port() + "/");
  }

  SalePlan plan() {
    return plan;
  }

  /** The bank, whose moods can be changed while the sale goes on. */
  public MoodyBank bank() {
    return bank;
  }

  /** What the bank has charged, whom and for what. */
  public RedisBank books() {
    return books;
  }

  /** Closes the doors: the page, its streams, and the connections to Redis. */
  @Override
  public void close() {
    rounds.shutdownNow();
    streams.close();
    server.stop();
    parts.close();
    books.close();
    redis.close();
    pulse.close();
    entrance.close();
  }
}
