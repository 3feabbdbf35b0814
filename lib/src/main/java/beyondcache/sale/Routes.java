package beyondcache.sale;

import beyondcache.sale.Checkout.Hold;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import redis.clients.jedis.exceptions.JedisException;

/** What browsers may ask for. */
final class Routes {

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}](?:[\\p{L}\\p{N} ._'-]{0,22}[\\p{L}\\p{N}.])?");
  private static final Pattern PASSWORD = Pattern.compile("\\P{Cntrl}{4,64}");
  private static final Pattern EVENT = Pattern.compile("[!-~]{1,100}");

  private final Parts parts;
  private final Board board;
  private final Streams streams;
  private final Passwords passwords;
  private final Feature<Accounts> standIn = new Feature<>("5.1", "Sign-in", new StandIn(), () -> true);

  Routes(Parts parts, Board board, Streams streams, Passwords passwords) {
    this.parts = parts;
    this.board = board;
    this.streams = streams;
    this.passwords = passwords;
  }

  void on(RoutesConfig routes) {
    routes.before(Guards::before);
    routes.get("/", Pages.file("index.html", "text/html"));
    routes.get("/sale.css", Pages.file("sale.css", "text/css"));
    routes.get("/sale.js", Pages.file("sale.js", "text/javascript"));
    routes.get("/favicon.ico", request -> request.status(204));
    routes.get("/events", this::events);
    routes.get("/me", this::me);
    routes.post("/sign-in", this::signIn);
    routes.post("/sign-out", this::signOut);
    routes.post("/sign-out-everywhere", this::signOutEverywhere);
    routes.post("/queue", this::queue);
    routes.post("/reserve", this::reserve);
    routes.post("/pay", this::pay);
    routes.exception(Trouble.class, (e, request) -> answer(request, e));
    routes.exception(JedisException.class, (e, request) -> answer(request, Trouble.redisGone()));
    routes.exception(HttpResponseException.class, (e, request) -> answer(request,
        new Trouble(e.getStatus(), "refused", e.getStatus() == 413 ? "The request is too large." : "There is no such thing.")));
    routes.exception(Exception.class, (e, request) -> answer(request, new Trouble(500, "failed", "Something went wrong here.")));
  }

  private static void answer(Context request, Trouble trouble) {
    request.status(trouble.status());
    answer(request, Map.of("problem", trouble.code(), "message", trouble.getMessage()));
  }

  private static void answer(Context request, Object value) {
    request.contentType("application/json").result(Json.of(value));
  }

  private void events(Context request) throws Exception {
    // A browser that reconnects says the one; a page that opens a new stream can only say the other.
    var last = Optional.ofNullable(request.header("Last-Event-ID")).or(() -> Optional.ofNullable(request.queryParam("after")))
        .filter(id -> EVENT.matcher(id).matches()).orElse("");
    request.contentType("text/event-stream").header("X-Accel-Buffering", "no");
    var stream = new EventStream(request.res().getOutputStream(), last);
    streams.add(stream);
    request.future(() -> {
      request.req().getAsyncContext().setTimeout(0);
      stream.listen();
      return stream.end();
    });
  }

  /**
   * Sessions as exercise 5.1 has them, or while that is not built, in memory. One that is built and fails stays in use: whoever
   * has signed in would be a stranger to another.
   */
  private Feature<Accounts> accounts() {
    return parts.signIn().isBuilt() ? parts.signIn() : standIn;
  }

  private void me(Context request) {
    var visitor = visitor(request);
    if (visitor.isEmpty()) {
      // The first use of 5.1: where it is not written, this finds out.
      var id = parts.signIn().tryAsk(Accounts::start).orElseGet(() -> accounts().ask(Accounts::start));
      Guards.session(request, id);
    }
    var name = visitor.map(Accounts.Visitor::name).orElse("");
    answer(request, board.me(name, name.isEmpty() ? 0 : accounts().tryAsk(a -> a.sessionsOf(name).size()).orElse(0)));
  }

  private Optional<Accounts.Visitor> visitor(Context request) {
    return Guards.session(request).flatMap(id -> accounts().ask(a -> a.visit(id)));
  }

  private String name(Context request) {
    return visitor(request).filter(Accounts.Visitor::isSignedIn).map(Accounts.Visitor::name)
        .orElseThrow(() -> new Trouble(401, "signed-out", "Sign in first."));
  }

  private void signIn(Context request) {
    counted();
    var json = Json.parse(request.body());
    var name = json.text("name", NAME, "A name has 1 to 24 letters, digits, spaces, dots, dashes.");
    var password = json.text("password", PASSWORD, "A password has 4 to 64 characters.");
    if (!accounts().ask(a -> a.mayTry(name))) {
      throw new Trouble(429, "too-often", "Too many attempts with this name. Wait a minute.");
    }
    if (!passwords.fits(name, password)) {
      throw new Trouble(403, "wrong-password", "This name is taken, and its password is another one.");
    }
    var old = Guards.session(request).filter(id -> accounts().ask(a -> a.visit(id)).filter(v -> !v.isSignedIn()).isPresent())
        .orElseGet(() -> accounts().ask(Accounts::start));
    var id = accounts().ask(a -> a.signIn(old, name))
        .orElseThrow(() -> new Trouble(409, "ended", "The session has ended meanwhile. Try again."));
    Guards.session(request, id);
    happened("came", name);
    answer(request, Map.of("name", name));
  }

  private void signOut(Context request) {
    Guards.session(request).ifPresent(id -> accounts().ask(a -> a.signOut(id)));
    Guards.noSession(request);
    answer(request, Map.of("name", ""));
  }

  private void signOutEverywhere(Context request) {
    var name = name(request);
    int ended = accounts().ask(a -> a.signOutEverywhere(name));
    Guards.noSession(request);
    answer(request, Map.of("ended", ended));
  }

  private void queue(Context request) {
    counted();
    var name = name(request);
    if (board.room().join(name)) {
      happened("queued", name);
    }
    me(request);
  }

  private void reserve(Context request) {
    counted();
    var name = name(request);
    if (!board.room().isAdmitted(name)) {
      throw new Trouble(409, "not-admitted", "You are not in yet. Stay in the waiting room.");
    }
    var before = parts.checkout().ask(checkout -> checkout.held(name));
    var hold = parts.checkout().ask(checkout -> checkout.reserve(name))
        .orElseThrow(() -> new Trouble(409, "sold-out", "There is no ticket to be had now. One may come back."));
    if (before.isEmpty()) {
      happened("reserved", name);
    }
    answer(request, hold);
  }

  private void pay(Context request) {
    counted();
    var name = name(request);
    var json = Json.parse(request.body());
    // Who pays is whoever has signed in, whatever the request says.
    var hold = new Hold((int) json.number("ticket", Integer.MAX_VALUE), json.number("token", Long.MAX_VALUE), name, 0);
    var before = parts.checkout().ask(checkout -> checkout.bought(name));
    var payment = parts.checkout().ask(checkout -> checkout.pay(hold));
    if (payment == Checkout.Payment.PAID && before.isEmpty()) {
      happened("bought", name);
      parts.live().tryAsk(live -> {
        live.finished(name, System.currentTimeMillis() - board.opensAt());
        return true;
      });
    }
    answer(request, Map.of("payment", payment));
  }

  private void counted() {
    parts.live().tryAsk(live -> {
      live.count();
      return true;
    });
  }

  private void happened(String kind, String name) {
    parts.live().tryAsk(live -> live.publish(kind, name));
  }
}
