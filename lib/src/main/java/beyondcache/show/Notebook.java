package beyondcache.show;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The Java kernel that runs this code, whichever it is, or none. Kernels share no interface and this library depends on
 * none of them, so the kernel is found by its class's name and driven by reflection. It is looked for at each call: a
 * library is loaded before its kernel is ready, and tests come and go.
 *
 * <p>JJava and IJava have a common ancestor and one shape: {@code kernel.display(DisplayData)}, and updates through
 * {@code kernel.getIO().display}. Rapaio's kernel has {@code updateDisplay} itself, and no public constructor of its
 * {@code DisplayData}.
 */
final class Notebook {

  private Notebook() {}

  /** Draws in the notebook, or prints the picture's text if there is no notebook or it cannot draw. */
  static void show(Picture picture, String id, boolean update) {
    try {
      var kernel = kernel();
      if (kernel != null) {
        send(kernel, picture, id, update);
        return;
      }
    } catch (ReflectiveOperationException unknownKernel) {
      // A kernel of a shape that is not known here: text is better than an exception about it.
    }
    System.out.println(picture.text());
  }

  /** Whether a kernel that we know runs this code. */
  static boolean isThere() {
    return kernel() != null;
  }

  private static Object kernel() {
    var jjava = find("org.dflib.jjava.jupyter.kernel.BaseKernel");
    var kernel = jjava == null ? null : callStatic(jjava, "notebookKernel");
    if (kernel == null) {
      var ijava = find("io.github.spencerpark.ijava.IJava");
      kernel = ijava == null ? null : callStatic(ijava, "getKernelInstance");
    }
    if (kernel == null) {
      var rapaio = find("org.rapaio.jupyter.kernel.MainApp");
      kernel = rapaio == null ? null : staticField(rapaio, "kernel");
    }
    return kernel;
  }

  private static Class<?> find(String name) {
    // The kernel may live in another class loader than the course's jars, which it may have added on its own.
    for (var loader : new ClassLoader[] {Thread.currentThread().getContextClassLoader(),
        Notebook.class.getClassLoader(), ClassLoader.getSystemClassLoader()}) {
      try {
        if (loader != null) {
          return Class.forName(name, true, loader);
        }
      } catch (ClassNotFoundException | LinkageError notHere) {
        // The next one may know it.
      }
    }
    return null;
  }

  private static Object callStatic(Class<?> type, String method) {
    try {
      return type.getMethod(method).invoke(null);
    } catch (ReflectiveOperationException noKernelRuns) {
      return null;
    }
  }

  private static Object staticField(Class<?> type, String field) {
    try {
      return type.getField(field).get(null);
    } catch (ReflectiveOperationException | LinkageError noKernelRuns) {
      return null;
    }
  }

  private static void send(Object kernel, Picture picture, String id, boolean update)
      throws ReflectiveOperationException {
    var display = method(kernel, "display", 1);
    var data = displayData(display.getParameterTypes()[0]);
    var put = method(data, "putData", String.class, Object.class);
    for (var form : forms(picture).entrySet()) {
      put.invoke(data, form.getKey(), form.getValue());
    }
    var metadata = method(data, "putMetaData", String.class, Object.class);
    for (var form : picture.metadata().entrySet()) {
      metadata.invoke(data, form.getKey(), form.getValue());
    }
    method(data, "setDisplayId", String.class).invoke(data, id);
    if (!update) {
      display.invoke(kernel, data);
      return;
    }
    Object target = kernel;
    try {
      method(target, "updateDisplay", data.getClass()).invoke(target, data);
    } catch (NoSuchMethodException jjavaOrIJava) {
      var io = method(kernel, "getIO").invoke(kernel);
      target = io.getClass().getField("display").get(io);
      method(target, "updateDisplay", data.getClass()).invoke(target, data);
    }
  }

  /** All forms and the text; only the text, with the reason, where this Java cannot draw. */
  private static Map<String, String> forms(Picture picture) {
    var forms = new LinkedHashMap<String, String>();
    try {
      forms.putAll(picture.forms());
      forms.put("text/plain", picture.text());
    } catch (LinkageError | InternalError noFonts) {
      forms.put("text/plain", picture.text() + "\n(In text: this machine's Java cannot draw, since it found no fonts. "
          + "Install fontconfig and a font, on Debian fonts-dejavu-core, and restart the kernel.)");
    }
    return forms;
  }

  private static Object displayData(Class<?> type) throws ReflectiveOperationException {
    try {
      return type.getConstructor().newInstance();
    } catch (NoSuchMethodException rapaio) {
      return type.getMethod("withType", String.class, String.class).invoke(null, "text/plain", "");
    }
  }

  /** A public method of a public class, since a kernel's own class need not be public. */
  private static Method method(Object target, String name, Class<?>... parameters) throws NoSuchMethodException {
    for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
      if (Modifier.isPublic(type.getModifiers())) {
        return type.getMethod(name, parameters);
      }
    }
    throw new NoSuchMethodException(target.getClass() + "." + name);
  }

  private static Method method(Object target, String name, int parameters) throws NoSuchMethodException {
    for (var method : target.getClass().getMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == parameters
          && Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
        return method;
      }
    }
    throw new NoSuchMethodException(target.getClass() + "." + name);
  }
}
