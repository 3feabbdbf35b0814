package beyondcache.check.report;

import beyondcache.check.Verdict;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.util.List;
import java.util.Locale;

/** The course's own format. */
final class JsonReport {

  private static final JsonSerializer<Enum<?>> LOWER =
      (value, type, context) -> new JsonPrimitive(value.name().toLowerCase(Locale.ROOT).replace('_', '-'));

  private record Document(int version, List<Verdict> verdicts) {}

  private JsonReport() {}

  static String write(List<Checked> all) {
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping()
        .registerTypeAdapter(Verdict.Outcome.class, LOWER)
        .registerTypeAdapter(Verdict.Status.class, LOWER)
        .create().toJson(new Document(1, all.stream().map(Checked::verdict).toList())) + "\n";
  }
}
