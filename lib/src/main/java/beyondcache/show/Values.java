package beyondcache.show;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How values read: numbers with a comma every three digits, no value as {@code (nil)} as redis-cli has it. */
final class Values {

  private Values() {}

  /** A value as a reader wants to see it in a table or a sentence. */
  static String read(Object value) {
    if (value == null) {
      return "(nil)";
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof byte[] bytes) {
      return bytes(bytes);
    }
    if (value instanceof Duration duration) {
      return duration(duration);
    }
    if (value instanceof Optional<?> optional) {
      return read(optional.orElse(null));
    }
    if (value instanceof Map.Entry<?, ?> entry) {
      return read(entry.getKey()) + " = " + read(entry.getValue());
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream().map(Values::read).collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof Collection<?> many) {
      return many.stream().map(Values::read).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value.getClass().isArray()) {
      return read(list(value));
    }
    return String.valueOf(value);
  }

  /** The elements of an array of any type. */
  static List<Object> list(Object array) {
    var elements = new ArrayList<>();
    for (var i = 0; i < Array.getLength(array); i++) {
      elements.add(Array.get(array, i));
    }
    return elements;
  }

  /** A number with a comma every three digits from 10,000 on, and no more decimals than one can take in. */
  static String number(Number value) {
    // Years, ports and the like read better without the comma.
    return number(value, decimals(value), isLarge(value));
  }

  /** Whether the number has so many digits that commas help. */
  static boolean isLarge(Number value) {
    return Math.abs(value.doubleValue()) >= 10_000;
  }

  /** The same for numbers that stand below each other: as many decimals, and commas in all or in none. */
  static String number(Number value, int decimals, boolean commas) {
    if (value instanceof Double || value instanceof Float) {
      var d = value.doubleValue();
      if (Double.isNaN(d) || Double.isInfinite(d)) {
        return Double.isNaN(d) ? "NaN" : d > 0 ? "∞" : "-∞";
      }
      if (d != 0 && (Math.abs(d) < 1e-4 || Math.abs(d) >= 1e18)) {
        // 1.50e-07 reads 1.5e-7.
        return String.format(Locale.ROOT, "%.2e", d).replaceFirst("\\.?0*e\\+?(-?)0*", "e$1");
      }
    }
    var exact = exact(value);
    if (exact == null) {
      return value.toString();
    }
    return String.format(Locale.ROOT, (commas ? "%,." : "%.") + decimals + "f",
        exact.setScale(decimals, RoundingMode.HALF_UP));
  }

  /** How many decimals are worth showing: none of an integer, more the smaller the number is. */
  static int decimals(Number value) {
    var exact = exact(value);
    if (exact == null) {
      return 0;
    }
    var size = exact.abs().doubleValue();
    var wanted = size >= 1000 ? 1 : size >= 1 ? 3 : size >= 0.1 ? 4 : size >= 0.01 ? 5 : 6;
    var rounded = exact.setScale(wanted, RoundingMode.HALF_UP).stripTrailingZeros();
    return Math.max(0, rounded.scale());
  }

  /** The number's exact value; null for NaN, the infinities, and classes of numbers that do not print as numbers. */
  static BigDecimal exact(Number value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    try {
      return new BigDecimal(value.toString());
    } catch (NumberFormatException notFinite) {
      return null;
    }
  }

  /** Bytes as text where they are text; else as redis-cli prints them. */
  static String bytes(byte[] bytes) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.codePoints().noneMatch(Character::isISOControl)) {
        return text;
      }
    } catch (CharacterCodingException binary) {
      // Escaped below.
    }
    var escaped = new StringBuilder("\"");
    for (var b : bytes) {
      switch (b) {
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\t' -> escaped.append("\\t");
        case '"', '\\' -> escaped.append('\\').append((char) b);
        default -> {
          if (b >= ' ' && b < 127) {
            escaped.append((char) b);
          } else {
            escaped.append(String.format("\\x%02x", b));
          }
        }
      }
    }
    return escaped.append('"').toString();
  }

  /** A duration in the unit that fits: {@code 340 µs}, {@code 1.5 s}, {@code 2 min}. */
  static String duration(Duration duration) {
    var seconds = new BigDecimal(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    var size = seconds.abs().doubleValue();
    if (size >= 120 || size >= 60 && seconds.stripTrailingZeros().scale() <= 0 && duration.getSeconds() % 60 == 0) {
      return duration.getSeconds() % 3600 == 0 ? number(duration.toHours()) + " h"
          : number(seconds.divide(BigDecimal.valueOf(60), 3, RoundingMode.HALF_UP)) + " min";
    }
    return size >= 1 || size == 0 ? number(seconds) + " s"
        : size >= 1e-3 ? number(seconds.movePointRight(3)) + " ms"
        : number(seconds.movePointRight(6)) + " µs";
  }

  /** A value as it takes part in a comparison: numbers by their value, arrays as lists. See {@link Show#claim}. */
  static Object comparable(Object value) {
    if (value instanceof Number number) {
      var exact = exact(number);
      return exact == null ? number.toString() : exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
    }
    if (value instanceof CharSequence text) {
      return text.toString();
    }
    if (value instanceof Map<?, ?> map) {
      var comparable = new LinkedHashMap<>();
      map.forEach((key, each) -> comparable.put(comparable(key), comparable(each)));
      return comparable;
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(Values::comparable);
    }
    if (value instanceof java.util.Set<?> set) {
      return set.stream().map(Values::comparable).collect(Collectors.toSet());
    }
    if (value instanceof Collection<?> many) {
      return many.stream().map(Values::comparable).collect(Collectors.toList());
    }
    if (value != null && value.getClass().isArray()) {
      return list(value).stream().map(Values::comparable).collect(Collectors.toList());
    }
    return value;
  }
}
