package beyondcache.sale;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HandlerType;
import io.javalin.http.SameSite;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What protects the page and its visitors, whatever the features do: headers, the session cookie, where a request comes from. */
final class Guards {

  /** The largest body that is read, in bytes. */
  static final long LARGEST_BODY = 4_096;

  private static final String COOKIE = "sale-session";
  private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_.:~-]{1,200}");

  private static final Map<String, String> HEADERS = Map.of(
      // Everything comes from here; no script in the page, no frames, no forms that go elsewhere.
      "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
          + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      "X-Content-Type-Options", "nosniff",
      "X-Frame-Options", "DENY",
      "Referrer-Policy", "no-referrer",
      "Cross-Origin-Opener-Policy", "same-origin",
      "Cross-Origin-Resource-Policy", "same-origin",
      "Permissions-Policy", "camera=(), microphone=(), geolocation=()");

  private Guards() {}

  /**
   * Before each request.
   *
   * @throws Trouble if it was made by a page of another site, or under a name that is not ours (DNS rebinding)
   */
  static void before(Context request) {
    HEADERS.forEach(request::header);
    request.header("Cache-Control", "no-store");
    var own = Set.of("127.0.0.1:" + request.req().getLocalPort(), "localhost:" + request.req().getLocalPort());
    if (!own.contains(String.valueOf(request.header("Host")))) {
      throw new Trouble(403, "wrong-host", "This address is not ours.");
    }
    var origin = request.header("Origin");
    if (origin != null && own.stream().noneMatch(host -> origin.equals("http://" + host))) {
      throw new Trouble(403, "wrong-origin", "This request comes from a page of another site.");
    }
    if (request.method() == HandlerType.POST && !request.isJson()) {
      throw new Trouble(415, "not-json", "Requests have to be of type application/json.");
    }
  }

  /** The session that the browser names, if it looks like one. */
  static Optional<String> session(Context request) {
    return Optional.ofNullable(request.cookie(COOKIE)).filter(id -> SESSION.matcher(id).matches());
  }

  /** Gives the browser a session; no script can read it, and no other site's page makes the browser send it. */
  static void session(Context request, String id) {
    // Not marked Secure, which a browser would not send to http://127.0.0.1; a shop on https has to.
    request.cookie(new Cookie(COOKIE, id, "/", -1, false, true, null, SameSite.STRICT));
  }

  static void noSession(Context request) {
    request.cookie(new Cookie(COOKIE, "", "/", 0, false, true, null, SameSite.STRICT));
  }
}
