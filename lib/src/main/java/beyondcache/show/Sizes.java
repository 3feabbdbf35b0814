package beyondcache.show;

import java.util.Map;

/** How large pictures are, in CSS pixels. */
final class Sizes {

  private Sizes() {}

  static int check(String what, int pixels) {
    if (pixels < 120 || pixels > 4000) {
      throw new IllegalArgumentException("A picture's " + what + " is between 120 and 4000 pixels, not " + pixels + ".");
    }
    return pixels;
  }

  /** The metadata of a PNG that has two pixels for each of these. */
  static Map<String, Map<String, Object>> png(int width, int height) {
    return Map.of("image/png", Map.of("width", width, "height", height));
  }
}
