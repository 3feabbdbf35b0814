package beyondcache.check;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;

/**
 * What the compiler reads and writes, for one compilation: classes are written to memory, and classes compiled before lie
 * beside those of the class path. The file manager below is shared and keeps the libraries open.
 */
final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {

  /** What an answer has no business with: the tests' tools and what judges it. */
  private static final List<String> HIDDEN =
      List.of("org.junit", "org.opentest4j", "org.awaitility", "picocli", "beyondcache.check", "beyondcache.cli");

  private final Map<String, byte[]> beside;
  private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

  /** @param beside classes by binary name; when empty, this compiles an answer, which does not see the tests' tools */
  MemoryFiles(JavaFileManager shared, Map<String, byte[]> beside) {
    super(shared);
    this.beside = beside;
  }

  Map<String, byte[]> written() {
    var classes = new HashMap<String, byte[]>();
    written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  @Override
  public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject from) {
    var bytes = new ByteArrayOutputStream();
    written.put(name, bytes);
    return new SimpleJavaFileObject(uri(name), kind) {
      @Override
      public OutputStream openOutputStream() {
        return bytes;
      }
    };
  }

  @Override
  public Iterable<JavaFileObject> list(Location location, String packageName, Set<JavaFileObject.Kind> kinds,
      boolean recurse) throws IOException {
    if (location != StandardLocation.CLASS_PATH) {
      return super.list(location, packageName, kinds, recurse);
    }
    if (beside.isEmpty()) {
      return isHidden(packageName) ? List.of() : super.list(location, packageName, kinds, recurse);
    }
    var found = new ArrayList<JavaFileObject>();
    beside.forEach((name, bytes) -> {
      if (packageOf(name).equals(packageName)) {
        found.add(new CompiledBefore(name, bytes));
      }
    });
    super.list(location, packageName, kinds, recurse).forEach(found::add);
    return found;
  }

  @Override
  public String inferBinaryName(Location location, JavaFileObject file) {
    return file instanceof CompiledBefore compiled ? compiled.name : super.inferBinaryName(location, file);
  }

  @Override
  public boolean isSameFile(FileObject a, FileObject b) {
    return a.toUri().equals(b.toUri());
  }

  @Override
  public boolean contains(Location location, FileObject file) throws IOException {
    return !(file instanceof SimpleJavaFileObject) && super.contains(location, file);
  }

  private static boolean isHidden(String packageName) {
    return HIDDEN.stream().anyMatch(hidden -> packageName.equals(hidden) || packageName.startsWith(hidden + "."));
  }

  private static String packageOf(String className) {
    var dot = className.lastIndexOf('.');
    return dot < 0 ? "" : className.substring(0, dot);
  }

  private static URI uri(String className) {
    return URI.create("memory:///" + className.replace('.', '/') + ".class");
  }

  private static final class CompiledBefore extends SimpleJavaFileObject {

    private final String name;
    private final byte[] bytes;

    CompiledBefore(String name, byte[] bytes) {
      super(uri(name), Kind.CLASS);
      this.name = name;
      this.bytes = bytes;
    }

    @Override
    public InputStream openInputStream() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
