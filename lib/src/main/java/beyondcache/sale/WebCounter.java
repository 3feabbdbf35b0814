package beyondcache.sale;

import beyondcache.sale.Attempt.Outcome;
import beyondcache.sale.Checkout.Hold;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** A sale, over HTTP, as browsers use it. */
final class WebCounter implements Counter {

  private static final Pattern WORD = Pattern.compile("[A-Za-z_-]+");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long HANGS_UP_AFTER_MILLIS = 2;

  private final URI sale;
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Map<String, String> cookies = new ConcurrentHashMap<>();
  private final List<Socket> deaf = new ArrayList<>();

  /** @param slow how many browsers watch the page and never read what they are sent */
  WebCounter(URI sale, int slow) throws IOException {
    this.sale = sale;
    for (int i = 0; i < slow; i++) {
      var socket = new Socket(sale.getHost(), sale.getPort());
      deaf.add(socket);
      socket.getOutputStream().write(("GET /events HTTP/1.1\r\nHost: " + sale.getAuthority() + "\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Override
  public Reply signIn(Buyer buyer) {
    return post(buyer, "sign-in", Map.of("name", buyer.name(), "password", "correct horse"));
  }

  @Override
  public Reply queue(Buyer buyer) {
    return post(buyer, "queue", Map.of());
  }

  @Override
  public Reply reserve(Buyer buyer) {
    return post(buyer, "reserve", Map.of());
  }

  @Override
  public Reply pay(Buyer buyer, Hold hold, boolean hangUp) {
    var body = Map.of("ticket", hold.ticket(), "token", hold.token());
    if (!hangUp) {
      return post(buyer, "pay", body);
    }
    // On a connection of their own: HttpClient may have given the one that it breaks to the next request, which then fails.
    try (var socket = new Socket(sale.getHost(), sale.getPort())) {
      var json = Json.of(body);
      socket.getOutputStream().write(("POST /pay HTTP/1.1\r\nHost: " + sale.getAuthority()
          + "\r\nCookie: " + cookies.get(buyer.name()) + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json)
          .getBytes(StandardCharsets.US_ASCII));
      Thread.sleep(HANGS_UP_AFTER_MILLIS);
    } catch (IOException e) {
      // Broken either way.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Reply.of(Outcome.UNSURE);
  }

  private Reply post(Buyer buyer, String path, Map<String, ?> body) {
    return send(buyer, path, request(buyer, path, body));
  }

  private HttpRequest request(Buyer buyer, String path, Map<String, ?> body) {
    var request = HttpRequest.newBuilder(sale.resolve(path)).timeout(PATIENCE).header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(Json.of(body)));
    var cookie = cookies.get(buyer.name());
    return (cookie == null ? request : request.header("Cookie", cookie)).build();
  }

  private Reply send(Buyer buyer, String path, HttpRequest request) {
    try {
      var response = http.send(request, BodyHandlers.ofString());
      response.headers().firstValue("Set-Cookie").ifPresent(c -> cookies.put(buyer.name(), c.replaceFirst(";.*", "")));
      return read(buyer, path, response);
    } catch (IOException | Trouble e) {
      return Reply.of(Outcome.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.of(Outcome.FAILED);
    }
  }

  private static Reply read(Buyer buyer, String path, HttpResponse<String> response) {
    var json = Json.parse(response.body());
    if (response.statusCode() != 200) {
      return Reply.of(switch (json.text("problem", WORD, "no problem is named")) {
        case "not-admitted" -> Outcome.WAIT;
        case "sold-out" -> Outcome.SOLD_OUT;
        case "bank-unsure" -> Outcome.UNSURE;
        default -> Outcome.FAILED;
      });
    }
    return switch (path) {
      case "reserve" -> new Reply(Outcome.DONE, new Hold((int) json.number("ticket", Integer.MAX_VALUE),
          json.number("token", Long.MAX_VALUE), buyer.name(), json.number("endsAt", Long.MAX_VALUE)));
      case "pay" -> Reply.of(OfficeCounter.outcome(Checkout.Payment.valueOf(json.text("payment", WORD, "no outcome"))));
      default -> Reply.of(Outcome.DONE);
    };
  }

  @Override
  public void close() {
    deaf.forEach(socket -> {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    });
  }
}
