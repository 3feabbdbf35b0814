package beyondcache.wire;

/** Times out, and has a look from time to time until then. On the loop's thread only. */
final class Patience {

  private static final int LOOK_MILLIS = 5;

  /**
   * In how many looks an actor has to do nothing visible until it counts as waiting for somebody else. Looks and not
   * milliseconds, because on a busy machine the looks become rarer along with everything else.
   */
  private static final int LOOKS_WAITING = 20;
  private static final int LOOKS_LISTENING = 6;

  private final Loop loop;
  private final long millis;
  private final Runnable look;
  private final Runnable end;
  private Loop.Timer limit;
  private Loop.Timer nextLook;
  private int quietLooks;

  Patience(Loop loop, long millis, Runnable look, Runnable end) {
    this.loop = loop;
    this.millis = millis;
    this.look = look;
    this.end = end;
  }

  /** Begins to wait, if it does not wait already. */
  void begin() {
    if (limit == null) {
      quietLooks = 0;
      limit = loop.after(millis, end);
      nextLook = loop.after(LOOK_MILLIS, this::look);
    }
  }

  private void look() {
    nextLook = loop.after(LOOK_MILLIS, this::look);
    look.run();
  }

  void end() {
    if (limit != null) {
      limit.cancel();
      nextLook.cancel();
      limit = null;
      nextLook = null;
    }
  }

  /** To be told at each look; says whether it has been so for long enough to be believed. */
  boolean hasBeenQuiet(boolean listens, boolean waits) {
    quietLooks = listens || waits ? quietLooks + 1 : 0;
    return quietLooks >= (listens ? LOOKS_LISTENING : LOOKS_WAITING);
  }

  @Override
  public String toString() {
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
