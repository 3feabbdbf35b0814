package beyondcache.show;

import java.util.Map;

/** A piece of HTML, as it is, with a text for where there is no browser. */
record Html(String html, String text) implements Picture {

  @Override
  public Map<String, String> forms() {
    return Map.of("text/html", html);
  }

  @Override
  public String toString() {
    return text;
  }
}
