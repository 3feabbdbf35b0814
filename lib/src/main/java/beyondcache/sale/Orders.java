package beyondcache.sale;

import java.util.Map;
import java.util.OptionalInt;

/**
 * Sells numbered tickets from a Redis whose primary may die at any moment. Exercise 5.4 is to write one;
 * {@code task5/DurableOrders.java} says exactly what each method has to do.
 */
public interface Orders extends AutoCloseable {

  /** Thrown when it is not certain that an order would survive the loss of the primary; ask again with the same order. */
  final class Uncertain extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what was observed */
    public Uncertain(String message) {
      super(message);
    }

    /** @param message what was observed */
    public Uncertain(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Puts tickets 1 to {@code tickets} on sale, unless that has been done. */
  void open(int tickets);

  /** Sells a ticket to an order, and returns its number, the same however often it is asked; empty if all are sold. */
  OptionalInt sell(String order);

  /** The tickets that were sold, by order. */
  Map<String, Integer> sold();

  @Override
  void close();
}
