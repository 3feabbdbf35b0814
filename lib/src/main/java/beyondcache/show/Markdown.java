package beyondcache.show;

import java.util.Map;

/** Markdown, which reads well enough as text. */
record Markdown(String text) implements Picture {

  @Override
  public Map<String, String> forms() {
    return Map.of("text/markdown", text);
  }

  @Override
  public String toString() {
    return text;
  }
}
