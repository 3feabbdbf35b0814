package beyondcache.show;

import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;

/** An image that is there already: PNG, JPEG, GIF or SVG. */
record Image(String mime, byte[] bytes, String text) implements Picture {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
  private static final byte[] GIF = {'G', 'I', 'F', '8'};

  static Image of(Path path) {
    try {
      return of(Files.readAllBytes(path), String.valueOf(path.getFileName()));
    } catch (IOException e) {
      throw new UncheckedIOException("The image " + path + " cannot be read: "
          + (Files.exists(path) ? e.getMessage() : "there is no such file") + ". Relative names are looked for from "
          + Path.of("").toAbsolutePath() + ".", e);
    }
  }

  static Image of(byte[] bytes, String name) {
    var mime = mime(bytes);
    if (mime == null) {
      throw new IllegalArgumentException(name + " is no PNG, JPEG, GIF or SVG image: it begins with "
          + Values.bytes(Arrays.copyOf(bytes, Math.min(8, bytes.length))) + ".");
    }
    return new Image(mime, bytes, "[" + name + "]");
  }

  static Image of(RenderedImage image, String name) {
    try (var out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", out);
      return new Image("image/png", out.toByteArray(), "[" + name + "]");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isImage(byte[] bytes) {
    return mime(bytes) != null;
  }

  private static String mime(byte[] bytes) {
    if (startsWith(bytes, PNG)) {
      return "image/png";
    }
    if (startsWith(bytes, JPEG)) {
      return "image/jpeg";
    }
    if (startsWith(bytes, GIF)) {
      return "image/gif";
    }
    var start = new String(bytes, 0, Math.min(1000, bytes.length), StandardCharsets.UTF_8).stripLeading();
    return start.startsWith("<") && start.contains("<svg") ? "image/svg+xml" : null;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  @Override
  public Map<String, String> forms() {
    return Map.of(mime, mime.equals("image/svg+xml") ? new String(bytes, StandardCharsets.UTF_8)
        : Base64.getEncoder().encodeToString(bytes));
  }

  @Override
  public String toString() {
    return text;
  }
}
