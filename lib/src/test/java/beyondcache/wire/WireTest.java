package beyondcache.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.config.Config;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;

class WireTest {

  private static Standalone redis;
  private Wire wire;

  @BeforeAll
  static void start() {
    redis = Sandbox.standalone();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void open() {
    redis.flush();
    wire = Wire.inFrontOf(redis);
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private Socket socket(String actor) throws IOException {
    var socket = new Socket(wire.host(), wire.port(actor));
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), UTF_8);
  }

  @Test
  void aTapeHasCommandsRepliesAndActors() {
    wire.jedis("Ann").set("greeting", "good day");
    wire.jedis("Ben").get("greeting");
    wire.jedis("Ben").get("nothing");
    wire.jedis("Ann").hset("h", Map.of("f", "1"));
    wire.jedis("Ann").hgetAll("h");
    var tape = wire.tape();
    assertEquals(List.of("SET greeting \"good day\"", "GET greeting", "GET nothing", "HSET h f 1", "HGETALL h"),
        tape.commands());
    assertEquals(List.of("OK", "\"good day\"", "(nil)", "(integer) 1", "1# \"f\" => \"1\""),
        tape.entries().stream().map(Exchange::replyText).toList());
    assertEquals(List.of("Ann", "Ben"), tape.actors());
    assertEquals(2, tape.of("Ben").entries().size());
    assertEquals(5, tape.roundTrips());
    assertEquals(2, tape.count("get"));
    var set = tape.entries().get(0);
    assertEquals("*3\r\n$3\r\nSET\r\n$8\r\ngreeting\r\n$8\r\ngood day\r\n".length(), set.requestBytes());
    assertEquals("+OK\r\n".length(), set.replyBytes());
    assertTrue(set.nanos() > 0);
  }

  @Test
  void whatTheClientSendsOfItselfIsFoldedAway() {
    wire.jedis("Ann").incr("visits");
    assertEquals(List.of("INCR visits"), wire.tape().commands());
    assertEquals(1, wire.tape().folded().get("HELLO"));
    assertTrue(wire.tape().summary().contains("folded away: "), wire.tape().summary());
    assertTrue(wire.tape().unfolded().commands().size() > 1);
  }

  @Test
  void recordingTakesPartOfTheTape() throws Exception {
    wire.jedis("Ann").incr("visits");
    var tape = wire.record(() -> wire.jedis("Ann").incr("clicks"));
    assertEquals(List.of("INCR clicks"), tape.commands());
    wire.clear();
    assertEquals(List.of(), wire.tape().entries());
  }

  @Test
  void aPipelineIsOneRoundTripOfWhateverLength() {
    for (var commands : new int[] {2, 100, 5000}) {
      wire.clear();
      try (var pipeline = wire.jedis("Ann").pipelined()) {
        for (var i = 0; i < commands; i++) {
          pipeline.set("key:" + i, "value");
        }
        pipeline.sync();
      }
      assertEquals(commands, wire.tape().count("SET"));
      assertEquals(1, wire.tape().roundTrips(), commands + " commands");
    }
  }

  @Test
  void transactionsPassAndShowTheirReplies() {
    try (var transaction = wire.jedis("Ann").multi()) {
      transaction.incr("a");
      transaction.incr("b");
      assertEquals(List.of(1L, 1L), transaction.exec());
    }
    assertEquals("1) (integer) 1 2) (integer) 1", last("EXEC").replyText());
  }

  private Exchange last(String command) {
    return wire.tape().entries().stream().filter(e -> e.command().equals(command)).reduce((a, b) -> b).orElseThrow();
  }

  @Test
  void bytesArriveAsTheyWereSent() {
    var value = new byte[200_000];
    new Random(1).nextBytes(value);
    wire.jedis("Ann").set(new byte[] {0, 13, 10, -1}, value);
    assertArrayEquals(value, wire.jedis("Ann").get(new byte[] {0, 13, 10, -1}));
    assertArrayEquals(value, redis.jedis().get(new byte[] {0, 13, 10, -1}));
    assertEquals("GET \"\\x00\\x0d\\x0a\\xff\"", last("GET").text().replace("\\r", "\\x0d").replace("\\n", "\\x0a"));
    assertEquals(200_000, last("GET").reply().size());
    assertTrue(last("GET").reply().isPrefix());
  }

  @Test
  void aHundredMegabytesPassWithoutBeingKept() throws Exception {
    var size = 100 * 1024 * 1024;
    try (var socket = socket("Ann")) {
      var sending = CompletableFuture.runAsync(() -> {
        try {
          send(socket, "*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$" + size + "\r\n");
          var piece = new byte[1024 * 1024];
          Arrays.fill(piece, (byte) 'x');
          for (var i = 0; i < 100; i++) {
            socket.getOutputStream().write(piece);
          }
          send(socket, "\r\n*2\r\n$3\r\nGET\r\n$3\r\nbig\r\n");
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
      var head = "+OK\r\n$" + size + "\r\n";
      assertEquals(head, read(socket, head.length()));
      skip(socket.getInputStream(), size);
      assertEquals("\r\n", read(socket, 2));
      sending.get(10, TimeUnit.SECONDS);
    }
    var get = last("GET");
    assertEquals(size, get.reply().size());
    assertTrue(get.reply().bytes().length < 100_000);
    assertTrue(get.replyBytes() > size);
    redis.jedis().del("big");
  }

  private static void skip(InputStream in, int length) throws IOException {
    var buffer = new byte[1024 * 1024];
    for (var left = length; left > 0;) {
      var n = in.read(buffer, 0, Math.min(left, buffer.length));
      assertTrue(n > 0, "the connection ended");
      left -= n;
    }
  }

  @Test
  void inlineCommandsAndPiecesOfAnyLength() throws Exception {
    try (var socket = socket("telnet")) {
      send(socket, "SET  a \"x y\"\r\n\r\nGET a\n");
      assertEquals("+OK\r\n$3\r\nx y\r\n", read(socket, 14));
      for (var b : "*2\r\n$3\r\nGET\r\n$1\r\na\r\n".split("")) {
        send(socket, b);
      }
      assertEquals("$3\r\nx y\r\n", read(socket, 9));
    }
    assertEquals(List.of("SET a \"x y\"", "GET a", "GET a"), wire.tape().commands());
  }

  @Test
  void rubbishReachesTheServerWhichSaysSo() throws Exception {
    try (var socket = socket("telnet")) {
      send(socket, "*1\r\n!rubbish\r\n");
      assertTrue(read(socket, 30).startsWith("-ERR Protocol error"));
    }
  }

  @Test
  void aHalfClosedConnectionGetsItsReplies() throws Exception {
    try (var socket = socket("nc")) {
      send(socket, "INCR visits\r\n");
      socket.shutdownOutput();
      assertEquals(":1\r\n", new String(socket.getInputStream().readAllBytes(), UTF_8));
    }
  }

  @Test
  void switchingTheProtocolOnTheWay() throws Exception {
    try (var socket = socket("Ann")) {
      send(socket, "HSET h f v\r\nHGETALL h\r\n");
      assertEquals(":1\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n", read(socket, 22));
      send(socket, "HELLO 3\r\nHGETALL h\r\n");
      await().until(() -> last("HGETALL").reply() != null && last("HGETALL").reply().kind() == Reply.Kind.MAP);
      send(socket, "GET nothing\r\nZADD z 1.5 m\r\nZSCORE z m\r\nSMEMBERS z\r\n");
      await().until(() -> wire.tape().count("SMEMBERS") == 1 && last("SMEMBERS").reply() != null);
      assertEquals("(double) 1.5", last("ZSCORE").replyText());
      assertEquals("(nil)", last("GET").replyText());
      assertTrue(last("SMEMBERS").reply().isError());
    }
  }

  @Test
  void blockingCommandsWait() throws Exception {
    var popped = CompletableFuture.supplyAsync(() -> wire.jedis("Ben").blpop(10, "jobs"));
    await().until(() -> wire.tape().count("BLPOP") == 1);
    assertNull(last("BLPOP").reply());
    wire.jedis("Ann").rpush("jobs", "1");
    assertEquals(List.of("jobs", "1"), popped.get(10, TimeUnit.SECONDS));
    assertEquals("1) \"jobs\" 2) \"1\"", last("BLPOP").replyText());
  }

  @Test
  void messagesArePushedBetweenReplies() throws Exception {
    for (var config : List.of(DefaultJedisClientConfig.builder().resp2().build(),
        DefaultJedisClientConfig.builder().resp3().build())) {
      wire.clear();
      var heard = new ConcurrentLinkedQueue<String>();
      var listener = new JedisPubSub() {
        @Override
        public void onMessage(String channel, String message) {
          heard.add(message);
          if (message.equals("bye")) {
            unsubscribe();
          }
        }
      };
      try (var client = RedisClient.builder().hostAndPort(wire.host(), wire.port("Ann")).clientConfig(config).build()) {
        var listening = CompletableFuture.runAsync(() -> client.subscribe(listener, "news", "weather"));
        await().until(() -> wire.tape().count("SUBSCRIBE") == 1 && last("SUBSCRIBE").reply() != null
            && last("SUBSCRIBE").reply().items().size() == 2);
        redis.jedis().publish("news", "hello");
        redis.jedis().publish("weather", "bye");
        listening.get(10, TimeUnit.SECONDS);
        assertEquals(List.of("hello", "bye"), List.copyOf(heard));
        client.set("after", "wards");
        assertEquals(2, wire.tape().entries().stream().filter(Exchange::pushed).count(), wire.tape().text());
        assertEquals("OK", last("SET").replyText());
        assertTrue(last("UNSUBSCRIBE").replyText().contains("unsubscribe"));
      }
    }
  }

  @Test
  void invalidationsArePushed() throws Exception {
    try (var socket = socket("Ann")) {
      send(socket, "HELLO 3\r\nCLIENT TRACKING ON\r\nGET a\r\n");
      await().until(() -> wire.tape().count("GET") == 1 && last("GET").reply() != null);
      redis.jedis().set("a", "2");
      await().until(() -> wire.tape().entries().stream().anyMatch(Exchange::pushed));
      send(socket, "GET a\r\n");
      await().until(() -> wire.tape().count("GET") == 2 && last("GET").reply() != null);
      assertEquals("\"2\"", last("GET").replyText());
    }
  }

  @Test
  void repliesThatAreSwitchedOff() throws Exception {
    try (var socket = socket("Ann")) {
      send(socket, "CLIENT REPLY SKIP\r\nINCR a\r\nINCR a\r\nCLIENT REPLY OFF\r\nINCR a\r\nCLIENT REPLY ON\r\nINCR a\r\n");
      assertEquals(":2\r\n+OK\r\n:4\r\n", read(socket, 13));
    }
    assertEquals(List.of("(no reply)", "(integer) 2", "(no reply)", "(integer) 4"), wire.tape().entries().stream()
        .filter(e -> e.command().equals("INCR")).map(Exchange::replyText).toList());
  }

  @Test
  void passwordsAreNotOnTheTape() throws Exception {
    try (var socket = socket("Ann")) {
      send(socket, "AUTH sesame\r\nHELLO 3 AUTH default sesame SETNAME me\r\nCONFIG SET requirepass sesame1\r\n"
          + "ACL SETUSER joe >sesame\r\nCONFIG SET requirepass \"\"\r\nPING\r\n");
      await().until(() -> wire.tape().count("PING") == 1 && last("PING").reply() != null);
    }
    redis.jedis().sendCommand(Protocol.Command.ACL, "DELUSER", "joe");
    assertFalse(wire.tape().unfolded().text().contains("sesame"), wire.tape().unfolded().text());
  }

  @Test
  void monitorStreams() throws Exception {
    try (var socket = socket("Ann")) {
      send(socket, "MONITOR\r\n");
      assertEquals("+OK\r\n", read(socket, 5));
      redis.jedis().set("seen", "1");
      await().until(() -> wire.tape().entries().stream().anyMatch(e -> e.pushed() && e.replyText().contains("seen")));
    }
  }

  @Test
  void otherClientsPassAsWell() throws Exception {
    var config = new Config();
    config.useSingleServer().setAddress("redis://127.0.0.1:" + wire.port("Redisson")).setConnectionMinimumIdleSize(1)
        .setConnectionPoolSize(2);
    var redisson = Redisson.create(config);
    try {
      var tape = wire.record(() -> {
        var lock = redisson.getLock("lock");
        lock.lock();
        lock.unlock();
      });
      assertTrue(tape.count("EVAL") + tape.count("EVALSHA") >= 2, tape.text());
    } finally {
      redisson.shutdown();
    }
    var lettuce = io.lettuce.core.RedisClient.create(RedisURI.create("redis://127.0.0.1:" + wire.port("Lettuce")));
    try (var connection = lettuce.connect()) {
      connection.sync().set("a", "b");
      assertEquals(List.of("SET a b"), wire.tape().of("Lettuce").commands());
    } finally {
      lettuce.shutdown(0, 1, TimeUnit.SECONDS);
    }
  }

  @Test
  void aServerThatDiesEndsTheConnections() {
    try (var own = Sandbox.standalone("maxclients 100"); var wire = Wire.inFrontOf(own);
        var jedis = new Jedis(wire.host(), wire.port("Ann"))) {
      jedis.set("a", "1");
      own.kill();
      assertThrows(JedisConnectionException.class,
          () -> jedis.get("a"));
      own.restart();
      wire.jedis("Ben").set("a", "1");
    }
  }
}
