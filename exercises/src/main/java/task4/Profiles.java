package task4;

import java.util.List;
import java.util.Optional;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;

/**
 * Exercise 4.4: profiles that are read from replicas, because the primary has enough to do. A replica may be behind. So whoever
 * writes gets a bookmark, carries it along (in a session, in a cookie), and sees with it at least what was written.
 *
 * <p>How it is laid out in Redis is up to you. The primary stays the primary: failovers are left out here.
 */
public final class Profiles implements AutoCloseable {

  private final RedisClient primary;
  private final List<RedisClient> replicas;

  /**
   * Connects to a primary and its replicas.
   *
   * @param primary as in 127.0.0.1:6379
   * @param replicas one or more, of the same form
   */
  public Profiles(String primary, List<String> replicas) {
    this.primary = RedisClient.create(HostAndPort.from(primary));
    this.replicas = replicas.stream().map(replica -> RedisClient.create(HostAndPort.from(replica))).toList();
  }

  /**
   * Writes a user's profile. It does not wait for replicas: with all of them out of step it takes less than a second.
   *
   * @return a bookmark, at most 200 characters, that every instance of this class understands, in whichever process
   */
  public String write(String user, String text) {
    throw new UnsupportedOperationException("Profiles.write is yours to write.");
  }

  /** A user's profile, perhaps an old one, perhaps not there yet: from any replica. */
  public Optional<String> read(String user) {
    throw new UnsupportedOperationException("Profiles.read is yours to write.");
  }

  /**
   * A user's profile, at least as new as the write that returned the bookmark; it was a write to the same user's profile.
   *
   * <p>It comes from a replica as soon as one of them has it, whatever has happened before, and from the primary until then. With
   * all replicas in step, twenty reads, of both kinds, send the primary at most two commands, and each replica at most a hundred.
   * A replica that does not take connections, or drops them, keeps nobody from reading: another one answers, or the primary.
   */
  public Optional<String> read(String user, String bookmark) {
    throw new UnsupportedOperationException("Profiles.read is yours to write.");
  }

  @Override
  public void close() {
    primary.close();
    replicas.forEach(RedisClient::close);
  }
}
