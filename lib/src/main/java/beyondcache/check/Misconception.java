package beyondcache.check;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The misconceptions a test is there to find, by number: {@code @Misconception("M19")}. When the test fails, the verdict
 * names the belief, says what to do instead and why, as {@link Beliefs} has it. Name one whose program the test rejects
 * every time; the gallery of wrong answers is held against it.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Misconception {

  /** The numbers, such as {@code M19}. */
  String[] value();
}
