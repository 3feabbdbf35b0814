package beyondcache.sale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillTest {

  @Test
  void theModelAnswerSellsEachTicketOnceToSomebodyWhoKnows() throws Exception {
    try (var servers = Sandbox.replicated(2, 3)) {
      var drill = Drill.of(servers, Answers.solutions(), Crowd.of(500), 60);
      assertTrue(drill.balances(), drill::toString);
      assertEquals(60, drill.confirmed());
    }
  }

  @Test
  void anOrderThatFailsOtherwiseThanUncertainEndsTheDrill(@TempDir Path folder) throws Exception {
    Files.writeString(Files.createDirectories(folder.resolve("task5")).resolve("DurableOrders.java"), """
        package task5;

        import beyondcache.sale.Orders;
        import java.time.Duration;
        import java.util.*;
        import redis.clients.jedis.HostAndPort;

        public final class DurableOrders implements Orders {
          public DurableOrders(Set<HostAndPort> sentinels, String masterName, Duration patience) {}
          public void open(int tickets) {}
          public OptionalInt sell(String order) { throw new IllegalArgumentException("a bug"); }
          public Map<String, Integer> sold() { return Map.of(); }
          public void close() {}
        }
        """);
    try (var servers = Sandbox.replicated(1, 1)) {
      var problem = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertThrows(IllegalStateException.class,
          () -> Drill.of(servers, Answers.in(folder), Crowd.of(50), 10)));
      assertTrue(problem.getMessage().contains("a bug"), problem.getMessage());
    }
  }

  @Test
  void whoDoesNotWaitForAReplicaLosesWhatWasConfirmed() throws Exception {
    try (var servers = Sandbox.replicated(2, 3)) {
      var drill = Drill.withoutWaiting(servers, Crowd.of(500), 60);
      assertTrue(drill.lost() > 0, drill::toString);
      assertEquals(60 + drill.soldTwice(), drill.confirmed(), drill::toString);
    }
  }
}
