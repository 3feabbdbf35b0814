package beyondcache.show;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A notebook's first table does not wait for what only charts need. */
class LightnessTest {

  /** What the other JVM runs. */
  static final class Tables {

    public static void main(String[] args) {
      Show.show(Show.table("a", "b").row(1, "x").caption("c"));
      Show.show(java.util.Map.of("a", 1));
      Show.claim("one", 1, 1L);
      Show.table("a").row(1).forms();
    }
  }

  @Test
  void aTableLoadsNeitherAwtNorPlantUml() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-Xlog:class+load:stdout", "-cp",
        System.getProperty("java.class.path"), Tables.class.getName()).redirectErrorStream(true).start();
    var heavy = new String(process.getInputStream().readAllBytes(), UTF_8).lines()
        .filter(line -> line.matches(".*(java\\.awt\\.(Toolkit|Font|image\\.BufferedImage)|sun\\.java2d|org\\.knowm|plantuml).*"))
        .toList();
    assertEquals(0, process.waitFor());
    assertEquals(List.of(), heavy);
  }
}
