package beyondcache.check;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;

/** How many orders there are. */
final class Counting {

  private Counting() {}

  /** The ways to merge the actors' steps, (a+b+...)!/(a! b! ...), for steps that are given by their actors. */
  static BigInteger orders(List<Integer> actors) {
    var counts = new HashMap<Integer, Integer>();
    var orders = BigInteger.ONE;
    var total = 0;
    for (var actor : actors) {
      total++;
      orders = orders.multiply(BigInteger.valueOf(total)).divide(BigInteger.valueOf(counts.merge(actor, 1, Integer::sum)));
    }
    return orders;
  }
}
