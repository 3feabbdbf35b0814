package beyondcache.show;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A picture's PNG, to be looked at by a test. */
record Png(BufferedImage image, int bytes, int width, int height) {

  static Png of(Picture picture) {
    var bytes = Base64.getDecoder().decode(picture.forms().get("image/png"));
    var size = picture.metadata().get("image/png");
    try {
      return new Png(ImageIO.read(new ByteArrayInputStream(bytes)), bytes.length, (int) size.get("width"),
          (int) size.get("height"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isCrisp() {
    return image.getWidth() == 2 * width && image.getHeight() == 2 * height
        && image.getColorModel() instanceof IndexColorModel;
  }

  boolean hasWhiteCorners() {
    return IntStream.of(image.getRGB(0, 0), image.getRGB(image.getWidth() - 1, 0),
        image.getRGB(0, image.getHeight() - 1), image.getRGB(image.getWidth() - 1, image.getHeight() - 1))
        .allMatch(rgb -> rgb == 0xFFFFFFFF);
  }

  /** How many pixels look like this colour, in the part of the picture from {@code from} to {@code to} of its width. */
  long count(int colour, double from, double to) {
    return IntStream.range((int) (from * image.getWidth()), (int) (to * image.getWidth()))
        .mapToLong(x -> IntStream.range(0, image.getHeight()).filter(y -> near(image.getRGB(x, y), colour)).count()).sum();
  }

  private static boolean near(int one, int other) {
    return Math.abs((one >> 16 & 0xFF) - (other >> 16 & 0xFF)) < 24 && Math.abs((one >> 8 & 0xFF) - (other >> 8 & 0xFF)) < 24
        && Math.abs((one & 0xFF) - (other & 0xFF)) < 24;
  }
}
