package beyondcache.sale;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import redis.clients.jedis.RedisClient;

/**
 * Who first signs in with a name chooses its password. Kept as salted PBKDF2, in the hash {@code sale:passwords}.
 *
 * <p>The number of iterations is far below what a real shop needs (OWASP asks for 600 000 of this kind), so that a crowd of thousands
 * can sign in within a minute on a laptop.
 */
final class Passwords {

  private static final String KEY = "sale:passwords";
  private static final int ITERATIONS = 2_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final RedisClient redis;

  Passwords(RedisClient redis) {
    this.redis = redis;
  }

  /** Whether this is the password of that name, which it becomes if the name has none. Sends HGET and HSETNX. */
  boolean fits(String name, String password) {
    var known = redis.hget(KEY, name);
    if (known == null) {
      var salt = new byte[16];
      RANDOM.nextBytes(salt);
      if (redis.hsetnx(KEY, name, HexFormat.of().formatHex(salt) + ":" + hash(password, salt)) == 1) {
        return true;
      }
      known = redis.hget(KEY, name);
    }
    var parts = known.split(":");
    return MessageDigest.isEqual(hash(password, HexFormat.of().parseHex(parts[0])).getBytes(), parts[1].getBytes());
  }

  private static String hash(String password, byte[] salt) {
    try {
      var spec = new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, 256);
      return HexFormat.of().formatHex(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has PBKDF2", e);
    }
  }
}
