package beyondcache.kernel;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.UnmodifiableClassException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.InternalException;
import jdk.jshell.spi.ExecutionControl.NotImplementedException;

/**
 * Holds the classes of all snippets. A class whose methods have changed and nothing else is redefined in place, so that its
 * fields, the variables of the notebook, keep their values.
 */
final class SnippetLoader extends URLClassLoader implements LoaderDelegate {

  private final Map<String, byte[]> bytes = new ConcurrentHashMap<>();
  private boolean redefining;

  SnippetLoader() {
    super(new URL[0]);
  }

  /** From now on {@link #load} redefines classes in place, or defines new ones again. */
  void redefine(boolean inPlace) throws NotImplementedException {
    if (inPlace && Agent.instrumentation() == null) {
      throw new NotImplementedException("This Java was started without the kernel's agent.");
    }
    redefining = inPlace;
  }

  @Override
  public void load(ClassBytecodes[] classes) throws ClassInstallException {
    var installed = new boolean[classes.length];
    try {
      for (var each : classes) {
        if (!redefining) {
          bytes.put(each.name(), each.bytecodes());
        }
      }
      for (var i = 0; i < classes.length; i++) {
        if (redefining) {
          Agent.instrumentation().redefineClasses(new ClassDefinition(loadClass(classes[i].name()), classes[i].bytecodes()));
          bytes.put(classes[i].name(), classes[i].bytecodes());
        } else {
          // Links the class, so that one that does not fit fails now and not in the middle of a cell.
          loadClass(classes[i].name()).getDeclaredMethods();
        }
        installed[i] = true;
      }
    } catch (ReflectiveOperationException | LinkageError | UnmodifiableClassException | UnsupportedOperationException e) {
      throw new ClassInstallException(e.toString(), installed);
    }
  }

  @Override
  public Class<?> findClass(String name) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      var loaded = findLoadedClass(name);
      var code = bytes.get(name);
      return loaded != null ? loaded : code == null ? super.findClass(name) : defineClass(name, code, 0, code.length);
    }
  }

  /** Without this, libraries that read class files know nothing of a cell's classes. */
  @Override
  public InputStream getResourceAsStream(String name) {
    var code = name.endsWith(".class") ? bytes.get(name.substring(0, name.length() - ".class".length()).replace('/', '.')) : null;
    return code == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(code);
  }

  @Override
  public void classesRedefined(ClassBytecodes[] classes) {
    // All of them were redefined here.
  }

  @Override
  public void addToClasspath(String path) throws InternalException {
    try {
      for (var entry : path.split(File.pathSeparator)) {
        addURL(new File(entry).toURI().toURL());
      }
    } catch (MalformedURLException e) {
      throw new InternalException(e.toString());
    }
  }
}
