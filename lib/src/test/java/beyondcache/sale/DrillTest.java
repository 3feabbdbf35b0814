package beyondcache.sale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.sandbox.Sandbox;
import org.junit.jupiter.api.Test;

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
  void whoDoesNotWaitForAReplicaLosesWhatWasConfirmed() throws Exception {
    try (var servers = Sandbox.replicated(2, 3)) {
      var drill = Drill.withoutWaiting(servers, Crowd.of(500), 60);
      assertTrue(drill.lost() > 0, drill::toString);
      assertEquals(60 + drill.soldTwice(), drill.confirmed(), drill::toString);
    }
  }
}
