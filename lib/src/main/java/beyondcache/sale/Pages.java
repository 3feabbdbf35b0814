package beyondcache.sale;

import io.javalin.http.Handler;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The files of the page, from this library. */
final class Pages {

  private Pages() {}

  static Handler file(String name, String type) {
    try (var in = Pages.class.getResourceAsStream(name)) {
      var bytes = in.readAllBytes();
      return request -> request.contentType(type + "; charset=utf-8").result(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("The page's file " + name + " cannot be read", e);
    }
  }
}
