package beyondcache.check;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Marks a class whose tests grade an answer, and gives them what such tests need:
 * <ul>
 *   <li><b>A Redis.</b> A test, a {@code @BeforeEach} method or the constructor asks for what it needs by a parameter:
 *       {@code Standalone}, its {@code RedisClient}, or a {@code Wire} in front of it, which counts what an answer costs: see
 *       {@link Budget}. Or by {@code Replicated}, a primary with two replicas and three sentinels, or {@code Cluster}, three
 *       primaries with a replica each. They are warm and serve one test at a time: at its start keyspace and scripts are empty,
 *       the configuration is the default, and replicas are in step. A test that kills a server or causes a failover asks for
 *       servers of its own with {@link OwnRedis}. Whatever else a test does to a warm one (a pause, a cut link), it undoes, or
 *       the server is replaced.
 *   <li><b>Company.</b> Tests run side by side, so they share nothing: no static fields that change, no fixed ports. Tests
 *       that must not run beside each other say so with {@code @Execution(SAME_THREAD)} or {@code @ResourceLock}.
 *   <li><b>Sentences.</b> A test is shown by its name as a sentence: {@code aChangeKeepsTheCartAlive} reads "a change keeps
 *       the cart alive". Where capitals matter, {@code @DisplayName} says it. Tests run and are shown in source order.
 *   <li><b>A limit.</b> Ten seconds each; JUnit's {@code @Timeout} on the test says otherwise. A check as a whole is bounded
 *       as well: see {@link Checker}.
 * </ul>
 * An assertion error that is a {@link beyondcache.show.Picture} as well has its SVG form shown in notebooks.
 *
 * <p>A test says what wrong belief it is there to find with {@link Misconception}. It never needs to sleep: time is let pass
 * by {@code PEXPIRE}, by an injected clock, or by waiting for a condition.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ExerciseExtension.class)
@DisplayNameGeneration(Sentences.class)
@TestMethodOrder(SourceOrder.class)
@Execution(ExecutionMode.CONCURRENT)
@Timeout(10)
public @interface ExerciseTest {}
