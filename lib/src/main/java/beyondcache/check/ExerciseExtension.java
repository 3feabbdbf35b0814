package beyondcache.check;

import beyondcache.check.Sandboxes.Lease;
import beyondcache.sandbox.Cluster;
import beyondcache.sandbox.Replicated;
import beyondcache.sandbox.Sandbox;
import beyondcache.sandbox.Standalone;
import beyondcache.wire.Wire;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import redis.clients.jedis.RedisClient;

/** Gives each test its Redis, clean, and takes it back: see {@link ExerciseTest}. */
final class ExerciseExtension implements AfterEachCallback, ParameterResolver {

  private static final Namespace OURS = Namespace.create(ExerciseExtension.class);
  private static final Set<Class<?>> KNOWN =
      Set.of(Standalone.class, RedisClient.class, Wire.class, Replicated.class, Cluster.class);

  /** A warm server ended during a test that did not hold. */
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
  public void afterEach(ExtensionContext context) {
    var gone = false;
    for (var kind : List.of(Sandboxes.STANDALONE, Sandboxes.REPLICATED, Sandboxes.CLUSTER)) {
      var lease = context.getStore(OURS).get(kind, Lease.class);
      gone |= lease != null && lease.release();
    }
    if (gone && context.getExecutionException().isPresent()) {
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
      return sandbox(Replicated.class, Sandboxes.REPLICATED, context);
    }
    if (type == Cluster.class) {
      return sandbox(Cluster.class, Sandboxes.CLUSTER, context);
    }
    var redis = sandbox(Standalone.class, Sandboxes.STANDALONE, context);
    return type == Standalone.class ? redis : type == RedisClient.class ? redis.jedis()
        : store.computeIfAbsent(Wire.class, k -> Wire.inFrontOf(redis), Wire.class);
  }

  private static <S extends Sandbox> S sandbox(Class<S> type, Sandboxes<S> sandboxes, ExtensionContext context) {
    if (context.getTestMethod().map(method -> method.isAnnotationPresent(OwnRedis.class)).orElse(false)) {
      return context.getStore(OURS).computeIfAbsent(type, k -> sandboxes.own(), type);
    }
    var lease = context.getStore(OURS).computeIfAbsent(sandboxes, k -> sandboxes.lease(), Lease.class);
    return type.cast(lease.sandbox());
  }
}
