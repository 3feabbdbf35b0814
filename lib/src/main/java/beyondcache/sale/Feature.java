package beyondcache.sale;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A part of the sale that a learner builds, and how it is getting on. Whatever it throws stays in here: a part that is not
 * written yet, that fails, or whose Redis is gone is reported as such, and the others go on.
 *
 * @param <T> the interface of that part
 */
final class Feature<T> {

  /** How a feature is getting on. */
  enum State { READY, NOT_BUILT, FAILS }

  private static final List<Class<? extends Throwable>> CONNECTION_PROBLEMS = List.of(IOException.class,
      redis.clients.jedis.exceptions.JedisConnectionException.class, io.lettuce.core.RedisConnectionException.class,
      io.lettuce.core.RedisCommandTimeoutException.class, org.redisson.client.RedisConnectionException.class,
      org.redisson.client.RedisTimeoutException.class);

  private final String exercise;
  private final String title;
  private final T code;
  private final BooleanSupplier redisAnswers;
  private volatile State state = State.READY;
  private volatile String message = "";

  /**
   * @param exercise the exercise that builds it, such as {@code 5.1}
   * @param code the feature; null if there is none
   * @param redisAnswers whether Redis is to blame when the feature throws
   */
  Feature(String exercise, String title, T code, BooleanSupplier redisAnswers) {
    this.exercise = exercise;
    this.title = title;
    this.code = code;
    this.redisAnswers = redisAnswers;
  }

  /** A feature that cannot be used, and why. */
  static <T> Feature<T> missing(String exercise, String title, String why) {
    var feature = new Feature<T>(exercise, title, null, () -> true);
    feature.state = State.FAILS;
    feature.message = why;
    return feature;
  }

  String exercise() {
    return exercise;
  }

  String title() {
    return title;
  }

  State state() {
    return state;
  }

  /** Whether there is something to use, be it that it fails. */
  boolean isBuilt() {
    return code != null && state != State.NOT_BUILT;
  }

  /** What is wrong with it, for people; empty if nothing is. */
  String message() {
    return message;
  }

  T code() {
    return code;
  }

  /**
   * Uses the feature.
   *
   * @throws Trouble if it is not built, if it fails, or if Redis is gone
   */
  <R> R ask(Function<T, R> question) {
    if (code == null) {
      throw new Trouble(501, "not-built", title + ": " + message);
    }
    try {
      var answer = question.apply(code);
      if (state == State.FAILS) {
        state = State.READY;
        message = "";
      }
      return answer;
    } catch (UnsupportedOperationException e) {
      if (state != State.NOT_BUILT) { // It stays so: the code is what it was when the sale began.
        state = State.NOT_BUILT;
        message = String.valueOf(e.getMessage());
      }
      throw new Trouble(501, "not-built", title + " is not built yet: exercise " + exercise + ".");
    } catch (Bank.Unreachable e) {
      if (!redisAnswers.getAsBoolean()) {
        throw Trouble.redisGone();
      }
      throw new Trouble(502, "bank-unsure", "The bank has not answered. Whether you were charged is not known yet; press the "
          + "button again, and you will be charged once.");
    } catch (RuntimeException | LinkageError e) {
      if (isOfTheConnection(e) || !redisAnswers.getAsBoolean()) {
        throw Trouble.redisGone();
      }
      state = State.FAILS;
      message = e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
      throw new Trouble(500, "feature-fails", title + " (exercise " + exercise + ") fails: " + message);
    }
  }

  /**
   * Redis was gone, even if it answers again by the time we ask; that says nothing about the feature. Whichever client it
   * uses.
   */
  private static boolean isOfTheConnection(Throwable problem) {
    return Stream.iterate(problem, Objects::nonNull, Throwable::getCause)
        .anyMatch(e -> CONNECTION_PROBLEMS.stream().anyMatch(type -> type.isInstance(e)));
  }

  /** Uses the feature, if that is possible now. */
  <R> Optional<R> tryAsk(Function<T, R> question) {
    try {
      return Optional.ofNullable(ask(question));
    } catch (Trouble e) {
      return Optional.empty();
    }
  }
}
