package beyondcache.show;

/**
 * A place in a notebook's output where something was shown, which can be redrawn. In a notebook the new picture replaces
 * the old one, even after its cell has ended; elsewhere it is printed below. May be used from any thread.
 */
public final class Display {

  private final String id;

  Display(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  /**
   * Draws in place of what was shown here before.
   *
   * @param drawable as for {@link Show#show}
   * @return this display
   */
  public Display update(Object drawable) {
    Notebook.show(Pictures.of(drawable), id, true);
    return this;
  }

  /** As {@link #update} in a notebook; does nothing elsewhere, where pictures of something unfinished would only pile up. */
  public Display redraw(Object drawable) {
    return Notebook.isThere() ? update(drawable) : this;
  }

  /** Empty: a cell that ends in {@code show(...)} has shown all there is. */
  @Override
  public String toString() {
    return "";
  }
}
