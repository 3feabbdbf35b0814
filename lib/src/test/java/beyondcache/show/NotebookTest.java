package beyondcache.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stand-ins for the kernels, with the names and the shapes of the real ones, in a class loader that this library's knows
 * nothing of.
 */
class NotebookTest {

  /** JJava and IJava: {@code display} on the kernel, updates on its stream, a kernel class that is not public. */
  private static final String SPENCER = """
      package PACKAGE;
      import java.util.*;
      public abstract class BaseKernel {
        public static final List<String> LOG = new ArrayList<>();
        public static class DisplayData {
          final Map<String, Object> data = new TreeMap<>();
          final Map<String, Object> metadata = new TreeMap<>();
          String id;
          public DisplayData() {}
          public DisplayData(String text) {}
          public void putData(String mime, Object value) { data.put(mime, value); }
          public void putMetaData(String mime, Object value) { metadata.put(mime, value); }
          public void setDisplayId(String id) { this.id = id; }
          public String toString() { return data + " " + metadata.keySet(); }
        }
        public static class DisplayStream {
          public void display(DisplayData data) { throw new AssertionError("not this one"); }
          public void updateDisplay(DisplayData data) { LOG.add("update " + data.id + " " + data); }
          public void updateDisplay(String id, DisplayData data) {}
        }
        public static class JupyterIO {
          public final DisplayStream display = new DisplayStream();
        }
        public JupyterIO getIO() { return new JupyterIO(); }
        public void display(DisplayData data) { LOG.add("display " + data.id + " " + data); }
        static BaseKernel kernel = new Hidden();
        public static BaseKernel notebookKernel() { return Objects.requireNonNull(kernel, "No kernel running"); }
        public static BaseKernel getKernelInstance() { return kernel; }
        public static void end() { kernel = null; }
      }
      class Hidden extends BaseKernel {}
      """;

  private static final String IJAVA = """
      package io.github.spencerpark.ijava;
      import io.github.spencerpark.jupyter.kernel.BaseKernel;
      public class IJava {
        public static BaseKernel getKernelInstance() { return BaseKernel.getKernelInstance(); }
      }
      """;

  private static final String RAPAIO = """
      package org.rapaio.jupyter.kernel;
      import java.util.*;
      public class MainApp {
        public static final List<String> LOG = new ArrayList<>();
        public static final RapaioKernel kernel = new RapaioKernel();
        public static class DisplayData {
          final Map<String, Object> data = new TreeMap<>();
          final Map<String, Object> metadata = new TreeMap<>();
          String id;
          protected DisplayData() {}
          public static DisplayData withType(String mime, String value) {
            var made = new DisplayData();
            made.putData(mime, value);
            return made;
          }
          public void putData(String mime, Object value) { data.put(mime, value); }
          public void putMetaData(String mime, Object value) { metadata.put(mime, value); }
          public void setDisplayId(String id) { this.id = id; }
          public String toString() { return data + " " + metadata.keySet(); }
        }
        public static class RapaioKernel {
          public void display(DisplayData data) { LOG.add("display " + data.id + " " + data); }
          public void updateDisplay(DisplayData data) { LOG.add("update " + data.id + " " + data); }
        }
      }
      """;

  @TempDir
  private Path classes;

  /** A class loader with these classes and nothing else of ours. */
  private URLClassLoader compiled(Map<String, String> sources) throws Exception {
    var units = new ArrayList<JavaFileObject>();
    sources.forEach((name, source) -> units.add(
        new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        }));
    var messages = new StringWriter();
    assertTrue(ToolProvider.getSystemJavaCompiler().getTask(messages, null, null, List.of("-d", classes.toString(),
        "-proc:none"), null, units).call(), messages::toString);
    return new URLClassLoader(new URL[] {classes.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  private static void in(ClassLoader kernel, Runnable cell) {
    var thread = Thread.currentThread();
    var before = thread.getContextClassLoader();
    thread.setContextClassLoader(kernel);
    try {
      cell.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** A picture with everything that a kernel may be told. */
  private static Picture dot(String text) {
    return new Picture() {
      @Override
      public String text() {
        return text;
      }

      @Override
      public Map<String, String> forms() {
        return Map.of("image/png", "AQ==");
      }

      @Override
      public Map<String, Map<String, Object>> metadata() {
        return Map.of("image/png", Map.of("width", 1));
      }
    };
  }

  /** What the kernel was told when something was shown and updated: the id is the same both times. */
  private static void checkTold(URLClassLoader kernel, String type) throws Exception {
    var printed = Printed.by(() -> in(kernel, () -> Show.show(dot("one")).update(dot("two"))));
    assertEquals("", printed);
    var log = (List<?>) kernel.loadClass(type).getField("LOG").get(null);
    var id = String.valueOf(log.get(0)).split(" ")[1];
    assertEquals(List.of("display " + id + " {image/png=AQ==, text/plain=one} [image/png]",
        "update " + id + " {image/png=AQ==, text/plain=two} [image/png]"), log);
  }

  @Test
  void jjavaAndItsLikeDraw() throws Exception {
    try (var kernel = compiled(Map.of("BaseKernel", SPENCER.replace("PACKAGE", "org.dflib.jjava.jupyter.kernel")))) {
      checkTold(kernel, "org.dflib.jjava.jupyter.kernel.BaseKernel");
    }
  }

  @Test
  void ijavaDraws() throws Exception {
    try (var kernel = compiled(Map.of("BaseKernel",
        SPENCER.replace("PACKAGE", "io.github.spencerpark.jupyter.kernel"), "IJava", IJAVA))) {
      checkTold(kernel, "io.github.spencerpark.jupyter.kernel.BaseKernel");
    }
  }

  @Test
  void rapaioDraws() throws Exception {
    try (var kernel = compiled(Map.of("MainApp", RAPAIO))) {
      checkTold(kernel, "org.rapaio.jupyter.kernel.MainApp");
    }
  }

  @Test
  void aKernelThatHasEndedIsNone() throws Exception {
    try (var kernel = compiled(Map.of("BaseKernel", SPENCER.replace("PACKAGE", "org.dflib.jjava.jupyter.kernel")))) {
      kernel.loadClass("org.dflib.jjava.jupyter.kernel.BaseKernel").getMethod("end").invoke(null);
      assertEquals("one\ntwo\n", Printed.by(() -> in(kernel, () -> Show.show(dot("one")).update(dot("two")))));
    }
  }

  @Test
  void aKernelOfAnotherShapePrintsText() throws Exception {
    try (var kernel = compiled(Map.of("MainApp",
        "package org.rapaio.jupyter.kernel; public class MainApp { public static final Object kernel = new Object(); }"))) {
      assertEquals("one\n", Printed.by(() -> in(kernel, () -> Show.show(dot("one")))));
    }
  }

  @Test
  void withoutAKernelTextIsPrinted() {
    assertEquals("a\n─\n1\n(nil)\n", Printed.by(() -> Show.show(Show.table("a").row(1)).update(null)));
    assertEquals("", String.valueOf(Show.show(null)).replace("(nil)", ""), "a display is no result of a cell");
  }

  @Test
  void aJavaWithoutFontsShowsTextAndSaysWhatToInstall() throws Exception {
    var broken = new Picture() {
      @Override
      public String text() {
        return "in text";
      }

      @Override
      public Map<String, String> forms() {
        throw new NoClassDefFoundError("Could not initialize class sun.awt.X11FontManager");
      }
    };
    try (var kernel = compiled(Map.of("MainApp", RAPAIO))) {
      in(kernel, () -> Show.show(broken));
      var log = String.valueOf(kernel.loadClass("org.rapaio.jupyter.kernel.MainApp").getField("LOG").get(null));
      assertTrue(log.contains("in text") && log.contains("fontconfig"), log);
    }
  }

  @Test
  void whatIsWrongWithAPictureIsSaidAndNotHidden() throws Exception {
    var chart = Show.lines("t").logY().series("a", List.of(1), List.of(0));
    try (var kernel = compiled(Map.of("MainApp", RAPAIO))) {
      assertThrows(IllegalArgumentException.class,
          () -> in(kernel, () -> Show.show(chart)));
    }
  }
}
