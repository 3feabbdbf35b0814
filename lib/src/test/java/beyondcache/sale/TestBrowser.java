package beyondcache.sale;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A browser: it keeps the cookie that it is given. */
final class TestBrowser {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final URI shop;
  String cookie = "";

  TestBrowser(Sale sale) {
    shop = sale.uri();
  }

  HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(shop.resolve(path)).timeout(Duration.ofSeconds(20));
    return cookie.isEmpty() ? request : request.header("Cookie", cookie);
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    var response = HTTP.send(request, BodyHandlers.ofString());
    response.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.substring(0, set.indexOf(';')));
    return response;
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path).build());
  }

  HttpResponse<String> post(String path, String json) throws Exception {
    return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)).build());
  }

  HttpResponse<String> signIn(String name) throws Exception {
    return post("sign-in", "{\"name\":\"" + name + "\",\"password\":\"secret\"}");
  }

  TestBrowser admitted(String name) throws Exception {
    assertEquals(200, signIn(name).statusCode());
    assertEquals(200, post("queue", "{}").statusCode());
    await().until(() -> JsonParser.parseString(get("me").body()).getAsJsonObject().get("admitted").getAsBoolean());
    return this;
  }
}
