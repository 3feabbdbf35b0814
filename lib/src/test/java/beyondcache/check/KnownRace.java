package beyondcache.check;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.ZAddParams;

/** Races that everybody makes once, each with a version that has none. */
enum KnownRace {

  LOST_UPDATE("no visit is lost", jedis -> jedis.set("visits", "0")) {
    @Override
    void racy(RedisClient jedis, String me) {
      var visits = Integer.parseInt(jedis.get("visits"));
      jedis.set("visits", String.valueOf(visits + 1));
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      jedis.incr("visits");
    }

    @Override
    boolean holds(RedisClient jedis) {
      return jedis.get("visits").equals("2");
    }
  },

  CHECK_THEN_ACT("a name has one owner, who was told so", jedis -> {}) {
    @Override
    void racy(RedisClient jedis, String me) {
      if (!jedis.exists("name:zoe")) {
        jedis.set("name:zoe", me);
        jedis.sadd("told", me);
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      if (jedis.setnx("name:zoe", me) == 1) {
        jedis.sadd("told", me);
      }
    }

    @Override
    boolean holds(RedisClient jedis) {
      return jedis.scard("told") == 1;
    }
  },

  UNLOCK_OF_ANOTHERS_LOCK("nobody's lock is taken away", jedis -> {}) {
    @Override
    void racy(RedisClient jedis, String me) {
      if (lock(jedis, me)) {
        if (jedis.get("lock") != null) {
          unlocked(jedis, me, jedis.get("lock"));
          jedis.del("lock");
        }
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      if (lock(jedis, me)) {
        jedis.eval("if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0",
            List.of("lock"), List.of(me));
      }
    }

    @Override
    Interleavings with(Interleavings orders) {
      return orders.expires("lock");
    }

    @Override
    boolean holds(RedisClient jedis) {
      return !jedis.exists("stolen");
    }
  },

  GET_COMPARE_DEL("nobody's lock is taken away", jedis -> jedis.set("lock", "Ann", SetParams.setParams().px(60_000))) {
    @Override
    void racy(RedisClient jedis, String me) {
      if (me.equals("Ben")) {
        jedis.set("got", String.valueOf(lock(jedis, me)));
      } else if (me.equals(jedis.get("lock"))) {
        jedis.del("lock");
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      if (me.equals("Ben")) {
        jedis.set("got", String.valueOf(lock(jedis, me)));
      } else {
        jedis.eval("if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0",
            List.of("lock"), List.of(me));
      }
    }

    @Override
    Interleavings with(Interleavings orders) {
      return orders.happens("Ann's lease ends", jedis -> {
        if ("Ann".equals(jedis.get("lock"))) {
          Leases.end(jedis, "lock");
        }
      });
    }

    @Override
    boolean holds(RedisClient jedis) {
      return jedis.get("got").equals("false") || "Ben".equals(jedis.get("lock"));
    }
  },

  RENEWAL_OF_ANOTHERS_LOCK("nobody's lease is prolonged but one's own",
      jedis -> jedis.set("lock", "Ann", SetParams.setParams().px(60_000))) {
    @Override
    void racy(RedisClient jedis, String me) {
      if (me.equals("Ben")) {
        lock(jedis, me);
      } else if (me.equals(jedis.get("lock"))) {
        jedis.pexpire("lock", 600_000);
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      if (me.equals("Ben")) {
        lock(jedis, me);
      } else {
        jedis.eval("if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], 600000) end return 0",
            List.of("lock"), List.of(me));
      }
    }

    @Override
    Interleavings with(Interleavings orders) {
      return GET_COMPARE_DEL.with(orders);
    }

    @Override
    boolean holds(RedisClient jedis) {
      return !"Ben".equals(jedis.get("lock")) || jedis.pttl("lock") <= 60_000;
    }
  },

  STAMPEDE("the page is rendered once", jedis -> {}) {
    private final AtomicInteger renderings = new AtomicInteger();

    @Override
    void setUp(RedisClient jedis) {
      renderings.set(0);
    }

    @Override
    void racy(RedisClient jedis, String me) {
      if (jedis.get("page") == null) {
        renderings.incrementAndGet();
        jedis.set("page", "<html>");
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      if (jedis.get("page") == null && jedis.setnx("page:rendering", me) == 1) {
        renderings.incrementAndGet();
        jedis.set("page", "<html>");
      }
    }

    @Override
    boolean holds(RedisClient jedis) {
      return renderings.get() == 1;
    }
  },

  TRANSFER_IN_TWO_STEPS("no money is missing", jedis -> jedis.mset("a", "100", "b", "0")) {
    @Override
    void racy(RedisClient jedis, String me) {
      if (me.equals("Ben")) {
        audit(jedis);
      } else {
        jedis.decrBy("a", 30);
        jedis.incrBy("b", 30);
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      if (me.equals("Ben")) {
        audit(jedis);
      } else {
        try (var transaction = jedis.multi()) {
          transaction.decrBy("a", 30);
          transaction.incrBy("b", 30);
          transaction.exec();
        }
      }
    }

    @Override
    boolean holds(RedisClient jedis) {
      return jedis.get("audit").equals("100");
    }
  },

  A_PIPELINE_IS_NO_TRANSACTION("no money is missing", jedis -> jedis.mset("a", "100", "b", "0")) {
    @Override
    void racy(RedisClient jedis, String me) {
      if (me.equals("Ben")) {
        audit(jedis);
      } else {
        try (var pipeline = jedis.pipelined()) {
          pipeline.decrBy("a", 30);
          pipeline.incrBy("b", 30);
          pipeline.sync();
        }
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      TRANSFER_IN_TWO_STEPS.atomic(jedis, me);
    }

    @Override
    boolean holds(RedisClient jedis) {
      return jedis.get("audit").equals("100");
    }
  },

  DOUBLE_SPEND("what is spent was there", jedis -> jedis.set("purse", "10")) {
    @Override
    void racy(RedisClient jedis, String me) {
      if (Integer.parseInt(jedis.get("purse")) >= 8) {
        jedis.decrBy("purse", 8);
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      jedis.eval("if tonumber(redis.call('get', KEYS[1])) >= 8 then return redis.call('decrby', KEYS[1], 8) end return -1",
          List.of("purse"), List.of());
    }

    @Override
    boolean holds(RedisClient jedis) {
      return jedis.get("purse").equals("2");
    }
  },

  RESURRECTED_SESSION("who is logged out stays so", jedis -> jedis.hset("session", Map.of("user", "zoe"))) {
    @Override
    void racy(RedisClient jedis, String me) {
      if (me.equals("Ben")) {
        jedis.del("session");
      } else if (jedis.exists("session")) {
        jedis.hset("session", Map.of("seen", "now"));
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      if (me.equals("Ben")) {
        jedis.del("session");
      } else {
        jedis.eval("if redis.call('exists', KEYS[1]) == 1 then redis.call('hset', KEYS[1], 'seen', 'now') end",
            List.of("session"), List.of());
      }
    }

    @Override
    boolean holds(RedisClient jedis) {
      return !jedis.exists("session");
    }
  },

  MULTI_WITHOUT_WATCH("no visit is lost", jedis -> jedis.set("visits", "0")) {
    @Override
    void racy(RedisClient jedis, String me) {
      var visits = Integer.parseInt(jedis.get("visits"));
      try (var transaction = jedis.multi()) {
        transaction.set("visits", String.valueOf(visits + 1));
        transaction.exec();
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      List<Object> done = null;
      while (done == null) {
        try (var transaction = jedis.transaction(false)) {
          transaction.watch("visits");
          var visits = Integer.parseInt(jedis.get("visits"));
          transaction.multi();
          transaction.set("visits", String.valueOf(visits + 1));
          done = transaction.exec();
        }
      }
    }

    @Override
    boolean holds(RedisClient jedis) {
      return jedis.get("visits").equals("2");
    }
  },

  ONE_BLOB_FOR_ALL_FIELDS("both changes are there", jedis -> jedis.set("profile", "name=zoe,city=bonn")) {
    @Override
    void racy(RedisClient jedis, String me) {
      var profile = jedis.get("profile");
      jedis.set("profile", me.equals("Ann") ? profile.replace("zoe", "zoé") : profile.replace("bonn", "ulm"));
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      jedis.hset("fields", me.equals("Ann") ? Map.of("name", "zoé") : Map.of("city", "ulm"));
    }

    @Override
    boolean holds(RedisClient jedis) {
      return jedis.get("profile").equals("name=zoé,city=ulm")
          || jedis.hgetAll("fields").equals(Map.of("name", "zoé", "city", "ulm"));
    }
  },

  STALE_VALUE_PUT_BACK("what is cached is not older than the row", jedis -> jedis.set("row", "old")) {
    @Override
    void racy(RedisClient jedis, String me) {
      if (me.equals("Ben")) {
        jedis.set("row", "new");
        jedis.del("cache");
      } else if (jedis.get("cache") == null) {
        jedis.set("cache", jedis.get("row"));
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      if (me.equals("Ben")) {
        jedis.set("row", "new");
        jedis.incr("version");
        jedis.del("cache");
      } else if (jedis.get("cache") == null) {
        var version = jedis.get("version");
        var row = jedis.get("row");
        jedis.eval("if (redis.call('get', KEYS[1]) or '') == ARGV[1] then redis.call('set', KEYS[2], ARGV[2]) end",
            List.of("version", "cache"), List.of(Objects.toString(version, ""), row));
      }
    }

    @Override
    boolean holds(RedisClient jedis) {
      return !"old".equals(jedis.get("cache"));
    }
  },

  LIMIT_CHECKED_BEFORE_COUNTING("one hit is let in", jedis -> {}) {
    @Override
    void racy(RedisClient jedis, String me) {
      if (jedis.get("hits") == null) {
        jedis.incr("hits");
        jedis.sadd("in", me);
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      if (jedis.incr("hits") == 1) {
        jedis.sadd("in", me);
      }
    }

    @Override
    boolean holds(RedisClient jedis) {
      return jedis.scard("in") == 1;
    }
  },

  BEST_SCORE_OVERWRITTEN("the best score stays", jedis -> jedis.zadd("board", 10, "zoe")) {
    @Override
    void racy(RedisClient jedis, String me) {
      if (jedis.zscore("board", "zoe") < score(me)) {
        jedis.zadd("board", score(me), "zoe");
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      jedis.zadd("board", score(me), "zoe", ZAddParams.zAddParams().gt());
    }

    private static int score(String me) {
      return me.equals("Ann") ? 20 : 30;
    }

    @Override
    boolean holds(RedisClient jedis) {
      return jedis.zscore("board", "zoe") == 30;
    }
  },

  ONE_JOB_FOR_TWO("a job is done once", jedis -> jedis.rpush("jobs", "1", "2")) {
    @Override
    void racy(RedisClient jedis, String me) {
      var job = jedis.lindex("jobs", 0);
      jedis.lrem("jobs", 1, job);
      jedis.rpush("done", job);
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      jedis.rpush("done", jedis.lpop("jobs"));
    }

    @Override
    boolean holds(RedisClient jedis) {
      return List.copyOf(new TreeSet<>(jedis.lrange("done", 0, -1))).equals(List.of("1", "2"));
    }
  },

  THE_NEXT_NUMBER("every order has a number of its own", jedis -> jedis.zadd("orders", 1, "first")) {
    @Override
    void racy(RedisClient jedis, String me) {
      var last = jedis.zrevrangeWithScores("orders", 0, 0).get(0).getScore();
      jedis.zadd("orders", last + 1, me);
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      jedis.zadd("orders", 1 + jedis.incr("last"), me);
    }

    @Override
    boolean holds(RedisClient jedis) {
      return !Objects.equals(jedis.zscore("orders", "Ann"), jedis.zscore("orders", "Ben"));
    }
  },

  SOLD_BELOW_ZERO("the stock is never negative", jedis -> jedis.set("stock", "1")) {
    @Override
    void racy(RedisClient jedis, String me) {
      if (jedis.decr("stock") < 0) {
        jedis.rpush("seen", jedis.get("stock"));
        jedis.incr("stock");
      }
    }

    @Override
    void atomic(RedisClient jedis, String me) {
      jedis.eval("if tonumber(redis.call('get', KEYS[1])) > 0 then return redis.call('decr', KEYS[1]) end return -1",
          List.of("stock"), List.of());
    }

    @Override
    boolean holds(RedisClient jedis) {
      return jedis.lrange("seen", 0, -1).stream().noneMatch(seen -> seen.startsWith("-"));
    }
  };

  final String claim;
  private final Interleavings.Doing setup;

  KnownRace(String claim, Interleavings.Doing setup) {
    this.claim = claim;
    this.setup = setup;
  }

  void setUp(RedisClient jedis) throws Exception {
    setup.run(jedis);
  }

  abstract void racy(RedisClient jedis, String me);

  abstract void atomic(RedisClient jedis, String me);

  abstract boolean holds(RedisClient jedis);

  Interleavings with(Interleavings orders) {
    return orders;
  }

  private static boolean lock(RedisClient jedis, String me) {
    return jedis.set("lock", me, SetParams.setParams().nx().px(60_000)) != null;
  }

  private static void unlocked(RedisClient jedis, String me, String owner) {
    if (owner != null && !owner.equals(me)) {
      jedis.set("stolen", owner);
    }
  }

  private static void audit(RedisClient jedis) {
    var all = jedis.mget("a", "b");
    jedis.set("audit", String.valueOf(Integer.parseInt(all.get(0)) + Integer.parseInt(all.get(1))));
  }
}
