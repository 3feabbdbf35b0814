package beyondcache.check;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A course with one exercise, whose answers have a method {@code hit} that counts in Redis. */
final class Fixture {

  private Fixture() {}

  static Path root() {
    try {
      return Path.of(Fixture.class.getResource("course").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Exercise exercise() {
    return Exercises.find(Exercises.in(root()), "9.1");
  }

  static Answer file(String source) {
    return file(source.getBytes(StandardCharsets.UTF_8));
  }

  static Answer file(byte[] source) {
    return new Answer(Path.of("/tmp/Probe.java"), Map.of("Probe.java", source));
  }

  /** An answer whose {@code hit} has this body, in lines 12 and after. */
  static Answer hit(String body) {
    return file("""
        package probe;

        import java.io.*;
        import java.lang.reflect.*;
        import java.util.*;
        import redis.clients.jedis.*;

        public class Probe {
          private final RedisClient redis;
          public Probe(RedisClient redis) { this.redis = redis; }
          public long hit() {
            try {
        %s
            } catch (RuntimeException e) {
              throw e;
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }
        }
        """.formatted(body));
  }
}
