package beyondcache.check;

import beyondcache.sandbox.Cluster;
import beyondcache.sandbox.Replicated;
import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Wire;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import redis.clients.jedis.RedisClient;

/** Hands tests their Redis, clean before each of them, and looks after it: see {@link ExerciseTest}. */
final class ExerciseExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

  private static final Namespace OURS = Namespace.create(ExerciseExtension.class);
  private static final Set<Class<?>> KNOWN =
      Set.of(Standalone.class, RedisClient.class, Wire.class, Replicated.class, Cluster.class);

  /** The shared server ended during a test that did not hold. */
  static final class RedisGone extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedisGone() {
      super("The Redis server of the tests has ended");
    }
  }

  /** Parameters of the constructor are those of the test that the instance is made for. */
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    clean(context);
  }

  // Once for each test, which may ask for a server before its @BeforeEach methods run.
  private static void clean(ExtensionContext context) {
    context.getStore(OURS).computeIfAbsent("clean", k -> {
      Sandboxes.clean();
      return true;
    });
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (Sandboxes.heal() && context.getExecutionException().isPresent()) {
      throw new RedisGone();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return KNOWN.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    var store = context.getStore(OURS);
    if (type == Replicated.class) {
      return store.computeIfAbsent(type, k -> Sandbox.replicated(2, 3));
    }
    if (type == Cluster.class) {
      return store.computeIfAbsent(type, k -> Sandbox.cluster(3, 1));
    }
    var redis = standalone(context);
    return type == Standalone.class ? redis : type == RedisClient.class ? redis.jedis()
        : store.computeIfAbsent(Wire.class, k -> Wire.inFrontOf(redis), Wire.class);
  }

  private static Standalone standalone(ExtensionContext context) {
    var own = context.getTestMethod().map(method -> method.isAnnotationPresent(OwnRedis.class)).orElse(false);
    return own
        ? context.getStore(OURS).computeIfAbsent(Standalone.class, k -> Sandbox.breakable(), Standalone.class)
        : shared(context);
  }

  private static Standalone shared(ExtensionContext context) {
    clean(context);
    return Sandboxes.shared();
  }
}
