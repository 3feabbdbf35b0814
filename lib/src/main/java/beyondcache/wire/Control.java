package beyondcache.wire;

/** Somebody who interferes with an actor's commands. Called on the loop's thread only. */
interface Control {

  enum Verdict { PASS, HOLD }

  /** A command has arrived whole and is next in line on its connection. If held, {@link Link#release} lets it through. */
  Verdict arrived(Link link, Request request);

  /**
   * The server has answered.
   *
   * @return whether the client may have the reply
   */
  boolean answered(Link link, Request request);

  /** Whether the client may have now what has come for it; if not, {@link Link#deliver} hands it over later. */
  boolean delivers(Link link);

  /** Bytes for the client have come, replies or pushed messages. */
  void came(Link link);

  /** The connection has gone, by whoever's doing. */
  void closed(Link link);
}
