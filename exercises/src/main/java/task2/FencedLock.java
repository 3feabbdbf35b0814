package task2;

import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 2.2: a lock that the threads of many servers share, with a lease: it ends by itself some time after it was taken,
 * so that the crash of its holder does not keep it for ever. That very lease means that a holder which was slow, or paused,
 * can be wrong about holding it. So each time the lock is taken it comes with a number, the fencing token, greater than all
 * before; and what the lock protects refuses a write that comes with a smaller number than one it has seen.
 *
 * <p>A lease ends because a key of the lock expires in Redis; nothing else about the lock that has to last may expire,
 * then or later. Otherwise the layout in Redis is up to you.
 */
public final class FencedLock implements AutoCloseable {

  /**
   * The lock, taken once. Whoever has it can extend it, give it back, and write.
   *
   * @param owner text that no other lease has, whoever took it and wherever
   * @param fencingToken a number greater than that of every earlier lease of this lock
   */
  public record Lease(String owner, long fencingToken) {}

  private final RedisClient redis;
  private final String name;
  private final Duration duration;

  /**
   * Connects to the Redis server at {@code host} and {@code port}.
   *
   * @param name which lock, any text; each name is a lock of its own
   * @param duration how long a lease lasts, at least 100 ms
   */
  public FencedLock(String host, int port, String name, Duration duration) {
    redis = RedisClient.create(host, port);
    this.name = name;
    this.duration = duration;
  }

  /**
   * Takes the lock if it is free; otherwise returns empty at once, and the lease of whoever has it is as long as it was. Not
   * reentrant.
   */
  public Optional<Lease> tryLock() {
    throw new UnsupportedOperationException("FencedLock.tryLock is yours to write.");
  }

  /**
   * Takes the lock, and waits until it is free if need be. Waiting must not keep Redis busy: a waiter sends at most 100 commands
   * a second, at irregular times, so that many waiters do not all come at once.
   *
   * @param patience how long to wait at the most
   * @return the lease; empty if the lock was not free in all that time
   */
  public Optional<Lease> lock(Duration patience) {
    throw new UnsupportedOperationException("FencedLock.lock is yours to write.");
  }

  /** Gives the lease its full duration again; false if it has ended, and then nothing has changed. */
  public boolean extend(Lease lease) {
    throw new UnsupportedOperationException("FencedLock.extend is yours to write.");
  }

  /** Gives the lock back; false if the lease has ended, and then nothing has changed. */
  public boolean unlock(Lease lease) {
    throw new UnsupportedOperationException("FencedLock.unlock is yours to write.");
  }

  /**
   * Writes what the lock protects: a text in Redis under the key {@code protected:{NAME}}, where NAME is the lock's name.
   * A lease need not be valid any more to write, as a real resource could not tell; it may only not be older than one that
   * has written already.
   *
   * @return false if a lease with a greater fencing token has written before; then nothing has changed
   */
  public boolean write(Lease lease, String text) {
    throw new UnsupportedOperationException("FencedLock.write is yours to write.");
  }

  /** What the lock protects, if it was ever written. */
  public Optional<String> read() {
    return Optional.ofNullable(redis.get("protected:{" + name + "}"));
  }

  @Override
  public void close() {
    redis.close();
  }
}
