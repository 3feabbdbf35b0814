package beyondcache.check;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The test gets a server, a replicated set or a cluster that nobody else uses, and which goes with it: for a test that kills,
 * pauses or reconfigures it. A server starts in some 30 ms, the others in about a second.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OwnRedis {}
