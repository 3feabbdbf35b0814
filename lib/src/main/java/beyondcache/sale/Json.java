package beyondcache.sale;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.GsonBuilder;
import java.util.regex.Pattern;

/** Reads and checks what browsers send, and writes what they get. Gson escapes what means something in HTML. */
final class Json {

  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private final JsonObject object;

  private Json(JsonObject object) {
    this.object = object;
  }

  static String of(Object value) {
    return GSON.toJson(value);
  }

  /** @throws Trouble if this is no JSON object */
  static Json parse(String text) {
    try {
      var object = GSON.fromJson(text, JsonObject.class);
      if (object != null) {
        return new Json(object);
      }
    } catch (JsonParseException | ClassCastException e) {
      // Said below.
    }
    throw Trouble.badRequest("The request is no JSON object.");
  }

  /** @throws Trouble if the field is missing, or is no text that matches the pattern as a whole */
  String text(String field, Pattern allowed, String rule) {
    var value = primitive(field);
    if (value == null || !value.getAsJsonPrimitive().isString() || !allowed.matcher(value.getAsString()).matches()) {
      throw Trouble.badRequest(rule);
    }
    return value.getAsString();
  }

  /** @throws Trouble if the field is missing, or is no whole number from 1 to {@code most} */
  long number(String field, long most) {
    var value = primitive(field);
    if (value != null && value.getAsJsonPrimitive().isNumber() && value.getAsString().matches("[1-9][0-9]{0,17}")
        && value.getAsLong() <= most) {
      return value.getAsLong();
    }
    throw Trouble.badRequest("\"" + field + "\" has to be a whole number from 1 to " + most + ".");
  }

  private JsonElement primitive(String field) {
    var value = object.get(field);
    return value != null && value.isJsonPrimitive() ? value : null;
  }
}
