package beyondcache.check;

import beyondcache.show.Picture;
import java.util.Map;

/**
 * An order of commands, or a crash, in which a claim does not hold. The message shows it as text; in a notebook it is a
 * picture as well.
 */
public final class Counterexample extends AssertionError implements Picture {

  private static final long serialVersionUID = 1L;

  private final transient Finding finding;

  Counterexample(Finding finding, Throwable cause) {
    super(finding.text(), cause);
    this.finding = finding;
  }

  /** What was found. */
  public Finding finding() {
    return finding;
  }

  @Override
  public String text() {
    return getMessage();
  }

  @Override
  public Map<String, String> forms() {
    return Map.of("image/svg+xml", OrderPicture.of(finding).svg());
  }
}
