package task2;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 2.4: a queue of payments that many workers share. Workers die in the middle, handlers fail, and still each payment is
 * credited once: not lost, and not credited twice.
 *
 * <p>The balances are in the hash {@code balances}, from account to cents. Otherwise the layout in Redis is up to you. What is done
 * leaves nothing behind that grows with the number of jobs done. What is open, or was put aside, is kept, however many jobs that
 * are and however long it takes.
 */
public final class JobQueue implements AutoCloseable {

  /** How often a job is tried before it is put aside. */
  public static final int ATTEMPTS = 3;

  /**
   * A payment.
   *
   * @param id the number that {@link #submit} gave it
   * @param account any text
   * @param cents 1 to 1 000 000 000 000 000 (10<sup>15</sup>)
   * @param attempt which attempt this is, from 1
   */
  public record Job(String id, String account, long cents, int attempt) {}

  private final RedisClient redis;
  private final Duration patience;

  /**
   * Connects to the Redis server at {@code host} and {@code port}.
   *
   * @param patience when a job was last taken this long ago and is not done, it is given to whoever asks next; the same for all
   *     workers
   */
  public JobQueue(String host, int port, Duration patience) {
    redis = RedisClient.create(host, port);
    this.patience = patience;
  }

  /** Puts a payment into the queue, behind all others; returns its id. There may be no worker yet. */
  public String submit(String account, long cents) {
    throw new UnsupportedOperationException("JobQueue.submit is yours to write.");
  }

  /**
   * Takes one job, if there is one for the taking: the oldest that was abandoned, or else the oldest that nobody has taken yet.
   * Calls the handler with it, then credits the account and is done with the job.
   *
   * <p>If the handler throws a {@link RuntimeException}, this returns normally, and the job is tried again when the patience is over.
   * A job whose {@value #ATTEMPTS} attempts have all failed, because the handler threw or the worker died, is put aside: see
   * {@link #dead}. What else the handler throws ({@link Error}) counts as the death of the worker, and goes through to the caller.
   *
   * @param worker the name of this worker, of which there is one
   * @return whether there was a job to take
   */
  public boolean work(String worker, Consumer<Job> handler) {
    throw new UnsupportedOperationException("JobQueue.work is yours to write.");
  }

  /** How many jobs are neither done nor put aside. */
  public long open() {
    throw new UnsupportedOperationException("JobQueue.open is yours to write.");
  }

  /** The ids of the jobs that were put aside, the earliest first. */
  public List<String> dead() {
    throw new UnsupportedOperationException("JobQueue.dead is yours to write.");
  }

  @Override
  public void close() {
    redis.close();
  }
}
