package beyondcache.sandbox;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What the learner has pointed the sandbox at, from the environment and the system property {@code sandbox}.
 *
 * @param kind {@code -Dsandbox=...}; empty when not given
 * @param url {@code REDIS_URL}, a running standalone server
 * @param sentinels {@code REDIS_SENTINELS}, as in {@code 127.0.0.1:26379,127.0.0.1:26380/mymaster}
 * @param cluster {@code REDIS_CLUSTER}, some nodes of a running cluster, as in {@code 127.0.0.1:7001,127.0.0.1:7002}
 * @param server {@code REDIS_SERVER}, a redis-server program
 * @param path {@code PATH}
 */
record Surroundings(
    Optional<String> kind,
    Optional<String> url,
    Optional<String> sentinels,
    Optional<String> cluster,
    Optional<String> server,
    String path) {

  static Surroundings ofThisProcess() {
    return of(System::getenv, System.getProperty("sandbox"));
  }

  static Surroundings of(UnaryOperator<String> environment, String kind) {
    return new Surroundings(
        given(kind),
        given(environment.apply("REDIS_URL")),
        given(environment.apply("REDIS_SENTINELS")),
        given(environment.apply("REDIS_CLUSTER")),
        given(environment.apply("REDIS_SERVER")),
        Optional.ofNullable(environment.apply("PATH")).orElse(""));
  }

  private static Optional<String> given(String text) {
    return Optional.ofNullable(text).map(String::strip).filter(t -> !t.isEmpty());
  }
}
