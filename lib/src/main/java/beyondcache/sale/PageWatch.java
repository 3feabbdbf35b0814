package beyondcache.sale;

import beyondcache.sale.Checkout.Stock;
import beyondcache.sale.CrowdReport.Sight;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A browser that watches the page of a sale and notes when it is told which stock there is. */
final class PageWatch implements AutoCloseable {

  private final List<Sight> seen = new CopyOnWriteArrayList<>();
  private final Stream<String> lines;
  private final long began;

  PageWatch(URI sale, long beganNanos) throws IOException, InterruptedException {
    began = beganNanos;
    var request = HttpRequest.newBuilder(sale.resolve("events")).header("Accept", "text/event-stream").build();
    lines = HttpClient.newHttpClient().send(request, BodyHandlers.ofLines()).body();
    var reader = new Thread(this::read, "page-watch");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      lines.filter(line -> line.startsWith("data: ")).map(line -> JsonParser.parseString(line.substring(6)).getAsJsonObject())
          .filter(data -> data.has("stock") && data.get("stock").isJsonObject()).forEach(this::note);
    } catch (UncheckedIOException e) {
      // The page was closed.
    }
  }

  private void note(JsonObject data) {
    var stock = data.getAsJsonObject("stock");
    var now = new Stock(stock.get("free").getAsInt(), stock.get("held").getAsInt(), stock.get("sold").getAsInt());
    if (seen.isEmpty() || !seen.get(seen.size() - 1).stock().equals(now)) {
      seen.add(new Sight((System.nanoTime() - began) / 1e6, now));
    }
  }

  List<Sight> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    lines.close();
  }
}
