package beyondcache.sale;

/** Why a request cannot be carried out, in words for the person at the browser. */
final class Trouble extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final String REDIS_GONE = "redis-gone";

  private final int status;
  private final String code;

  /**
   * @param status the HTTP status
   * @param code what the page's script goes by
   * @param message what the page shows
   */
  Trouble(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  static Trouble badRequest(String message) {
    return new Trouble(400, "bad-request", message);
  }

  static Trouble redisGone() {
    return new Trouble(503, REDIS_GONE, "Redis does not answer. Nothing is lost; try again in a moment.");
  }

  boolean isRedisGone() {
    return code.equals(REDIS_GONE);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }
}
