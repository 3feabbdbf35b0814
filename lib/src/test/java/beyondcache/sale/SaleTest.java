package beyondcache.sale;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.SharedDatabase;
import beyondcache.sandbox.Standalone;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.params.XAddParams;

/** The application with the model answers, over HTTP; and with answers that are missing. */
class SaleTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static Standalone redis;
  private static Sale sale;

  @BeforeAll
  static void open() {
    redis = Sandbox.breakable();
    sale = plan(redis).answers(Answers.solutions()).start();
  }

  private static SalePlan plan(Standalone redis) {
    return Sale.on(redis).tickets(50).opensIn(Duration.ZERO).bank(MoodyBank.Moods.GOOD);
  }

  @AfterAll
  static void close() {
    sale.close();
    redis.close();
  }

  private static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  @Test
  void aSaleOnASharedServerLeavesTheOtherDatabasesAlone() {
    try (var shared = SharedDatabase.open(); var second = plan(shared.redis()).answers(Answers.solutions()).start()) {
      var report = Crowd.of(50).visit(second);
      assertTrue(report.audit().balances(), report.audit()::toString);
      assertTrue(report.audit().charges() > 0, "nobody has bought anything");
      assertEquals(0, shared.others().jedis().dbSize());
    }
  }

  @Test
  void thePageAndEveryAnswerCarryTheHeadersThatProtectThem() throws Exception {
    for (var path : List.of("", "sale.js", "sale.css", "me", "no-such-page")) {
      var headers = new TestBrowser(sale).get(path).headers();
      var policy = headers.firstValue("Content-Security-Policy").orElse("");
      assertTrue(policy.contains("default-src 'none'") && policy.contains("script-src 'self'") && !policy.contains("unsafe"),
          path + ": " + policy);
      assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElse(""), path);
      assertEquals("DENY", headers.firstValue("X-Frame-Options").orElse(""), path);
      assertEquals("no-store", headers.firstValue("Cache-Control").orElse(""), path);
      assertTrue(headers.firstValue("Server").isEmpty(), path);
    }
    assertFalse(new TestBrowser(sale).get("").body().matches("(?s).*(https?:)?//[a-z].*"), "the page takes something from another host");
    assertEquals(404, new TestBrowser(sale).get("no-such-page").statusCode());
  }

  @Test
  void noScriptCanReadTheSessionCookie() throws Exception {
    var cookie = new TestBrowser(sale).get("me").headers().firstValue("Set-Cookie").orElse("");
    assertTrue(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict") && cookie.contains("; Path=/"), cookie);
  }

  @Test
  void atSignInTheCookieChanges() throws Exception {
    var browser = new TestBrowser(sale);
    browser.get("me");
    var before = browser.cookie;
    browser.signIn("fixation");
    assertFalse(before.equals(browser.cookie));
    var thief = new TestBrowser(sale);
    thief.cookie = before;
    assertEquals("", json(thief.get("me")).get("name").getAsString(), "whoever has the old cookie");
  }

  @Test
  void aForgedSessionIsNobodys() throws Exception {
    for (var forged : List.of("x", "../../etc", "%0d%0aSet-Cookie:a=b", "\"quoted\"", "a".repeat(500), "{sale}:free")) {
      var browser = new TestBrowser(sale);
      browser.cookie = "sale-session=" + forged;
      var me = browser.get("me");
      assertEquals(200, me.statusCode(), forged);
      assertEquals("", json(me).get("name").getAsString(), forged);
      browser.cookie = "sale-session=" + forged;
      assertEquals(401, browser.post("reserve", "{}").statusCode(), forged);
    }
  }

  @Test
  void aCookieIsReadAsItIsWrittenWhateverCameBeforeOnTheSameConnection() throws Exception {
    var browser = new TestBrowser(sale);
    browser.signIn("letters");
    var session = browser.cookie;
    var start = session.indexOf('=') + 1 + (int) session.substring(session.indexOf('=') + 1).chars()
        .takeWhile(c -> !Character.isLetter(c)).count();
    char letter = session.charAt(start);
    var other = session.substring(0, start) + (char) (letter ^ 0x20);
    try (var socket = new Socket("127.0.0.1", sale.uri().getPort())) {
      socket.setSoTimeout(10_000);
      var requests = Stream.of(other, session).map(cookie -> "GET /me HTTP/1.1\r\nHost: 127.0.0.1:" + sale.uri().getPort()
          + "\r\nCookie: " + cookie + (cookie.equals(session) ? "\r\nConnection: close" : "") + "\r\n\r\n").collect(Collectors.joining());
      socket.getOutputStream().write(requests.getBytes());
      var answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answers.contains("\"name\":\"\"") && answers.contains("\"name\":\"letters\""), answers);
    }
  }

  @Test
  void whatIsNoNameIsRefused() throws Exception {
    for (var name : List.of("<script>alert(1)</script>", "", " ", "a\\nb", "x".repeat(25), "a\\u0000", "&lt;b&gt;")) {
      assertEquals(400, new TestBrowser(sale).signIn(name).statusCode(), name);
    }
    for (var body : List.of("", "[]", "nothing", "{\"name\":1,\"password\":[]}", "{\"name\":\"ann\"}", "{\"name\":{}}", "null",
        "[".repeat(2000))) {
      assertEquals(400, new TestBrowser(sale).post("sign-in", body).statusCode(), body);
    }
    assertEquals(200, new TestBrowser(sale).signIn("Zoë O'Neill-1.").statusCode());
    assertEquals("\"\\u003cb\\u003e\"", Json.of("<b>"), "what would mean something in HTML");
  }

  @Test
  void aBodyThatIsTooLargeIsNotRead() throws Exception {
    assertEquals(413, new TestBrowser(sale).signIn("x".repeat(100_000)).statusCode());
  }

  @Test
  void requestsThatAPageOfAnotherSiteCanMakeAreRefused() throws Exception {
    var browser = new TestBrowser(sale);
    assertEquals(415, browser.send(browser.request("sign-out").header("Content-Type", "text/plain")
        .POST(BodyPublishers.ofString("{}")).build()).statusCode());
    assertEquals(403, browser.send(browser.request("sign-out").header("Content-Type", "application/json")
        .header("Origin", "http://evil.example").POST(BodyPublishers.ofString("{}")).build()).statusCode());
    try (var socket = new Socket("127.0.0.1", sale.uri().getPort())) {
      socket.getOutputStream().write("GET /me HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".getBytes());
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    }
  }

  @Test
  void attemptsToSignInAreLimited() throws Exception {
    new TestBrowser(sale).signIn("limited");
    int status = 0;
    for (int i = 0; i < 6; i++) {
      status = new TestBrowser(sale).post("sign-in", "{\"name\":\"limited\",\"password\":\"wrong-one\"}").statusCode();
    }
    assertEquals(429, status);
  }

  @Test
  void whoHasNotBeenLetInGetsNoTicket() throws Exception {
    var browser = new TestBrowser(sale);
    browser.signIn("pusher");
    assertEquals(409, browser.post("reserve", "{}").statusCode());
  }

  @Test
  void aDoubleClickAndAReplayedPaymentCostOneTicket() throws Exception {
    var browser = new TestBrowser(sale).admitted("doubler");
    var one = CompletableFuture.supplyAsync(() -> posted(browser, "reserve", "{}"));
    var two = CompletableFuture.supplyAsync(() -> posted(browser, "reserve", "{}"));
    assertEquals(one.get().body(), two.get().body(), "two clicks on reserve");
    var hold = one.get().body();
    for (int i = 0; i < 3; i++) {
      assertEquals("PAID", json(browser.post("pay", hold)).get("payment").getAsString());
    }
    assertEquals(1, sale.books().charges().stream().filter(c -> c.buyer().equals("doubler")).count());
    assertEquals(json(one.get()).get("ticket"), json(browser.get("me")).get("ticket"));
    var other = new TestBrowser(sale).admitted("replayer");
    assertEquals("TOO_LATE", json(other.post("pay", hold)).get("payment").getAsString(), "somebody else sends the same request");
    assertEquals(400, other.post("pay", "{\"ticket\":-1,\"token\":1.5}").statusCode());
  }

  private static HttpResponse<String> posted(TestBrowser browser, String path, String json) {
    try {
      return browser.post(path, json);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void signingOutEverywhereEndsOtherBrowsersToo() throws Exception {
    var phone = new TestBrowser(sale);
    var laptop = new TestBrowser(sale);
    assertEquals(200, phone.signIn("everywhere").statusCode());
    assertEquals(200, laptop.signIn("everywhere").statusCode());
    var me = json(phone.get("me"));
    assertEquals(2, me.get("sessions").getAsInt(), me::toString);
    assertEquals(2, json(phone.post("sign-out-everywhere", "{}")).get("ended").getAsInt());
    assertEquals("", json(laptop.get("me")).get("name").getAsString());
  }

  @Test
  void aBrowserThatComesBackGetsWhatItHasMissed() throws Exception {
    new TestBrowser(sale).signIn("before");
    var first = read(sale, "", "before");
    var id = first.substring(0, first.indexOf("\nevent: feed", first.lastIndexOf("id: ")));
    id = id.substring(id.lastIndexOf("id: ") + 4);
    new TestBrowser(sale).signIn("meanwhile");
    new TestBrowser(sale).signIn("afterwards");
    var second = read(sale, id, "afterwards");
    assertTrue(second.contains("meanwhile"), second);
    assertFalse(second.contains("\"before\""), second);
  }

  @Test
  void aNewBrowserGetsTheLatestEventsAndOneThatWasLongAwayAllOfThem() throws Exception {
    try (var own = Sandbox.breakable(); var shop = plan(own).answers(Answers.solutions()).start()) {
      for (int n = 1; n <= 3_000; n++) {
        own.jedis().xadd("{live}:events", Map.of("kind", "came", "name", "n" + n), XAddParams.xAddParams().id(n + "-0"));
      }
      var names = Pattern.compile("\"name\":\"n(\\d+)\"").matcher(read(shop, "1-0", "n3000")).results()
          .map(found -> Integer.valueOf(found.group(1))).toList();
      assertEquals(IntStream.rangeClosed(2, 3_000).boxed().toList(), names, "after the first");
      var latest = read(shop, "", "n3000");
      assertEquals(8, latest.split("event: feed", -1).length - 1, latest);
    }
  }

  /** Reads the stream of events until a text comes. */
  private static String read(Sale sale, String lastId, String until) throws Exception {
    var request = HttpRequest.newBuilder(sale.uri().resolve("events")).header("Accept", "text/event-stream");
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    var response = HTTP.send(request.build(), BodyHandlers.ofInputStream());
    try (var in = response.body()) {
      return CompletableFuture.supplyAsync(() -> {
        var text = new StringBuilder();
        try {
          while (text.indexOf("\"" + until + "\"") < 0) {
            text.append((char) in.read());
          }
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        return text.toString();
      }).get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aThousandIdleStreamsDoNotHoldUpTheShop() throws Exception {
    var idle = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 1000; i++) {
        var socket = new Socket("127.0.0.1", sale.uri().getPort());
        idle.add(socket);
        socket.getOutputStream().write(("GET /events HTTP/1.1\r\nHost: 127.0.0.1:" + sale.uri().getPort() + "\r\n\r\n").getBytes());
      }
      await().until(() -> idle.get(999).getInputStream().available() > 0);
      assertEquals(200, new TestBrowser(sale).signIn("idler").statusCode());
      assertTrue(read(sale, "", "idler").contains("idler"));
    } finally {
      for (var socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void whenRedisGoesThePageSaysSoAndTheSaleGoesOnWhenItIsBack() throws Exception {
    try (var own = Sandbox.breakable(); var fragile = plan(own).answers(Answers.solutions()).start()) {
      var browser = new TestBrowser(fragile).admitted("ann");
      own.kill();
      assertEquals(503, browser.post("reserve", "{}").statusCode());
      assertEquals("redis-gone", json(browser.get("me")).get("problem").getAsString());
      assertEquals(200, browser.get("").statusCode());
      assertTrue(readState(fragile, "\"redis\":false").contains("\"redis\":false"));
      own.restart();
      readState(fragile, "\"stock\":{\"free\":50");
      assertEquals("", json(new TestBrowser(fragile).get("me")).get("name").getAsString());
      var back = new TestBrowser(fragile).admitted("ann");
      assertEquals(200, back.post("reserve", "{}").statusCode());
    }
  }

  private static String readState(Sale sale, String until) throws Exception {
    var response = HTTP.send(HttpRequest.newBuilder(sale.uri().resolve("events")).build(), BodyHandlers.ofLines());
    try (var lines = response.body()) {
      return CompletableFuture.supplyAsync(() -> lines.filter(line -> line.contains(until)).findFirst().orElse(""))
          .get(15, TimeUnit.SECONDS);
    }
  }

  @Test
  void whatIsNotBuiltIsShownAndBreaksNothing() throws Exception {
    var stubs = Answers.in(beyondcache.CourseFolder.root().resolve("exercises/stubs"));
    try (var own = Sandbox.breakable(); var bare = plan(own).answers(stubs).start()) {
      var browser = new TestBrowser(bare);
      browser.get("me");
      assertEquals(200, browser.signIn("ann").statusCode());
      assertEquals("ann", json(browser.get("me")).get("name").getAsString());
      browser.admitted("ben");
      assertEquals(501, browser.post("reserve", "{}").statusCode());
      assertTrue(readState(bare, "NOT_BUILT").contains("\"exercise\":\"5.3\",\"title\":\"Reserve and pay\",\"state\":\"NOT_BUILT\""));
    }
  }

  @Test
  void aMistakeInOneMethodSignsNobodyOut(@TempDir Path folder) throws Exception {
    var model = Files.readString(beyondcache.CourseFolder.root().resolve("solutions/src/main/java/task5/SignIn.java"));
    var mistaken = model.replace("var ids = ", "redis.get(index(name)); // It is a sorted set.\n    var ids = ");
    assertFalse(mistaken.equals(model));
    Files.writeString(Files.createDirectories(folder.resolve("task5")).resolve("SignIn.java"), mistaken);
    try (var own = Sandbox.breakable(); var shop = plan(own).answers(Answers.in(folder)).start()) {
      var browser = new TestBrowser(shop);
      browser.signIn("ann");
      for (int i = 0; i < 3; i++) {
        assertEquals("ann", json(browser.get("me")).get("name").getAsString());
      }
      assertTrue(readState(shop, "WRONGTYPE").contains("\"exercise\":\"5.1\""));
    }
  }
}
