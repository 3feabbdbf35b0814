package beyondcache.wire;

/**
 * Breaks an actor's connection at a chosen command: {@link Wire#cut}, after which the client may connect again, or
 * {@link Wire#crash}, after which the actor is dead and nothing it tries reaches the server.
 *
 * <p>Commands count from the moment at which one of the methods here is called, over all connections of the actor; what the
 * client sends on its own account does not count. A cut happens once.
 */
public final class Cut {

  private enum Where { BEFORE, AFTER, REPLY }

  private final Wire wire;
  private final Party party;
  private final boolean deadly;
  private volatile boolean happened;

  Cut(Wire wire, Party party, boolean deadly) {
    this.wire = wire;
    this.party = party;
    this.deadly = deadly;
  }

  /** The k-th command, counted from 1, does not reach the server. */
  public Cut before(int k) {
    return arm(Where.BEFORE, k);
  }

  /** The k-th command, counted from 1, is executed, and its reply is delivered; what follows meets a broken connection. */
  public Cut after(int k) {
    return arm(Where.AFTER, k);
  }

  /** The k-th command, counted from 1, is executed, and its reply is lost: the client cannot know whether it was. */
  public Cut losingReplyOf(int k) {
    return arm(Where.REPLY, k);
  }

  /** Whether the actor has come to that command. */
  public boolean happened() {
    return happened;
  }

  private Cut arm(Where where, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("Commands are counted from 1, and " + k + " is less.");
    }
    happened = false;
    wire.loop().ask(() -> {
      party.control(new Scissors(where, k));
      return null;
    });
    return this;
  }

  private final class Scissors implements Control {

    private final Where where;
    private final int k;
    private int count;
    private Request last;

    Scissors(Where where, int k) {
      this.where = where;
      this.k = k;
    }

    @Override
    public Verdict arrived(Link link, Request request) {
      if (request.chatter || ++count < k) {
        return Verdict.PASS;
      }
      if (count == k && where != Where.BEFORE) {
        last = request;
        return Verdict.PASS;
      }
      if (where == Where.BEFORE) {
        happen(link);
      }
      // What comes behind the fateful command shares its fate.
      return Verdict.HOLD;
    }

    @Override
    public boolean answered(Link link, Request request) {
      if (request != last) {
        return true;
      }
      if (where == Where.REPLY) {
        happen(link);
        return false;
      }
      // Said before the reply is on its way: whoever has the reply may ask at once.
      happened = true;
      wire.loop().execute(() -> happen(link));
      return true;
    }

    private void happen(Link link) {
      happened = true;
      wire.loop().execute(() -> {
        if (party.control() == this) {
          party.control(null);
        }
      });
      link.close();
      if (deadly) {
        party.drop(true);
      }
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
      // By the cut, or by the client, which then has broken its connection itself.
    }
  }
}
