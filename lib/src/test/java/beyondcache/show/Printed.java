package beyondcache.show;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What a test prints. */
final class Printed {

  private Printed() {}

  static synchronized String by(Runnable action) {
    var before = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      action.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(UTF_8).replace(System.lineSeparator(), "\n");
  }
}
