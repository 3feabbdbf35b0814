package patterns;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisURI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RMap;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import redis.clients.jedis.RedisClient;
import task2.FencedLock;
import task2.Sessions;
import task3.Leaderboard;
import task3.RateLimiter;

/** The model answers, and what does the same elsewhere; all hold their connections from the start. */
final class Contestants implements AutoCloseable {

  /** One operation, by the thread of that number. */
  interface Work {
    void run(int thread, Random random) throws Exception;
  }

  /** @param guarantee what it promises, to be held against the others of its contest */
  record Contestant(String contest, String name, String guarantee, Work work) {}

  private static final int THREADS = 8;
  private static final int CLIENTS = 1000;
  private static final int SESSIONS = 1000;
  private static final int LIMIT = 100;
  private static final int BATCH = 1000;
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration IDLE = Duration.ofMinutes(30);
  private static final String COURSE = "the course's model";

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final List<Contestant> list = new ArrayList<>();
  private final Map<String, Work> readings = new LinkedHashMap<>();
  private final String host;
  private final int port;
  private final RedisClient redis;
  private final RedissonClient redisson;

  Contestants(String host, int port, int players, ExecutorService pool) throws Exception {
    this.host = host;
    this.port = port;
    redis = own(RedisClient.create(host, port));
    var config = new Config().setCodec(StringCodec.INSTANCE);
    config.useSingleServer().setAddress("redis://" + host + ":" + port);
    redisson = Redisson.create(config);
    opened.push(redisson::shutdown);
    redis.set("floor", "value");
    list.add(new Contestant("one round trip", "GET with Jedis", "none: the floor", (thread, random) -> redis.get("floor")));
    locks("lock, taken and given back", "free", thread -> "lock" + thread);
    locks("one lock for all threads", "contended", thread -> "lock");
    limiters();
    sessions();
    leaderboards(players, pool);
  }

  List<Contestant> list() {
    return list;
  }

  Map<String, Work> readings() {
    return readings;
  }

  private interface Naming {
    String of(int thread);
  }

  private void locks(String contest, String prefix, Naming name) {
    var ours = new FencedLock[THREADS];
    for (var i = 0; i < THREADS; i++) {
      ours[i] = own(new FencedLock(host, port, prefix + ":" + name.of(i), LEASE));
    }
    list.add(new Contestant(contest, COURSE, "lease, owner, fencing token; waiters ask again after 20-60 ms", (thread, random) -> {
      var lease = ours[thread].lock(LEASE).orElseThrow();
      ours[thread].unlock(lease);
    }));
    list.add(new Contestant(contest, "Redisson RFencedLock", "lease, owner, fencing token; waiters are woken; reentrant",
        (thread, random) -> {
          var lock = redisson.getFencedLock("redisson:fenced:" + prefix + ":" + name.of(thread));
          lock.lockAndGetToken(LEASE.toMillis(), TimeUnit.MILLISECONDS);
          lock.unlock();
        }));
    list.add(new Contestant(contest, "Redisson RLock", "lease, owner, no token; waiters are woken; reentrant", (thread, random) -> {
      var lock = redisson.getLock("redisson:plain:" + prefix + ":" + name.of(thread));
      lock.lock(LEASE.toMillis(), TimeUnit.MILLISECONDS);
      lock.unlock();
    }));
  }

  /** A hundred hits each second for each of a thousand clients. */
  private void limiters() {
    var second = Duration.ofSeconds(1);
    var ours = own(new RateLimiter(host, port, LIMIT, second, InstantSource.system()));
    var contest = "rate limiter, a hit";
    list.add(new Contestant(contest, COURSE, "sliding window, exact, by the clock of Redis; key ends",
        (thread, random) -> ours.hit("client" + random.nextInt(CLIENTS))));
    var theirs = new RRateLimiter[CLIENTS];
    for (var i = 0; i < CLIENTS; i++) {
      theirs[i] = redisson.getRateLimiter("redisson:rate:" + i);
      theirs[i].trySetRate(RateType.OVERALL, LIMIT, second);
    }
    list.add(new Contestant(contest, "Redisson RRateLimiter", "sliding window, by the clocks of the clients; keys stay",
        (thread, random) -> theirs[random.nextInt(CLIENTS)].tryAcquire()));
    var lettuce = io.lettuce.core.RedisClient.create(RedisURI.create(host, port));
    opened.push(lettuce::shutdown);
    var proxies = Bucket4jLettuce.casBasedBuilder(lettuce)
        .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(second)).build();
    var configuration = BucketConfiguration.builder()
        .addLimit(limit -> limit.capacity(LIMIT).refillGreedy(LIMIT, second)).build();
    var buckets = new Bucket[CLIENTS];
    for (var i = 0; i < CLIENTS; i++) {
      buckets[i] = proxies.builder().build(("bucket4j:" + i).getBytes(StandardCharsets.UTF_8), () -> configuration);
    }
    list.add(new Contestant(contest, "bucket4j with Lettuce", "token bucket, by the clocks of the clients; key ends",
        (thread, random) -> buckets[random.nextInt(CLIENTS)].tryConsume(1)));
  }

  /** A request: reads all attributes, writes one, and the session gets its idle time again. */
  private void sessions() {
    var contest = "session, a request";
    var ours = own(new Sessions(host, port, IDLE, Duration.ofHours(8), InstantSource.system()));
    var ids = new String[SESSIONS];
    var maps = new ArrayList<RMap<String, String>>();
    for (var i = 0; i < SESSIONS; i++) {
      var id = ours.start();
      ids[i] = id;
      maps.add(redisson.getMap("redisson:session:" + i));
      var attributes = Map.of("cart", "3 apples", "language", "en", "theme", "dark", "seen", "0");
      attributes.forEach((name, value) -> ours.put(id, name, value));
      maps.get(i).putAll(attributes);
      redis.hset("spring:session:sessions:" + i, attributes);
    }
    list.add(new Contestant(contest, COURSE, "idle time and latest end; a late write revives nothing", (thread, random) -> {
      var id = ids[random.nextInt(SESSIONS)];
      ours.attributes(id).orElseThrow();
      ours.put(id, "seen", "1");
    }));
    list.add(new Contestant(contest, "Redisson RMap, expire", "idle time; a late write revives a session", (thread, random) -> {
      var map = maps.get(random.nextInt(SESSIONS));
      map.readAllMap();
      map.fastPut("seen", "1");
      map.expire(IDLE);
    }));
    list.add(new Contestant(contest, "Spring Session's layout, Jedis", "idle time; a late write may revive a session",
        (thread, random) -> {
          var key = "spring:session:sessions:" + random.nextInt(SESSIONS);
          redis.hgetAll(key);
          redis.exists(key);
          redis.hset(key, Map.of("lastAccessedTime", "1", "sessionAttr:seen", "1"));
          redis.pexpire(key, IDLE.toMillis());
        }));
  }

  private void leaderboards(int players, ExecutorService pool) throws Exception {
    var contest = "leaderboard, a score and its place";
    var ours = own(new Leaderboard(host, port));
    var theirs = redisson.<String>getScoredSortedSet("redisson:board");
    var tasks = new ArrayList<Callable<Void>>();
    for (var thread = 0; thread < THREADS; thread++) {
      var first = thread;
      tasks.add(() -> {
        var random = new Random(first);
        var batch = new HashMap<String, Double>();
        for (var i = first; i < players; i += THREADS) {
          var score = random.nextInt(players);
          ours.submit("player" + i, score);
          batch.put("player" + i, (double) score);
          if (batch.size() == BATCH || i + THREADS >= players) {
            theirs.addAll(batch);
            batch.clear();
            System.out.println("status\tfilling the boards: " + 100L * i / players + " %");
          }
        }
        return null;
      });
    }
    for (var each : pool.invokeAll(tasks)) {
      each.get();
    }
    list.add(new Contestant(contest, COURSE, "keeps the best score; of equals the earlier one leads", (thread, random) -> {
      var player = "player" + random.nextInt(players);
      ours.submit(player, random.nextInt(players));
      ours.place(player);
    }));
    list.add(new Contestant(contest, "Redisson RScoredSortedSet", "keeps the best score; equals sort by name", (thread, random) -> {
      var player = "player" + random.nextInt(players);
      theirs.addIfGreater(random.nextInt(players), player);
      theirs.revRank(player);
    }));
    readings.put("leaderboard: the ten at the top", (thread, random) -> ours.top(10));
    readings.put("leaderboard: a player's place", (thread, random) -> ours.place("player" + random.nextInt(players)));
    readings.put("leaderboard: five above and below a player",
        (thread, random) -> ours.around("player" + random.nextInt(players), 5));
  }

  private <T extends AutoCloseable> T own(T resource) {
    opened.push(resource);
    return resource;
  }

  @Override
  public void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
