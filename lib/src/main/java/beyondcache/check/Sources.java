package beyondcache.check;

import beyondcache.check.Verdict.Problem;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

/** Source files as the compiler wants them, and what is wrong with those it should not be bothered with. */
final class Sources {

  private final List<JavaFileObject> units = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /** @param folder the package as a path, such as {@code task1} */
  Sources(String folder, Map<String, byte[]> files) {
    files.forEach((name, bytes) -> {
      var text = decode(name, bytes);
      if (text != null) {
        units.add(new Unit(folder, name, text));
      }
    });
  }

  List<JavaFileObject> units() {
    return units;
  }

  List<Problem> problems() {
    return problems;
  }

  private String decode(String name, byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(bytes.length + 1);
    var result = StandardCharsets.UTF_8.newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT).decode(in, out, true);
    if (result.isError()) {
      var line = 1 + out.flip().chars().filter(c -> c == '\n').count();
      problems.add(new Problem(name, line, 0, "the file is not UTF-8: its byte " + (in.position() + 1) + " is 0x"
          + Integer.toHexString(bytes[in.position()] & 0xff) + ". Save it in the encoding UTF-8", null));
      return null;
    }
    var text = out.flip().toString();
    if (text.indexOf('\0') >= 0) {
      problems.add(new Problem(name, 0, 0, "the file holds zero bytes, as a file in UTF-16 does, or one that is no text. "
          + "Save it in the encoding UTF-8", null));
      return null;
    }
    if (text.isBlank()) {
      problems.add(new Problem(name, 0, 0, "the file is empty", null));
      return null;
    }
    // Some editors begin a file with a byte order mark, which the compiler would stumble over.
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static final class Unit extends SimpleJavaFileObject {

    private final String text;
    private final String name;

    Unit(String folder, String name, String text) {
      super(URI.create("answer:///" + folder + "/" + name), Kind.SOURCE);
      this.name = name;
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    /** What messages call the file. */
    @Override
    public String getName() {
      return name;
    }

    // The class is looked for by its own name, so that a renamed one gets a message in plain words.
    @Override
    public boolean isNameCompatible(String simpleName, Kind kind) {
      return kind == Kind.SOURCE;
    }
  }
}
