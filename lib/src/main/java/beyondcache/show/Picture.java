package beyondcache.show;

import java.util.Map;

/**
 * Something that can be drawn in a notebook and, where there is none, be printed: every picture of this package also has
 * a form in plain text, which is what a terminal, a log and a screen reader get.
 *
 * <p>{@code toString()} of the pictures in this package is their text, so that a notebook cell that ends in a picture
 * shows something sensible on any kernel.
 */
public interface Picture {

  /** The picture in plain text, in lines, without a line break at its end. Reads well in a font of fixed width. */
  String text();

  /**
   * The richer forms by MIME type, best first: {@code text/html}, {@code text/markdown}, {@code image/svg+xml} as text,
   * {@code image/png} and other images in Base64. Drawing happens here and not before; the same data give the same
   * bytes each time, so that the outputs of a notebook can be committed.
   *
   * @return never null; empty if text is all there is
   */
  default Map<String, String> forms() {
    return Map.of();
  }

  /** What a front end should know about a form, by MIME type: for an image its width and height in CSS pixels. */
  default Map<String, Map<String, Object>> metadata() {
    return Map.of();
  }
}
