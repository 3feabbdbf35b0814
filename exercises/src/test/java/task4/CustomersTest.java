package task4;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.ExerciseTest;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Cluster;
import beyondcache.sandbox.Node;
import beyondcache.sandbox.SlotMap;
import beyondcache.wire.Wire;
import beyondcache.wire.Wires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;

@ExerciseTest
class CustomersTest {

  private static final List<String> MANY =
      IntStream.range(1000, 1100).mapToObj(number -> "customer-" + number).toList();

  private final Cluster cluster;
  private final Customers customers;

  CustomersTest(Cluster cluster) {
    this.cluster = cluster;
    customers = new Customers(cluster.nodes().get(0).host(), cluster.nodes().get(0).port());
  }

  @AfterEach
  void disconnect() {
    customers.close();
  }

  @Test
  void aCustomerHasAName() {
    assertEquals(Map.of(), customers.names(List.of("ann", "ben")));
    customers.register("ann", "Ann Smith");
    customers.register("ann", "Ann Miller");
    assertEquals(Map.of("ann", "Ann Miller"), customers.names(List.of("ann", "ben")), "the names of ann and ben");
  }

  @Test
  void anyNodeLeadsToTheWholeCluster() {
    customers.register("ann", "Ann Miller");
    for (var node : cluster.nodes()) {
      try (var other = new Customers(node.host(), node.port())) {
        assertEquals(Map.of("ann", "Ann Miller"), other.names(List.of("ann")), "asked by way of " + node.name());
      }
    }
  }

  @Test
  @Misconception("M61")
  void anOrderTakesTheWholeBasket() {
    for (var customer : List.of("ann", "ben", "customer 42", "ann@example.org", "name:ann:basket", "*")) {
      assertEquals(0, customers.order(customer), "products in an empty basket");
      List.of("apple", "pear", "apple").forEach(product -> customers.add(customer, product));
      assertEquals(List.of("apple", "pear", "apple"), customers.basket(customer), "the basket of " + customer);
      assertEquals(List.of(), customers.ordered(customer), "before the first order");
      assertEquals(3, customers.order(customer), "products in the order of " + customer);
      assertEquals(List.of(), customers.basket(customer), "the basket after the order");
      customers.add(customer, "fig");
      assertEquals(1, customers.order(customer), "products in the second order of " + customer);
      assertEquals(List.of("apple", "pear", "apple", "fig"), customers.ordered(customer), "what " + customer + " has ordered");
    }
  }

  @Test
  @Misconception("M61")
  void theNamesOfManyCustomersAreFetchedAtOnce() {
    MANY.forEach(customer -> customers.register(customer, "Name of " + customer));
    assertEquals(MANY.stream().collect(Collectors.toMap(c -> c, c -> "Name of " + c)), customers.names(MANY));
  }

  @Test
  void namesCostAFewRoundTripsForEachNode() throws Exception {
    MANY.forEach(customer -> customers.register(customer, "Name of " + customer));
    // Slow enough that what is sent without waiting arrives before the first answer.
    try (var wires = Wires.overLinks(cluster); var far = through(wires)) {
      far.names(MANY.subList(0, 10)); // connects
      cluster.nodes().forEach(node -> wires.link(node).slow(Duration.ofMillis(5)));
      var tapes = wires.record(() -> assertEquals(MANY.size(), far.names(MANY).size(), "the number of names"));
      tapes.forEach((node, tape) -> assertTrue(tape.roundTrips() <= 10, "For " + MANY.size() + " names the answer waited "
          + tape.roundTrips() + " times for " + node.name() + "; 10 are enough. Send what concerns one node together. The first "
          + "commands:\n  " + tape.commands().stream().limit(3).collect(Collectors.joining("\n  "))));
    }
  }

  @Test
  @Misconception("M62")
  void theDataOfDifferentCustomersIsSpread() {
    for (var customer : MANY) {
      customers.register(customer, "Name of " + customer);
      customers.add(customer, "apple");
      customers.order(customer);
      customers.add(customer, "pear");
    }
    var slots = new TreeMap<Integer, Long>();
    var nodes = new HashMap<Node, Long>();
    var keys = new HashMap<Integer, String>();
    for (var node : cluster.primaries()) {
      bytesOf(node).forEach((key, bytes) -> {
        slots.merge(SlotMap.slot(key), bytes, Long::sum);
        nodes.merge(node, bytes, Long::sum);
        keys.put(SlotMap.slot(key), key);
      });
    }
    var all = slots.values().stream().mapToLong(bytes -> bytes).sum();
    var fullest = slots.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    assertTrue(fullest.getValue() * 20 <= all, () -> "Slot " + fullest.getKey() + ", which has the key '"
        + keys.get(fullest.getKey()) + "', holds " + percent(fullest.getValue(), all) + " of all bytes of " + MANY.size()
        + " customers; 5 % are allowed. Over the primaries it is " + shares(nodes, all));
    assertTrue(cluster.primaries().stream().allMatch(node -> nodes.getOrDefault(node, 0L) * 10 >= all),
        () -> "Each primary should hold a tenth of the bytes or more. It is " + shares(nodes, all));
  }

  private static Map<String, Long> bytesOf(Node node) {
    var keys = List.copyOf(node.jedis().keys("*"));
    var bytes = new HashMap<String, Long>();
    try (var pipeline = node.jedis().pipelined()) {
      var replies = keys.stream().map(key -> pipeline.memoryUsage(key, 0)).toList();
      pipeline.sync();
      IntStream.range(0, keys.size()).forEach(i -> bytes.put(keys.get(i), replies.get(i).get()));
    }
    return bytes;
  }

  private String shares(Map<Node, Long> bytes, long all) {
    return cluster.primaries().stream().map(node -> percent(bytes.getOrDefault(node, 0L), all))
        .collect(Collectors.joining(", "));
  }

  private static String percent(long part, long all) {
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / all);
  }

  @Test
  @Misconception("M71")
  void allNodesAreAskedForTheirCustomers() {
    assertEquals(Set.of(), customers.registered(), "before the first one");
    MANY.forEach(customer -> customers.register(customer, "Name of " + customer));
    customers.add("somebody who is not registered", "apple");
    assertFound(MANY);
    var others = List.of("ann@example.org", "name:ann:basket", "ann", ":", "customer 42", "*");
    others.forEach(customer -> customers.register(customer, "Name of " + customer));
    assertFound(Stream.concat(MANY.stream(), others.stream()).toList());
  }

  private void assertFound(List<String> expected) {
    var found = new TreeSet<>(customers.registered());
    assertEquals(expected.size(), found.size(), "the number of customers");
    assertEquals(new TreeSet<>(expected), found);
  }

  @Test
  @Misconception("M64")
  void aScriptDeclaresItsKeys() {
    for (var customer : List.of("ann", "ben", "carl", "dora")) {
      customers.add(customer, "apple");
      var seen = new ArrayList<String>();
      monitored(cluster.primaries(), seen, () -> assertEquals(1, customers.order(customer), "products in the order"));
      assertKeysAreDeclared(seen);
    }
  }

  private static final Set<String> SCRIPTS = Set.of("EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO", "FCALL", "FCALL_RO");
  private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Each command of a script is shown after the script itself, as coming from "lua". */
  private void assertKeysAreDeclared(List<String> seen) {
    var declared = List.<String>of();
    for (var line : seen) {
      var words = WORD.matcher(line).results().map(match -> match.group(1)).toList();
      var command = words.get(0).toUpperCase(Locale.ROOT);
      if (SCRIPTS.contains(command)) {
        declared = words.subList(3, 3 + Integer.parseInt(words.get(2)));
      } else if (line.contains(" lua] ")) {
        for (var key : keysOf(words)) {
          assertTrue(declared.contains(key), "The script sent " + command + " " + key + ", and that key is not among its KEYS, "
              + declared);
        }
      }
    }
  }

  private List<String> keysOf(List<String> words) {
    try {
      var reply = (List<?>) cluster.nodes().get(0).jedis().sendCommand(Protocol.Command.COMMAND,
          Stream.concat(Stream.of("GETKEYS"), words.stream()).toArray(String[]::new));
      return reply.stream().map(key -> new String((byte[]) key)).toList();
    } catch (JedisException noKeys) {
      return List.of();
    }
  }

  /** Adds what these nodes are told while the action runs, one node after another. */
  private static void monitored(List<Node> nodes, List<String> seen, Runnable action) {
    if (nodes.isEmpty()) {
      action.run();
      return;
    }
    var node = nodes.get(0);
    var lines = new CopyOnWriteArrayList<String>();
    try (var monitor = new Jedis(node.host(), node.port())) {
      var watching = new Thread(() -> watch(monitor, lines), "monitor");
      watching.setDaemon(true);
      watching.start();
      awaitShown("begin", node, lines);
      lines.clear();
      monitored(nodes.subList(1, nodes.size()), seen, action);
      awaitShown("end", node, lines);
      seen.addAll(lines);
    }
  }

  private static void watch(Jedis monitor, List<String> lines) {
    try {
      monitor.monitor(new JedisMonitor() {
        @Override
        public void onCommand(String line) {
          lines.add(line);
        }
      });
    } catch (JedisException closed) {
      return;
    }
  }

  private static void awaitShown(String mark, Node node, List<String> lines) {
    await().pollInterval(Duration.ofMillis(5)).until(() -> {
      node.jedis().sendCommand(Protocol.Command.ECHO, mark);
      return lines.stream().anyMatch(line -> line.contains('"' + mark + '"'));
    });
  }

  @Test
  void aLostConnectionLosesNoProduct() {
    try (var wires = Wires.inFrontOf(cluster); var anns = through(wires)) {
      anns.basket("ann"); // connects
      var happened = true;
      for (int k = 1; happened; k++) {
        var wire = filled(wires);
        var cut = wire.cut("Ann").losingReplyOf(k);
        try {
          anns.order("ann");
        } catch (RuntimeException lost) {
          // It may throw: it cannot know. What is in Redis has to be right all the same.
        }
        happened = cut.happened();
        wire.mend("Ann");
        assertEachProductOnce(List.of("apple", "fig", "pear"), "The reply to command " + k + " of order was lost");
      }
    }
  }

  @Test
  void whatHappensDuringAnOrderLosesNoProduct() {
    try (var wires = Wires.inFrontOf(cluster); var anns = through(wires)) {
      anns.basket("ann"); // connects
      var happened = true;
      for (int k = 1; happened; k++) {
        var wire = filled(wires);
        var seen = new ArrayList<List<String>>();
        var meanwhile = wire.interlude("Ann", k, () -> {
          seen.add(customers.basket("ann"));
          seen.add(customers.ordered("ann"));
          customers.order("ann");
          customers.add("ann", "plum");
        });
        anns.order("ann");
        happened = meanwhile.happened();
        wire.mend("Ann");
        if (happened) {
          assertAllOrNothing(seen.get(0), seen.get(1), "Before command " + k + " of order somebody looked");
        }
        assertEachProductOnce(happened ? List.of("apple", "fig", "pear", "plum") : List.of("apple", "fig", "pear"),
            "Before command " + k + " of order came another order, and another product");
      }
    }
  }

  /** An order is one step, so nobody sees half of one. */
  private static void assertAllOrNothing(List<String> basket, List<String> ordered, String when) {
    assertTrue(basket.isEmpty() || ordered.isEmpty(), when + ", and found half of it. The basket: " + basket + ", ordered: "
        + ordered);
    assertEquals(List.of("fig", "apple", "pear"), basket.isEmpty() ? ordered : basket, when + ". The products in their order");
  }

  private void assertEachProductOnce(List<String> products, String when) {
    var basket = customers.basket("ann");
    var ordered = customers.ordered("ann");
    assertEquals(products, Stream.concat(basket.stream(), ordered.stream()).sorted().toList(), when + ". The basket: " + basket
        + ", ordered: " + ordered + ", both together");
  }

  /** Makes all data anew, the basket of Ann; returns the wire to where it is. */
  private Wire filled(Wires wires) {
    cluster.primaries().forEach(node -> node.jedis().flushAll());
    List.of("fig", "apple", "pear").forEach(product -> customers.add("ann", product));
    return wires.of(cluster.primaries().stream().filter(node -> node.jedis().dbSize() > 0).findFirst().orElseThrow());
  }

  private Customers through(Wires wires) {
    return new Customers(wires.host(), wires.port("Ann", cluster.nodes().get(0)));
  }
}
