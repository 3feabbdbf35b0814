package task1;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.RedisClient;

@ExerciseTest
class CacheTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private static final Set<Thread.State> WAITS = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.BLOCKED);

  private final AtomicInteger asked = new AtomicInteger();
  private Cache cache;

  @BeforeEach
  void connect(Standalone redis) {
    cache = new Cache(redis.host(), redis.port(), HOUR);
  }

  @AfterEach
  void disconnect() {
    cache.close();
  }

  @Test
  void theDatabaseIsAskedOnce() {
    assertEquals(Optional.of("blue"), get("sky", "blue"));
    assertEquals(Optional.of("blue"), get("sky", "blue"));
    assertEquals(Optional.of("green"), get("grass", "green"));
    assertEquals(2, asked.get(), "questions to the database, about two keys");
  }

  @Test
  void anyTextIsAValue() {
    for (var value : List.of("", "-", "=", "null", "lease", "wait", "none", "0", "über 東京 🚀")) {
      assertEquals(Optional.of(value), get("key of " + value, value), "the value \"" + value + "\"; that is not the absence of one");
      assertEquals(Optional.of(value), get("key of " + value, "asked again"), "from the cache");
    }
  }

  @Test
  @Misconception("M17")
  void absenceIsRememberedToo(Standalone redis) {
    assertEquals(Optional.empty(), get("unicorn", null));
    assertEquals(Optional.empty(), get("unicorn", null));
    assertEquals(1, asked.get(), "questions to the database about a key that it does not have");
    try (var other = new Cache(redis.host(), redis.port(), HOUR)) {
      assertEquals(Optional.empty(), other.get("unicorn", key -> {
        asked.incrementAndGet();
        return Optional.empty();
      }));
    }
    assertEquals(1, asked.get(), "questions to the database, when another server wants to know as well");
  }

  @Test
  void aChangeIsSeen() {
    get("sky", "blue");
    cache.changed("sky");
    assertEquals(Optional.of("grey"), get("sky", "grey"));
    assertEquals(Optional.of("grey"), get("sky", "asked again"), "what is asked for first after a change is remembered");
    cache.changed("sky");
    assertEquals(Optional.empty(), get("sky", null));
    assertEquals(Optional.empty(), get("sky", "asked again"), "so is an absence");
    cache.changed("sky");
    assertEquals(Optional.of("blue"), get("sky", "blue"), "absence is forgotten by a change as well");
    cache.changed("never asked for");
  }

  @Test
  void whatTheDatabaseThrowsIsThrownAndNotRemembered() {
    var broken = new IllegalStateException("the database is on fire");
    var thrown = assertThrows(IllegalStateException.class, () -> cache.get("sky", key -> {
      throw broken;
    }));
    assertSame(broken, thrown);
    assertTimeout(Duration.ofSeconds(2), () -> assertEquals(Optional.of("blue"), get("sky", "blue"), "the next get"),
        "The next get asks the database at once. Is the lease of the one that failed still held?");
    assertEquals(Optional.of("blue"), get("sky", "grey"), "and that is remembered");
  }

  @Test
  @Misconception("M9")
  void everyEntryHasAnEnd(RedisClient jedis) {
    get("sky", "blue");
    get("unicorn", null);
    assertEquals(List.of(), immortal(jedis), "keys that never expire, after one value and one absence");
    cache.changed("sky");
    cache.changed("never asked for");
    assertEquals(List.of(), immortal(jedis), "keys that never expire, after two changes");
    assertThrows(IllegalStateException.class, () -> cache.get("grass", key -> {
      throw new IllegalStateException("the database is on fire");
    }));
    assertEquals(List.of(), immortal(jedis), "keys that never expire, after a question that failed");
  }

  @Test
  @Misconception("M16")
  void entriesThatWereStoredTogetherEndApart(Standalone redis, RedisClient jedis) {
    IntStream.range(0, 100).forEach(i -> get("key " + i, "value"));
    assertSpread(redis, "entries", Optional.of("value"));
    jedis.flushDB();
    IntStream.range(0, 100).forEach(i -> get("key " + i, null));
    assertSpread(redis, "absences", Optional.empty());
  }

  private static List<String> immortal(RedisClient jedis) {
    return jedis.keys("*").stream().filter(key -> jedis.pttl(key) == -1).toList();
  }

  private static void assertSpread(Standalone redis, String what, Optional<String> value) {
    var jedis = redis.jedis();
    // Other keys may live longer than the entries.
    var lives = jedis.keys("*").stream().map(jedis::pttl)
        .filter(life -> life > HOUR.toMillis() / 2 && life <= HOUR.toMillis()).toList();
    if (lives.size() < 100) {
      assertSpreadByWatching(redis, what, value);
      return;
    }
    long shortest = Collections.min(lives);
    long longest = Collections.max(lives);
    assertTrue(shortest >= HOUR.toMillis() * 8 / 10 - 60_000, "With an hour to live, " + what + " live "
        + "between " + shortest / 1000 + " and " + longest / 1000 + " seconds; it should be 2880 (80%) to 3600.");
    assertTrue(longest - shortest > HOUR.toMillis() / 10, "100 " + what + " that were stored together all end within "
        + (longest - shortest) / 1000 + " seconds, and then all their readers go to the database together. Spread them over the "
        + "last fifth of their hour.");
  }

  /**
   * The TTLs of the keys do not show when the entries expire, so this watches entries with two seconds to live. It complains
   * only about what is certain, however slow the machine is: an entry has expired at some time between the last read that
   * found it and the first read that did not.
   */
  private static void assertSpreadByWatching(Standalone redis, String what, Optional<String> value) {
    long life = 2000;
    var stored = new long[100];
    long earliest = Long.MAX_VALUE;
    long latest = 0;
    var expired = new HashSet<Integer>();
    var lastSeen = new long[100];
    try (var brief = new Cache(redis.host(), redis.port(), Duration.ofMillis(life))) {
      long began = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        stored[i] = millisSince(began);
        brief.get("brief " + i, key -> value);
        lastSeen[i] = millisSince(began);
      }
      long lastStored = millisSince(began);
      while (expired.size() < 100) {
        for (int i = 0; i < 100; i++) {
          if (expired.contains(i)) {
            continue;
          }
          long before = millisSince(began);
          var reloaded = new AtomicBoolean();
          brief.get("brief " + i, key -> {
            reloaded.set(true);
            return value;
          });
          if (reloaded.get()) {
            expired.add(i);
            long after = millisSince(began);
            assertTrue(after - stored[i] >= life * 8 / 10 - 50, "With 2 seconds to live, one of the " + what + " was gone after "
                + (after - stored[i]) + " ms; each should live for 1.6 to 2 seconds.");
            earliest = Math.min(earliest, lastSeen[i]);
            latest = Math.max(latest, after);
          } else {
            assertTrue(before - lastStored <= life + 1000, "With 2 seconds to live, one of the " + what + " was still there "
                + (before - lastStored) + " ms after it was stored.");
            lastSeen[i] = before;
          }
        }
      }
    }
    assertTrue(latest - earliest > life / 10, "100 " + what + " with 2 seconds to live that were stored together all ended within "
        + (latest - earliest) + " ms, and then all their readers go to the database together. Spread them over the last fifth of that time.");
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  @Test
  void anEntryMayLiveForWeeks(Standalone redis, RedisClient jedis) {
    for (int days : new int[] {25, 50}) {
      jedis.flushDB();
      try (var longLived = new Cache(redis.host(), redis.port(), Duration.ofDays(days))) {
        assertEquals(Optional.of("blue"), longLived.get("sky", key -> Optional.of("blue")), "the value, with " + days + " days to live");
        long longest = jedis.keys("*").stream().mapToLong(jedis::pttl).max().orElse(0);
        assertTrue(longest >= Duration.ofDays(days).toMillis() * 8 / 10 - 60_000, "An entry with " + days
            + " days to live is gone after " + longest / 1000 + " seconds. As milliseconds, 25 days do not fit into an int.");
      }
    }
  }

  @Test
  void whenRedisCannotBeReachedAChangeIsNotTakenForDone(Standalone redis) throws Exception {
    var wire = Wire.inFrontOf(redis);
    try (var unlucky = new Cache(wire.host(), wire.port("server"), HOUR)) {
      unlucky.get("sky", key -> Optional.of("blue"));
      wire.close();
      assertThrows(RuntimeException.class, () -> unlucky.changed("sky"), "changed, while Redis cannot be reached. If the caller does "
          + "not learn of it, the old value stays for an hour");
    }
  }

  @Test
  @Timeout(60)
  void everyNameIsAKey(RedisClient jedis) {
    // Names that could make the entry of one key the lease of another: whatever stands around the name in the keys there are.
    assertEquals(Optional.of("blue"), cache.get("sky", key -> {
      var names = new TreeSet<String>();
      for (var stored : jedis.keys("*sky*")) {
        int name = stored.indexOf("sky");
        for (int from = 0; from <= name; from++) {
          for (int to = name + 3; to <= stored.length(); to++) {
            names.add(stored.substring(from, to));
          }
        }
      }
      names.remove("sky");
      for (var name : names) {
        assertEquals(Optional.of("value of " + name), cache.get(name, asks -> Optional.of("value of " + name)),
            "the value of the key \"" + name + "\", while the database is asked about sky");
      }
      return Optional.of("blue");
    }), "the value of sky");
    assertEquals(Optional.of("blue"), get("sky", "asked again"), "the value of sky, from the cache");
  }

  @Test
  @Timeout(20)
  @Misconception("M15")
  void howeverManyAskTheDatabaseIsAskedOnce(Standalone redis) throws Exception {
    var servers = new ArrayList<Cache>();
    var threads = Executors.newCachedThreadPool();
    try (var wire = Wire.inFrontOf(redis)) {
      for (int i = 1; i <= 4; i++) {
        servers.add(new Cache(wire.host(), wire.port("server " + i), HOUR));
      }
      wire.clear();
      var answers = new ArrayList<CompletableFuture<Optional<String>>>();
      for (var server : servers) {
        for (int thread = 0; thread < 2; thread++) {
          answers.add(CompletableFuture.supplyAsync(() -> server.get("sky", key -> {
            asked.incrementAndGet();
            // Slow enough that all four servers have asked Redis, and have found nothing; and as slow as a question may be,
            // so that whoever is out of patience earlier asks as well.
            long began = System.nanoTime();
            await().atMost(Duration.ofSeconds(3)).pollInterval(Duration.ofMillis(2))
                .until(() -> wire.tape().actors().size() == 4 && System.nanoTime() - began > 1_800_000_000L);
            return Optional.of("blue");
          }), threads));
        }
      }
      for (var answer : answers) {
        assertEquals(Optional.of("blue"), answer.get());
      }
      assertEquals(1, asked.get(), "questions to the database, when four servers with two threads each ask for the same key");
    } finally {
      threads.shutdownNow();
      servers.forEach(Cache::close);
    }
  }

  @Test
  @Misconception("M15")
  void whoHasMissedDoesNotAskWhatSomebodyElseWasToldMeanwhile(Standalone redis) {
    try (var wire = Wire.inFrontOf(redis); var late = new Cache(wire.host(), wire.port("late server"), HOUR)) {
      late.get("grass", key -> Optional.of("green")); // connects
      for (int k = 1; ; k++) {
        var name = "sky " + k;
        asked.set(0);
        var asking = new AtomicBoolean();
        var answers = new ArrayList<CompletableFuture<Optional<String>>>();
        var meanwhile = wire.interlude("late server", k, () -> {
          if (!asking.get()) {
            // It comes to its end here, unless it has to wait for the late server.
            answers.add(CompletableFuture.supplyAsync(() -> get(name, "blue")));
            answers.get(0).completeOnTimeout(Optional.of("blue"), 500, TimeUnit.MILLISECONDS).join();
          }
        });
        assertEquals(Optional.of("blue"), late.get(name, key -> {
          asking.set(true);
          asked.incrementAndGet();
          return Optional.of("blue");
        }));
        wire.mend("late server");
        if (!meanwhile.happened() || answers.isEmpty()) {
          return;
        }
        assertEquals(1, asked.get(), "questions to the database: before command " + k + " of a get that has missed, another server "
            + "asked the database and stored the answer, and so nobody is asking any more. Whoever gets a lease then has to look "
            + "again, or looks and takes it in one script");
      }
    }
  }

  @Test
  void nobodyWaitsWhenNobodyAsks(Standalone redis) throws Exception {
    try (var brief = new Cache(redis.host(), redis.port(), Duration.ofSeconds(1))) {
      for (int i = 0; i < 20; i++) {
        brief.get("key " + i, key -> Optional.of("old"));
      }
      Thread.sleep(1100); // longer than any entry lives
      assertTimeout(Duration.ofSeconds(1), () -> assertEquals(Optional.of("new"), brief.get("key 7", key -> Optional.of("new")),
          "the value, a second after it was stored with a time to live of a second"), "The entry has ended and nobody is asking, so "
              + "the next get asks at once. Is the lease of the get before still held?");
    }
  }

  @Test
  @Timeout(20)
  @Misconception("M18")
  void noOldValueOutlivesAChange(Standalone redis) {
    var orders = Interleavings.on(redis).atMost(100).orElseSample(50); // an answer that waits for a lock has thousands
    try (var readers = new Cache("127.0.0.1", orders.port("reader"), HOUR);
        var writers = new Cache("127.0.0.1", orders.port("writer"), HOUR)) {
      orders.from(database -> database.set("database:sky", "blue"))
          .actor("reader", database -> readers.get("sky", key -> Optional.of(database.get("database:sky"))))
          .doing("writer", database -> {
            database.set("database:sky", "grey");
            writers.changed("sky");
          })
          // As long as a question to the database may take, and no less: what has to outlive it must not end by then.
          .happens("two seconds pass", database -> {
            for (var key : database.keys("*")) {
              long left = database.pttl(key);
              if (left >= 0 && left <= 2000) {
                database.del(key);
              }
            }
          })
          .check("who asks after the change gets the new value", (database, end) -> {
            assertEquals(Optional.of("grey"), cache.get("sky", key -> Optional.of(database.get("database:sky"))));
            assertEquals(Optional.of("grey"), readers.get("sky", key -> Optional.of(database.get("database:sky"))),
                "what the server of the reader says after the change");
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M18")
  void whoAsksAfterAChangeDoesNotGetTheAnswerToAnOlderQuestion(Standalone redis) throws Exception {
    var asking = new CompletableFuture<String>();
    var old = new CompletableFuture<Optional<String>>();
    try (var elsewhere = new Cache(redis.host(), redis.port(), HOUR)) {
      var before = CompletableFuture.supplyAsync(() -> cache.get("sky", key -> {
        asking.complete(key);
        return old.join();
      }));
      CompletableFuture.anyOf(asking, before).get();
      var after = new CompletableFuture<Optional<String>>();
      var reader = new Thread(() -> {
        try {
          elsewhere.changed("sky"); // which may wait until nobody is asking
          after.complete(cache.get("sky", key -> Optional.of("grey")));
        } catch (RuntimeException | Error e) {
          after.completeExceptionally(e);
        }
      });
      reader.start();
      // Either it has its answer, or it waits, for something in the program or at Redis; that does not show in its state.
      long began = System.nanoTime();
      await().pollInterval(Duration.ofMillis(2))
          .until(() -> after.isDone() || WAITS.contains(reader.getState()) || System.nanoTime() - began > 1_000_000_000L);
      old.complete(Optional.of("blue"));
      assertEquals(Optional.of("grey"), after.get(8, TimeUnit.SECONDS), "the value after it has changed from blue to grey: another thread "
          + "of this server had asked the database before the change, and its answer is not good enough for who asks afterwards");
      before.get();
    } finally {
      old.complete(Optional.empty());
    }
  }

  @Test
  void ifTheAnswerNeverComesSomebodyElseAsks(RedisClient jedis, Standalone redis) throws Exception {
    var asking = new CompletableFuture<String>();
    var end = new CompletableFuture<Optional<String>>();
    try (var crashed = new Cache(redis.host(), redis.port(), HOUR)) {
      var never = CompletableFuture.supplyAsync(() -> crashed.get("sky", key -> {
        asking.complete(key);
        return end.join();
      }));
      CompletableFuture.anyOf(asking, never).get();
      for (var key : jedis.keys("*")) {
        long left = jedis.pttl(key);
        if (left >= 0 && left <= 5000) {
          jedis.pexpire(key, 0); // as if those seconds had passed
        }
      }
      var next = CompletableFuture.supplyAsync(() -> get("sky", "blue"));
      try {
        assertEquals(Optional.of("blue"), next.get(4, TimeUnit.SECONDS), "another server asks, and gets the answer");
      } catch (TimeoutException e) {
        throw new AssertionError("A server asks the database and crashes. Five seconds later another one asks for the same key, and "
            + "still has no answer. Everything that keeps it waiting has to end by then; in Redis are now: "
            + jedis.keys("*").stream().map(key -> key + " (" + jedis.pttl(key) + " ms)").toList(), e);
      }
      end.complete(Optional.of("never"));
      never.get();
    } finally {
      end.complete(Optional.empty());
    }
  }

  private Optional<String> get(String key, String inDatabase) {
    return cache.get(key, asks -> {
      assertEquals(key, asks, "the key that the database is asked for");
      asked.incrementAndGet();
      return Optional.ofNullable(inDatabase);
    });
  }
}
