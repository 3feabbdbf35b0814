package beyondcache.kernel;

import beyondcache.show.Picture;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;

/**
 * How the value of a cell's last expression is shown: pictures drawn, arrays with what is in them, the rest as it
 * says.
 */
final class Values extends Renderer {

  /** More elements than these are counted, not listed. */
  private static final int ELEMENTS = 200;

  /** More characters than these are cut off. */
  private static final int CHARACTERS = 10_000;

  Values() {
    createRegistration(Picture.class).register((picture, context) -> {
      var out = context.getOutputContainer();
      picture.forms().forEach(out::putData);
      picture.metadata().forEach(out::putMetaData);
      out.putText(picture.text());
    });
  }

  /** What the notebook shows, or null if the value says that there is nothing to show. */
  DisplayData show(Object value) {
    if (value == null) {
      return new DisplayData("null");
    }
    if (value instanceof CharSequence) {
      return new DisplayData(text(value));
    }
    var data = render(value);
    return "".equals(data.getData(MIMEType.TEXT_PLAIN)) ? null : data;
  }

  @Override
  protected DisplayData finalizeDisplayData(DisplayData data, Object value) {
    if (!data.hasDataForType(MIMEType.TEXT_PLAIN)) {
      data.putText(text(value));
    }
    return data;
  }

  static String text(Object value) {
    var text = new StringBuilder();
    append(text, value, 0);
    if (text.length() > CHARACTERS) {
      var cut = text.length() - CHARACTERS;
      text.setLength(CHARACTERS);
      text.append(" ... ").append(cut).append(" more characters");
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Object value, int depth) {
    if (value != null && value.getClass().isArray()) {
      var length = Array.getLength(value);
      text.append('[');
      for (var i = 0; i < length; i++) {
        if (!room(text, i, length, depth, ']')) {
          return;
        }
        append(text, Array.get(value, i), depth + 1);
      }
      text.append(']');
    } else if (value instanceof Collection<?> many && own(value)) {
      var i = 0;
      text.append('[');
      for (var each : many) {
        if (!room(text, i++, many.size(), depth, ']')) {
          return;
        }
        append(text, each, depth + 1);
      }
      text.append(']');
    } else if (value instanceof Map<?, ?> map && own(value)) {
      var i = 0;
      text.append('{');
      for (var each : map.entrySet()) {
        if (!room(text, i++, map.size(), depth, '}')) {
          return;
        }
        append(text, each.getKey(), depth + 1);
        text.append('=');
        append(text, each.getValue(), depth + 1);
      }
      text.append('}');
    } else {
      text.append(value);
    }
  }

  private static boolean room(StringBuilder text, int i, int size, int depth, char close) {
    if (i == ELEMENTS || text.length() > CHARACTERS || depth > 20) {
      text.append(", ... ").append(size - i).append(" more").append(close);
      return false;
    }
    text.append(i == 0 ? "" : ", ");
    return true;
  }

  /** A collection of the JDK's says nothing but its elements; others may have words of their own. */
  private static boolean own(Object value) {
    return value.getClass().getName().startsWith("java.util.");
  }
}
