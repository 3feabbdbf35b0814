package task1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import beyondcache.check.Budget;
import beyondcache.check.ExerciseTest;
import beyondcache.check.Interleavings;
import beyondcache.check.Misconception;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

@ExerciseTest
class CartTest {

  private static final Duration IDLE = Duration.ofMinutes(30).plusSeconds(30);

  private final RedisClient redis;
  private final Cart cart;

  CartTest(Standalone server) {
    this.redis = server.jedis();
    this.cart = new Cart(server.host(), server.port(), IDLE);
  }

  @AfterEach
  void disconnect() {
    cart.close();
  }

  @Test
  void addingReturnsHowManyThereAreNow() {
    assertEquals(2, cart.add("ann", "apple", 2), "the quantity after adding 2 apples to an empty cart");
    assertEquals(5, cart.add("ann", "apple", 3), "the quantity after adding 3 more");
  }

  @Test
  void whatWasAddedIsInTheCart() {
    cart.add("ann", "apple", 2);
    cart.add("ann", "pear", 1);
    assertEquals(2, cart.quantity("ann", "apple"), "the quantity of apples");
    assertEquals(Map.of("apple", 2L, "pear", 1L), cart.contents("ann"), "the contents of Ann's cart");
  }

  @Test
  void whatIsNotInTheCartCountsAsNone() {
    assertEquals(0, cart.quantity("ann", "apple"), "the quantity of apples in a cart that never was");
    cart.add("ann", "pear", 1);
    assertEquals(0, cart.quantity("ann", "apple"), "the quantity of apples in a cart with a pear");
    assertEquals(Map.of(), cart.contents("bob"), "the contents of Bob's cart");
  }

  @Test
  void aRemovedProductIsGone() {
    cart.add("ann", "apple", 2);
    cart.add("ann", "pear", 1);
    cart.remove("ann", "apple");
    assertEquals(Map.of("pear", 1L), cart.contents("ann"), "the contents after the apples were taken out");
  }

  @Test
  void customersHaveCartsOfTheirOwn() {
    cart.add("ann", "apple", 2);
    cart.add("bob", "apple", 7);
    assertEquals(2, cart.quantity("ann", "apple"), "the quantity in Ann's cart after Bob filled his");
    cart.add("anna", "pear", 1);
    assertEquals(Map.of("apple", 2L), cart.contents("ann"), "the contents of Ann's cart after Anna filled hers");
  }

  @Test
  void theTotalIsThePriceOfAllProducts() {
    redis.hset("prices", Map.of("apple", "30", "pear", "45", "plum", "10"));
    cart.add("ann", "apple", 2);
    cart.add("ann", "pear", 1);
    assertEquals(105, cart.total("ann"), "2 apples at 30 and a pear at 45");
    assertEquals(0, cart.total("bob"), "the total of an empty cart");
  }

  @Test
  void aProductHasAnyName() {
    var names = List.of("tea: green, 100 g", "crème brûlée", "寿司 🍣", "*");
    for (var name : names) {
      redis.hset("prices", name, "10");
      cart.add("ann", name, 3);
    }
    assertEquals(Set.copyOf(names), cart.contents("ann").keySet(), "the products in Ann's cart");
    assertEquals(3, cart.quantity("ann", names.get(0)), "the quantity of " + names.get(0));
    assertEquals(120, cart.total("ann"), "four products, 3 of each, at 10");
    cart.remove("ann", "*");
    assertEquals(3, cart.contents("ann").size(), "products after the one called * was taken out");
  }

  @Test
  void aTotalGoesBeyondAnInt() {
    redis.hset("prices", "house", "50000000");
    cart.add("ann", "house", 100);
    assertEquals(5_000_000_000L, cart.total("ann"), "100 houses at 50,000,000 cents");
  }

  @Test
  void aQuantityGoesBeyondAnInt() {
    cart.add("ann", "rice", 2_000_000_000);
    assertEquals(4_000_000_000L, cart.add("ann", "rice", 2_000_000_000), "what add returned, after two thousand million twice");
    assertEquals(4_000_000_000L, cart.quantity("ann", "rice"), "the quantity, after two thousand million twice");
    assertEquals(Map.of("rice", 4_000_000_000L), cart.contents("ann"), "the contents, after two thousand million twice");
  }

  @Test
  void allKeysOfACartBeginWithItsName() {
    cart.add("ann", "apple", 2);
    cart.add("ann", "pear", 2);
    cart.remove("ann", "pear");
    assertEquals(List.of(), redis.keys("*").stream().filter(key -> !key.startsWith("cart:ann")).toList(),
        "keys that do not begin with cart:ann, after Ann has changed her cart");
  }

  @Test
  void whatAddReturnsIsInTheCartEvenIfTheOldCartEndsMeanwhile(Standalone server) {
    var orders = Interleavings.on(server);
    try (var one = new Cart("127.0.0.1", orders.port("one server"), IDLE)) {
      orders.from(jedis -> {
            cart.add("ann", "apple", 1);
            nearlyExpire();
          })
          .actor("one server", jedis -> one.add("ann", "apple", 2))
          .happens("the minute that the cart had left passes", jedis ->
              jedis.keys("cart:ann*").stream().filter(key -> jedis.ttl(key) >= 0 && jedis.ttl(key) <= 60).forEach(jedis::del))
          .check("what add has returned is the quantity", (jedis, end) -> {
            long added = end.result("one server");
            assertEquals(added, cart.quantity("ann", "apple"), "the quantity of apples; add returned " + added);
            assertLivesOn();
            return added == 2 || added == 3;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M2")
  void readingOneQuantityCostsTheSameForACartOf200(Wire wire) throws Exception {
    for (var i = 0; i < 200; i++) {
      cart.add("ann", "product " + i, 1);
    }
    var texts = redis.keys("cart:ann*").stream().filter(key -> redis.type(key).equals("string") && redis.strlen(key) > 1000).toList();
    assertEquals(List.of(), texts, "keys with the whole cart as one text: to read one quantity is to read all of it, in a script too");
    try (var watched = new Cart(wire.host(), wire.port("you"), IDLE)) {
      watched.quantity("ann", "product 7"); // connects
      var before = wholeReads();
      Budget.of(wire, () -> watched.quantity("ann", "product 7")).replyBytes(100);
      assertEquals(before, wholeReads(), "calls of HGETALL, HVALS, HKEYS and HSCAN, those of scripts included: they go through the whole cart");
    }
  }

  @Test
  @Misconception("M2")
  void theTotalOfOneProductDoesNotReadAllPricesOfTheShop(Wire wire) throws Exception {
    for (var i = 0; i < 1000; i++) {
      redis.hset("prices", "product " + i, "10");
    }
    cart.add("ann", "product 7", 3);
    try (var watched = new Cart(wire.host(), wire.port("you"), IDLE)) {
      watched.quantity("ann", "product 7"); // connects
      Budget.of(wire, () -> assertEquals(30, watched.total("ann"), "3 products at 10")).replyBytes(2000);
    }
  }

  @Test
  @Misconception("M3")
  void theTotalOf250ProductsTakesAFewRoundTrips(Wire wire) throws Exception {
    for (var i = 0; i < 250; i++) {
      redis.hset("prices", "product " + i, "10");
      cart.add("ann", "product " + i, 1);
    }
    try (var watched = new Cart(wire.host(), wire.port("you"), IDLE)) {
      watched.quantity("ann", "product 7"); // connects
      Budget.of(wire, () -> assertEquals(2500, watched.total("ann"), "250 products at 10")).roundTrips(3);
    }
  }

  @Test
  @DisplayName("a cart lives for its full time after its first change")
  void aNewCartExpires() {
    cart.add("ann", "apple", 2);
    assertLivesOn();
  }

  @Test
  @Misconception("M8")
  @DisplayName("each change gives the cart its full time to live again")
  void aChangeGivesTheFullTimeAgain() {
    cart.add("ann", "apple", 2);
    cart.add("ann", "pear", 1);
    assertLivesOn();
    nearlyExpire();
    cart.add("ann", "apple", 1);
    assertLivesOn();
  }

  @Test
  void takingOutIsAChangeToo() {
    cart.add("ann", "apple", 2);
    cart.add("ann", "pear", 1);
    nearlyExpire();
    cart.remove("ann", "pear");
    assertLivesOn();
  }

  @Test
  void readingDoesNotKeepACartAlive() {
    redis.hset("prices", Map.of("apple", "30"));
    cart.add("ann", "apple", 2);
    nearlyExpire();
    cart.quantity("ann", "apple");
    cart.contents("ann");
    cart.total("ann");
    for (var key : redis.keys("cart:ann*")) {
      assertTrue(redis.ttl(key) <= 60, "reading gave " + key + " " + redis.ttl(key) + " s to live; it had 60 s");
    }
  }

  @Test
  @Misconception("M7")
  void whenTwoServersAddTheSameProductAllOfItIsKept(Standalone server) {
    var orders = Interleavings.on(server);
    try (var one = new Cart("127.0.0.1", orders.port("one server"), IDLE);
        var other = new Cart("127.0.0.1", orders.port("other server"), IDLE)) {
      orders.from(jedis -> cart.add("ann", "apple", 1))
          .actor("one server", jedis -> one.add("ann", "apple", 2))
          .actor("other server", jedis -> other.add("ann", "apple", 3))
          .check("Ann has 1 + 2 + 3 apples", (jedis, end) -> {
            assertEquals(6, cart.quantity("ann", "apple"), "the quantity of apples");
            return end.count(6L) == 1; // whoever came last has seen them all
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M7")
  void whatIsAddedIsTakenOutWhollyOrNotAtAll(Standalone server) {
    var orders = Interleavings.on(server);
    try (var one = new Cart("127.0.0.1", orders.port("one server"), IDLE);
        var other = new Cart("127.0.0.1", orders.port("other server"), IDLE)) {
      orders.from(jedis -> cart.add("ann", "apple", 1))
          .actor("one server", jedis -> one.add("ann", "apple", 2))
          .doing("other server", jedis -> other.remove("ann", "apple"))
          .check("either 2 apples came after the others were taken out, or all 3 were taken out", (jedis, end) -> {
            long added = end.result("one server");
            assertEquals(added == 3 ? Map.of() : Map.of("apple", 2L), cart.contents("ann"), "the contents of Ann's cart; add returned " + added);
            return added == 3 || added == 2;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M7")
  void whenTwoServersBeginACartAllOfItIsKept(Standalone server) {
    var orders = Interleavings.on(server);
    try (var one = new Cart("127.0.0.1", orders.port("one server"), IDLE);
        var other = new Cart("127.0.0.1", orders.port("other server"), IDLE)) {
      orders.actor("one server", jedis -> one.add("ann", "apple", 2))
          .actor("other server", jedis -> other.add("ann", "apple", 3))
          .check("Ann has 2 + 3 apples", (jedis, end) -> {
            assertEquals(5, cart.quantity("ann", "apple"), "the quantity of apples");
            return end.count(5L) == 1;
          })
          .assertHolds();
    }
  }

  @Test
  @Misconception("M11")
  void whenTwoServersAddDifferentProductsBothAreKept(Standalone server) {
    var orders = Interleavings.on(server);
    try (var one = new Cart("127.0.0.1", orders.port("one server"), IDLE);
        var other = new Cart("127.0.0.1", orders.port("other server"), IDLE)) {
      orders.from(jedis -> cart.add("ann", "apple", 1))
          .actor("one server", jedis -> one.add("ann", "pear", 2))
          .doing("other server", jedis -> other.remove("ann", "apple"))
          .check("the pears are in Ann's cart, and the apple is not", (jedis, end) -> {
            assertEquals(Map.of("pear", 2L), cart.contents("ann"), "the contents of Ann's cart");
            return true;
          })
          .assertHolds();
    }
  }

  /** How often Redis was asked for a whole hash so far. Its statistics count what scripts call, too. */
  private long wholeReads() {
    return redis.info("commandstats").lines()
        .filter(line -> line.matches("cmdstat_(hgetall|hvals|hkeys|hscan):.*"))
        .mapToLong(line -> Long.parseLong(line.replaceFirst(".*?calls=(\\d+).*", "$1")))
        .sum();
  }

  private void nearlyExpire() {
    redis.keys("cart:ann*").forEach(key -> redis.expire(key, 60));
  }

  private void assertLivesOn() {
    var keys = redis.keys("cart:ann*");
    assertTrue(!keys.isEmpty(), "no key begins with cart:ann");
    for (var key : keys) {
      var left = redis.ttl(key);
      assertTrue(left > IDLE.toSeconds() - 10 && left <= IDLE.toSeconds(), left == -1
          ? key + " has no time to live: it will stay for ever. Expected " + IDLE.toSeconds() + " s"
          : key + " has " + left + " s to live. Expected " + IDLE.toSeconds() + " s");
    }
  }
}
