package beyondcache.check;

import java.util.Map;

/** Defines the classes of one answer and of its tests, anew for each check, so that no static state survives one. */
final class ExerciseLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final Map<String, byte[]> classes;

  ExerciseLoader(Map<String, byte[]> classes, ClassLoader parent) {
    super("exercise", parent);
    this.classes = classes;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!classes.containsKey(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      var loaded = findLoadedClass(name);
      if (loaded == null) {
        var bytes = classes.get(name);
        loaded = defineClass(name, bytes, 0, bytes.length);
      }
      return loaded;
    }
  }
}
