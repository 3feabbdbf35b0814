package task1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Budget;
import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Mentions;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Exchange;
import beyondcache.wire.Wire;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

@ExerciseTest
class FollowersTest {

  private Followers followers;

  @BeforeEach
  void connect(Standalone redis) {
    followers = new Followers(redis.host(), redis.port());
  }

  @AfterEach
  void disconnect() {
    followers.close();
  }

  @Test
  void whoFollowsFollows() {
    followers.follow("ann", "ben");
    followers.follow("ann", "ben");
    assertTrue(followers.follows("ann", "ben"));
    assertFalse(followers.follows("ben", "ann"), "following goes one way");
    assertEquals(1, followers.countFollowers("ben"), "following twice is following once");
  }

  @Test
  void whoUnfollowsFollowsNoMore() {
    followers.follow("ann", "ben");
    followers.follow("eva", "ben");
    followers.unfollow("ann", "ben");
    followers.unfollow("ann", "dan");
    assertFalse(followers.follows("ann", "ben"));
    assertTrue(followers.follows("eva", "ben"));
    assertEquals(1, followers.countFollowers("ben"));
    assertEquals(0, followers.countFollowers("dan"));
  }

  @Test
  void whomBothFollow() {
    follow("ann", "ben", "dan", "eva");
    follow("joe", "dan", "eva", "kim");
    assertEquals(Set.of("dan", "eva"), Set.copyOf(followers.bothFollow("ann", "joe")));
    assertEquals(Set.of(), Set.copyOf(followers.bothFollow("ann", "nobody")));
  }

  @Test
  void anyTextIsAName() {
    follow("ann", "ben:ann", "über 東京 🚀", "a*");
    follow("ann:ben", "ann");
    follow("joe", "ben:ann", "abc");
    assertEquals(Set.of("ben:ann"), Set.copyOf(followers.bothFollow("ann", "joe")), "whom both Ann and Joe follow");
    assertFalse(followers.follows("ann", "ben"), "Ann follows Ben; she follows ben:ann");
    assertFalse(followers.follows("ann", "ann"), "Ann follows herself; ann:ben follows her");
    assertEquals(1, followers.countFollowers("ann"), "followers of Ann: ann:ben");
    assertEquals(Set.of(), Set.copyOf(followers.bothFollow("ann", "ann:ben")), "whom both Ann and ann:ben follow");
    followers.forget("ann");
    assertEquals(Set.of("ben:ann", "abc"), Set.copyOf(followers.bothFollow("joe", "joe")), "whom Joe follows, after Ann was forgotten");
    follow("ann:ben", "kim");
    assertEquals(Set.of("kim"), Set.copyOf(followers.bothFollow("ann:ben", "ann:ben")), "whom ann:ben follows");
  }

  @Test
  void suggestionsComeFromThoseWhomOneFollows() {
    follow("ann", "ben", "dan", "eva");
    follow("ben", "kim", "lee", "ann", "dan");
    follow("dan", "kim", "moe");
    follow("eva", "kim", "lee", "joe");
    assertEquals(List.of("kim", "lee", "joe", "moe"), followers.suggestions("ann", 10));
    assertEquals(List.of("kim", "lee", "joe"), followers.suggestions("ann", 3), "three at the most");
    assertEquals(List.of(), followers.suggestions("nobody", 3));
  }

  @Test
  void amongEqualSuggestionsTheOrderIsThatOfTheNames() {
    var names = List.of("zoe", "Zed", "abe", "kim", "10", "9", "über", "lee", "Lee", "moe", "joe", "a", "🚀", "ｚ");
    follow("ann", "ben");
    names.forEach(name -> follow("ben", name));
    assertEquals(names.stream().sorted().toList(), followers.suggestions("ann", 20), "all suggestions, each of them followed by one person");
    assertEquals(names.stream().sorted().limit(5).toList(), followers.suggestions("ann", 5), "five of them");
  }

  @Test
  void suggestionsFollowWhatHasChanged(Standalone redis) {
    follow("ann", "ben");
    follow("ben", "kim", "lee");
    try (var other = new Followers(redis.host(), redis.port())) {
      assertEquals(List.of("kim", "lee"), other.suggestions("ann", 10), "suggestions for Ann");
      assertEquals(Set.of("ben"), Set.copyOf(other.bothFollow("ann", "ann")), "whom Ann follows");
      assertFalse(other.follows("ann", "kim"), "Ann follows Kim, before she does");
      follow("ann", "kim");
      assertEquals(List.of("lee"), other.suggestions("ann", 10), "suggestions for Ann, once she follows Kim through another server");
      assertEquals(Set.of("ben", "kim"), Set.copyOf(other.bothFollow("ann", "ann")), "whom Ann follows, once she follows Kim through another server");
      assertTrue(other.follows("ann", "kim"), "Ann follows Kim, through another server");
      followers.forget("lee");
      assertEquals(List.of(), other.suggestions("ann", 10), "suggestions for Ann, once Lee was forgotten");
    }
  }

  @Test
  @Misconception("M3")
  void suggestionsDoNotCostARoundTripForEachFriend(Standalone redis) throws Exception {
    for (int friend = 0; friend < 60; friend++) {
      follow("ann", "friend " + friend);
      follow("friend " + friend, "friend of a friend", "stranger " + friend);
    }
    try (var wire = Wire.inFrontOf(redis); var watched = new Followers(wire.host(), wire.port("followers"))) {
      watched.follows("ann", "ben"); // connects
      var tape = Budget.of(wire, () -> assertEquals(List.of("friend of a friend"), watched.suggestions("ann", 1))).tape();
      assertTrue(tape.roundTrips() <= 6, "Suggestions for somebody who follows 60 took " + tape.roundTrips()
          + " round trips; ask for the friends of all of them together.");
    }
  }

  @Test
  void everyFollowerIsVisited() {
    IntStream.range(0, 300).forEach(i -> followers.follow("fan " + i, "star"));
    var visited = new ArrayList<String>();
    followers.forEachFollower("star", visited::add);
    assertEquals(300, visited.size(), "visits");
    assertEquals(300, new HashSet<>(visited).size(), "different followers visited");
    followers.forEachFollower("nobody", fan -> assertEquals("", fan, "nobody has no followers"));
  }

  @Test
  void namesWithEqualHashCodesAreDifferentFollowers() {
    follow("Aa", "star");
    follow("BB", "star");
    var visited = new HashSet<String>();
    followers.forEachFollower("star", visited::add);
    assertEquals(Set.of("Aa", "BB"), visited, "followers visited; String.hashCode is equal for these two names");
  }

  @Test
  void aVisitDoesNotDisturbAnother() {
    IntStream.range(0, 1500).forEach(i -> followers.follow("fan " + i, "star"));
    var outer = new HashSet<String>();
    var inner = new HashSet<String>();
    followers.forEachFollower("star", fan -> {
      if (outer.isEmpty()) {
        followers.forEachFollower("star", inner::add);
      }
      outer.add(fan);
    });
    assertEquals(1500, inner.size(), "different followers visited, by a visit that began during another one");
    assertEquals(1500, outer.size(), "different followers visited, by the visit that began first");
  }

  @Test
  void aDoubleClickFollowsOnce(Standalone redis) {
    var orders = Interleavings.on(redis);
    try (var one = new Followers("127.0.0.1", orders.port("first click")); var two = new Followers("127.0.0.1", orders.port("second click"))) {
      orders.doing("first click", jedis -> one.follow("ann", "ben"))
          .doing("second click", jedis -> two.follow("ann", "ben"))
          .check("Ben has one follower", (jedis, end) -> {
            assertEquals(1, followers.countFollowers("ben"), "followers of Ben, whom Ann follows");
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  void followingAndUnfollowingAtTheSameTimeAgree(Standalone redis) {
    var orders = Interleavings.on(redis);
    try (var one = new Followers("127.0.0.1", orders.port("follows")); var two = new Followers("127.0.0.1", orders.port("unfollows"))) {
      orders.doing("follows", jedis -> one.follow("ann", "ben"))
          .doing("unfollows", jedis -> two.unfollow("ann", "ben"))
          .check("either Ann follows Ben by every question that one can ask, or by none", (jedis, end) -> {
            var visited = new ArrayList<String>();
            followers.forEachFollower("ben", visited::add);
            boolean follows = followers.follows("ann", "ben");
            assertEquals(follows ? 1 : 0, followers.countFollowers("ben"), "followers of Ben; follows returned " + follows);
            assertEquals(follows ? List.of("ann") : List.of(), visited, "followers of Ben who were visited; follows returned " + follows);
            assertEquals(follows ? Set.of("ben") : Set.of(), Set.copyOf(followers.bothFollow("ann", "ann")), "whom Ann follows; follows returned " + follows);
            return true;
          })
          .assertHolds();
    }
  }

  @Test
  void noReplyCarriesAllFollowers(Standalone redis) throws Exception {
    IntStream.range(0, 3000).forEach(i -> followers.follow("a fan with a long name, ".repeat(4) + i, "star"));
    try (var wire = Wire.inFrontOf(redis); var watched = new Followers(wire.host(), wire.port("followers"))) {
      watched.follows("ann", "ben"); // connects
      var tape = Budget.of(wire, () -> watched.forEachFollower("star", fan -> {})).tape();
      long largest = tape.entries().stream().mapToLong(Exchange::replyBytes).max().orElse(0);
      assertTrue(largest < 200_000, "One reply carried " + largest
          + " bytes of followers. A star with a million of them would keep Redis and the network busy for all others.");
      Budget.of(wire, () -> assertTrue(watched.follows("a fan with a long name, ".repeat(4) + 7, "star"))).replyBytes(1000);
      Budget.of(wire, () -> assertEquals(3000, watched.countFollowers("star"))).replyBytes(1000);
      assertTrue(tape.roundTrips() < 900, "Reading 3000 followers took " + tape.roundTrips() + " round trips.");
    }
    followers.forget("star");
    long left = IntStream.range(0, 300).filter(i -> followers.follows("a fan with a long name, ".repeat(4) + 10 * i, "star")).count();
    assertEquals(0, left, "followers left, of 300 that were asked about, after the star was forgotten");
    assertEquals(0, redis.jedis().dbSize(), "keys left after the star, whom all others followed, was forgotten");
  }

  @Test
  @Misconception("M10")
  void nobodyIsVisitedTwiceEvenIfTheScanRepeatsSomebody(Standalone redis) throws Exception {
    IntStream.range(0, 1600).forEach(i -> followers.follow("fan " + i, "star"));
    try (var relay = new RepeatingScans(redis); var scanning = new Followers("127.0.0.1", relay.port())) {
      var visited = new ArrayList<String>();
      scanning.forEachFollower("star", visited::add);
      var once = new HashSet<>(visited);
      assertEquals(1600, once.size(), "different followers visited");
      assertEquals(once.size(), visited.size(), "visits: SCAN, SSCAN, HSCAN and ZSCAN may give an element more than once, "
          + "for instance while a set shrinks, and here they did");
    }
  }

  @Test
  @Misconception("M10")
  void whoFollowsAllTheWhileIsVisitedThoughOthersLeave() {
    IntStream.range(0, 1500).forEach(i -> followers.follow("fan " + i, "star"));
    var visited = new HashSet<String>();
    followers.forEachFollower("star", fan -> {
      visited.add(fan);
      if (visited.size() <= 750) {
        followers.unfollow(fan, "star");
      }
    });
    assertEquals(1500, visited.size(), "different followers visited, half of whom unfollowed right after their visit");
  }

  @Test
  @Misconception("M10")
  void whoLeavesAndComesBackIsNotVisitedTwice() {
    IntStream.range(0, 800).forEach(i -> followers.follow("fan " + i, "star"));
    var visits = new ArrayList<String>();
    followers.forEachFollower("star", fan -> {
      visits.add(fan);
      if (visits.size() <= 10) {
        followers.unfollow(fan, "star");
        followers.follow(fan, "star");
      }
    });
    assertEquals(800, new HashSet<>(visits).size(), "different followers visited");
    assertEquals(800, visits.size(), "visits: ten of the followers unfollowed right after their visit, and followed again");
  }

  @Test
  void whoIsForgottenLeavesNothing(Standalone redis) {
    follow("ann", "ben", "eva");
    follow("ben", "ann", "eva");
    follow("eva", "ann");
    followers.suggestions("ann", 10);
    followers.suggestions("ben", 10);
    followers.forget("ann");
    assertFalse(followers.follows("ben", "ann"), "Ben follows Ann, who was forgotten");
    assertFalse(followers.follows("eva", "ann"), "Eva follows Ann, who was forgotten");
    assertFalse(followers.follows("ann", "ben"), "Ann, who was forgotten, follows Ben");
    assertEquals(Set.of(), Set.copyOf(followers.bothFollow("ben", "eva")), "whom both Ben and Eva follow, who followed Ann");
    assertEquals(List.of(), Mentions.of(redis.jedis(), "ann"), "keys in which Ann is still mentioned");
    assertEquals(0, followers.countFollowers("ann"));
    assertEquals(1, followers.countFollowers("eva"), "followers of Eva: Ben, and Ann no more");
    assertEquals(0, followers.countFollowers("ben"), "followers of Ben");
    followers.forget("ben");
    followers.forget("eva");
    assertEquals(0, redis.jedis().dbSize(), "keys left after everybody was forgotten");
  }

  @Test
  @Misconception("M1")
  void nothingWalksThroughTheKeyspace(RedisClient jedis, Standalone redis) throws Exception {
    try (var others = jedis.pipelined()) {
      IntStream.range(0, 2000).forEach(i -> others.set("follow-up:" + i, "a key of another part of the application"));
    }
    follow("ann", "ben", "eva");
    follow("ben", "ann");
    try (var wire = Wire.inFrontOf(redis); var watched = new Followers(wire.host(), wire.port("followers"))) {
      var before = walks(jedis);
      watched.follows("ann", "ben");
      watched.countFollowers("ben");
      watched.bothFollow("ann", "ben");
      watched.suggestions("ann", 3);
      watched.forEachFollower("eva", fan -> { });
      watched.unfollow("ann", "eva");
      watched.follow("ann", "eva");
      var tape = Budget.of(wire, () -> watched.forget("ann")).tape();
      assertEquals(0, walks(jedis) - before, "calls of KEYS and SCAN, those of scripts included. KEYS looks at every key there is, and "
          + "everybody waits meanwhile; SCAN is a walk in steps, but through all 2000 keys all the same");
      assertTrue(tape.entries().size() <= 30, "To forget somebody with three relations took " + tape.entries().size()
          + " commands, with 2000 other keys in Redis.");
    }
  }

  /** How often Redis was asked to walk through its keys so far. Its statistics count what scripts call, too. */
  private static long walks(RedisClient jedis) {
    return jedis.info("commandstats").lines()
        .filter(line -> line.matches("cmdstat_(keys|scan):.*"))
        .mapToLong(line -> Long.parseLong(line.replaceFirst(".*?calls=(\\d+).*", "$1")))
        .sum();
  }

  private void follow(String follower, String... followed) {
    for (var one : followed) {
      followers.follow(follower, one);
    }
  }

  /**
   * Stands between client and server and does what the documentation of SCAN allows a server to do: it gives some elements
   * once more, in the next reply and in all later ones. A real server does so while a set shrinks, which no test can make
   * happen on demand. One command at a time; nothing but the replies to the SCAN family, and to scripts that use it, is
   * touched.
   */
  private static final class RepeatingScans implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"));
    private final Standalone redis;
    private final List<Socket> sockets = new ArrayList<>();

    RepeatingScans(Standalone redis) throws IOException {
      this.redis = redis;
      start(this::accept);
    }

    int port() {
      return door.getLocalPort();
    }

    private void accept() throws IOException {
      while (true) {
        var client = door.accept();
        var server = new Socket(redis.host(), redis.port());
        synchronized (sockets) {
          sockets.add(client);
          sockets.add(server);
        }
        start(() -> relay(client, server));
      }
    }

    private static void relay(Socket client, Socket server) throws IOException {
      var commands = new BufferedInputStream(client.getInputStream());
      var replies = new BufferedInputStream(server.getInputStream());
      List<byte[]> before = List.of();
      List<byte[]> first = List.of();
      int repeated = 0;
      boolean scripts = false;
      while (true) {
        var command = value(commands);
        server.getOutputStream().write(command.raw());
        var reply = value(replies);
        var name = new String(command.parts().get(0), StandardCharsets.UTF_8).toUpperCase();
        var whole = new String(command.raw(), StandardCharsets.UTF_8).toUpperCase();
        boolean script = name.contains("EVAL") || name.contains("SCRIPT");
        scripts |= script && whole.matches("(?s).*['\"][SHZ]SCAN['\"].*");
        if ((name.matches("(?s).*\\b[SHZ]?SCAN\\b.*") || script && scripts) && reply.parts().size() == 2) {
          var elements = new ArrayList<>(value(new java.io.ByteArrayInputStream(reply.parts().get(1))).parts());
          int pair = (script ? whole : name).matches("(?s).*\\b[HZ]SCAN\\b.*") ? 2 : 1;
          // Others of the first reply each time, so that whoever remembers one reply only is found out as well.
          int from = repeated * 5 * pair;
          var again = new ArrayList<>(first.subList(Math.min(first.size(), from), Math.min(first.size(), from + 5 * pair)));
          again.addAll(before.subList(0, Math.min(before.size(), 5 * pair)));
          before = List.copyOf(elements);
          repeated++;
          first = repeated == 1 ? before : first;
          elements.addAll(again);
          client.getOutputStream().write(array(List.of(reply.parts().get(0), array(elements))));
        } else {
          client.getOutputStream().write(reply.raw());
        }
      }
    }

    private record Value(byte[] raw, List<byte[]> parts) {}

    private static byte[] array(List<byte[]> parts) {
      var out = new ByteArrayOutputStream();
      out.writeBytes(("*" + parts.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
      parts.forEach(out::writeBytes);
      return out.toByteArray();
    }

    /** The next value of the Redis protocol, whole, and the values it consists of. */
    private static Value value(InputStream in) throws IOException {
      var raw = new ByteArrayOutputStream();
      int next;
      do {
        next = in.read();
        if (next < 0) {
          throw new EOFException();
        }
        raw.write(next);
      } while (next != '\n');
      var line = raw.toString(StandardCharsets.US_ASCII).strip();
      var parts = new ArrayList<byte[]>();
      switch (line.charAt(0)) {
        case '$', '=', '!' -> {
          int length = Integer.parseInt(line.substring(1));
          raw.writeBytes(in.readNBytes(length < 0 ? 0 : length + 2));
        }
        case '*', '~', '>', '%' -> {
          int length = Integer.parseInt(line.substring(1)) * (line.charAt(0) == '%' ? 2 : 1);
          for (int i = 0; i < length; i++) {
            parts.add(value(in).raw());
          }
          parts.forEach(raw::writeBytes);
        }
        default -> { }
      }
      return new Value(raw.toByteArray(), parts);
    }

    private interface Loop {
      void run() throws IOException;
    }

    private static void start(Loop loop) {
      var thread = new Thread(() -> {
        try {
          loop.run();
        } catch (IOException e) {
          // One side has closed its connection: the end of this loop.
        }
      }, "repeating scans");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      door.close();
      synchronized (sockets) {
        for (var socket : sockets) {
          socket.close();
        }
      }
    }
  }
}
