package beyondcache.wire;

/**
 * Lets something happen at a chosen command of an actor, which waits in front of the server meanwhile: {@link Wire#interlude}.
 * It happens once.
 */
public final class Interlude {

  private final Wire wire;
  private final Party party;
  private volatile boolean happened;
  private volatile Throwable failure;

  Interlude(Wire wire, Party party, int k, Wire.Action action) {
    if (k < 1) {
      throw new IllegalArgumentException("Commands are counted from 1, and " + k + " is less.");
    }
    this.wire = wire;
    this.party = party;
    wire.loop().ask(() -> {
      party.control(new Curtain(k, action));
      return null;
    });
  }

  /**
   * Whether the actor has come to that command, and what was to happen has.
   *
   * @throws IllegalStateException if it threw something
   */
  public boolean happened() {
    if (failure != null) {
      throw new IllegalStateException("What was to happen meanwhile failed: " + failure, failure);
    }
    return happened;
  }

  private final class Curtain implements Control {

    private final int k;
    private final Wire.Action action;
    private int count;

    Curtain(int k, Wire.Action action) {
      this.k = k;
      this.action = action;
    }

    @Override
    public Verdict arrived(Link link, Request request) {
      if (request.chatter || ++count < k) {
        return Verdict.PASS;
      }
      if (count == k) {
        // Not on the loop's thread, which has to serve whoever acts now.
        var actor = new Thread(this::act, "interlude");
        actor.setDaemon(true);
        actor.start();
      }
      return Verdict.HOLD;
    }

    private void act() {
      try {
        action.run();
        happened = true;
      } catch (Throwable e) {
        failure = e;
      }
      wire.loop().execute(() -> {
        if (party.control() == this) {
          party.control(null);
        }
      });
    }

    @Override
    public boolean answered(Link link, Request request) {
      return true;
    }

    @Override
    public boolean delivers(Link link) {
      return true;
    }

    @Override
    public void came(Link link) {
      // It is delivered as it comes.
    }

    @Override
    public void closed(Link link) {
      // By the client, which then has broken its connection itself.
    }
  }
}
