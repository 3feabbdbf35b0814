package beyondcache.kernel;

import java.lang.instrument.Instrumentation;

/** What the kernelspec's {@code -javaagent} starts before the kernel; without it, changed methods cannot be replaced in place. */
public final class Agent {

  private static Instrumentation instrumentation;

  private Agent() {}

  /** Called by the JVM. */
  public static void premain(String arguments, Instrumentation given) {
    instrumentation = given;
  }

  /** Null if the kernel was started without the agent. */
  static Instrumentation instrumentation() {
    return instrumentation;
  }
}
