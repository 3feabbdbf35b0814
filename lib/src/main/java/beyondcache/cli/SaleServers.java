package beyondcache.cli;

import beyondcache.sale.Answers;
import beyondcache.sale.MoodyBank;
import beyondcache.sale.Sale;
import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;

/**
 * Two servers of one shop, in a process of their own, for the test with a browser. Prints where they are, on a line, and then
 * does what standard input says, a line each, and answers {@code done}. Ends with its input.
 */
final class SaleServers {

  private static final int TICKETS = 20;

  private SaleServers() {}

  public static void main(String[] args) throws IOException {
    var orders = new BufferedReader(new InputStreamReader(System.in));
    try (var redis = Sandbox.breakable(); var second = sale(redis, 0)) {
      var first = sale(redis, 0);
      var port = first.uri().getPort();
      System.out.println(first.uri() + " " + second.uri());
      for (var order = orders.readLine(); order != null; order = orders.readLine()) {
        switch (order) {
          case "stop the first" -> first.close();
          case "start the first" -> first = sale(redis, port);
          case "pause redis" -> redis.pause();
          case "resume redis" -> redis.resume();
          default -> throw new IllegalArgumentException("Nobody here knows how to " + order + ".");
        }
        System.out.println("done");
      }
      first.close();
    }
  }

  private static Sale sale(Standalone redis, int port) {
    return Sale.on(redis).answers(Answers.solutions()).tickets(TICKETS).opensIn(Duration.ZERO).bank(MoodyBank.Moods.GOOD)
        .port(port).start();
  }
}
