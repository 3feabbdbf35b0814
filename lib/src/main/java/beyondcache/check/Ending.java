package beyondcache.check;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * How the actors of one order, or of one crash, came to their ends: what each one's code returned or threw.
 */
public final class Ending {

  private final List<String> actors;
  private final List<Object> results;
  private final List<Throwable> failures;

  Ending(List<String> actors, List<Object> results, List<Throwable> failures) {
    this.actors = actors;
    this.results = results;
    this.failures = failures;
  }

  /** What the actors returned, in the order in which they were named; null for one that threw. */
  public List<Object> results() {
    return results;
  }

  /** What an actor returned; null if it threw. */
  @SuppressWarnings("unchecked")
  public <T> T result(String actor) {
    return (T) results.get(index(actor));
  }

  /** What an actor threw, or null. */
  public Throwable failure(String actor) {
    return failures.get(index(actor));
  }

  /** How many actors returned this. */
  public long count(Object result) {
    return results.stream().filter(r -> Objects.equals(r, result)).count();
  }

  private int index(String actor) {
    var index = actors.indexOf(actor);
    if (index < 0) {
      throw new NoSuchElementException("There is no actor " + actor + " here, but " + String.join(", ", actors) + ".");
    }
    return index;
  }

  String line(int index) {
    var failure = failures.get(index);
    return actors.get(index) + (failure == null ? " returned " + results.get(index) : " threw " + failure);
  }
}
