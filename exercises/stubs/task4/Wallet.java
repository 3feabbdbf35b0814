package task4;

import java.time.Duration;
import java.util.List;

/**
 * Exercise 4.2: accounts on a primary that three sentinels watch. The primary may die, or stop answering, and a replica takes its
 * place; the wallet goes on there. Each call has an end, and each deposit counts once, however often it was tried.
 */
public final class Wallet implements AutoCloseable {

  private final List<String> sentinels;
  private final String masterName;
  private final Duration patience;

  /**
   * Connects to the primary of which the sentinels know; it is up then.
   *
   * @param sentinels their addresses, as in 127.0.0.1:26379
   * @param masterName what the sentinels call the primary and its replicas, as in mymaster
   * @param patience how long a call may try, 100 ms or more
   */
  public Wallet(List<String> sentinels, String masterName, Duration patience) {
    this.sentinels = sentinels;
    this.masterName = masterName;
    this.patience = patience;
  }

  /**
   * Adds an amount to an account, once for each payment: a payment that was counted in the last 24 hours, by whichever wallet,
   * changes nothing.
   *
   * <p>It tries until it is done or its patience is over. Once there is a new primary, it is done within 4 seconds. It returns or
   * throws within its patience and 2 seconds, also when the primary takes connections and does not answer.
   *
   * @param paymentId text that no other payment to this account has
   * @return the balance afterwards
   * @throws RuntimeException of any kind, if it is not known to be done; the caller may try again with the same id
   */
  public long deposit(String account, String paymentId, long amount) {
    throw new UnsupportedOperationException("Wallet.deposit is yours to write.");
  }

  /** The balance of an account, from the primary; 0 if nothing was ever deposited. Tries, returns and throws as deposit does. */
  public long balance(String account) {
    throw new UnsupportedOperationException("Wallet.balance is yours to write.");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("Wallet.close is yours to write.");
  }
}
