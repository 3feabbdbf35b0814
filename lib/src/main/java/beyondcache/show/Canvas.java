package beyondcache.show;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Where charts are painted, and their look: white ground, dark grey words, and the colours of Okabe and Ito (<em>Color
 * Universal Design</em>, 2008), which people with any kind of colour vision can tell apart. The image has two pixels for
 * each CSS pixel, so that it is crisp on dense screens and in print, and at most 256 colours, so that it stays small.
 */
final class Canvas {

  static {
    // Before the first font: a notebook's kernel has no screen, and on a Mac needs no icon in the dock.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  static final Color INK = new Color(0x33, 0x33, 0x33);
  static final Color QUIET = new Color(0x6B, 0x6B, 0x6B);
  static final Color GRID = new Color(0xE6, 0xE6, 0xE6);
  static final Color AXIS = new Color(0xB0, 0xB0, 0xB0);

  /** Blue, vermilion, bluish green, reddish purple, orange, sky blue, black: the pale yellow is of no use on white. */
  private static final Color[] COLOURS = {new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73),
      new Color(0xCC79A7), new Color(0xE69F00), new Color(0x56B4E9), new Color(0x000000)};

  /** Pixels for each CSS pixel. */
  static final int SCALE = 2;

  private Canvas() {}

  static Color colour(int series) {
    return COLOURS[series % COLOURS.length];
  }

  /** Lets other points of a cloud shine through. */
  static Color pale(int series) {
    var colour = colour(series);
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 110);
  }

  /** Dashed in the second round of the colours. */
  static BasicStroke stroke(int series) {
    var dashes = series < COLOURS.length ? null : new float[] {6, 4};
    return new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }

  /** The logical font, which Java completes with what the machine has for other scripts. */
  static Font font(int style, float size) {
    return new Font(Font.SANS_SERIF, style, 1).deriveFont(size);
  }

  /** Paints and returns a PNG in Base64. Sizes are in CSS pixels. */
  static String png(int width, int height, Consumer<Graphics2D> painter) {
    var image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
    var g = image.createGraphics();
    try {
      g.scale(SCALE, SCALE);
      hints(g);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, width, height);
      painter.accept(g);
    } finally {
      g.dispose();
    }
    return Base64.getEncoder().encodeToString(encode(withPalette(image)));
  }

  /** To be called before others than us use AWT; that this class is loaded is all it takes. */
  static void prepare() {}

  /** What is to be known of fonts before there is a picture. */
  static <T> T measure(Function<Graphics2D, T> measure) {
    var g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      hints(g);
      return measure.apply(g);
    } finally {
      g.dispose();
    }
  }

  /** Black or white, whichever can be read on the colour. */
  static Color wordsOn(Color colour) {
    return colour.getRed() * 0.3 + colour.getGreen() * 0.59 + colour.getBlue() * 0.11 > 140 ? Color.BLACK : Color.WHITE;
  }

  static void hints(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  private static BufferedImage withPalette(BufferedImage image) {
    var pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    var counts = counts(pixels);
    // Anti-aliasing makes more shades than anybody sees: the rare ones become the nearest of the others.
    var palette = counts.entrySet().stream()
        .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
        .limit(256).mapToInt(Map.Entry::getKey).sorted().toArray();
    var places = new HashMap<Integer, Byte>();
    counts.keySet().forEach(shade -> places.put(shade, (byte) nearest(palette, shade)));
    var model = new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
    var indexed = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    var indices = ((DataBufferByte) indexed.getRaster().getDataBuffer()).getData();
    for (var i = 0; i < pixels.length; i++) {
      indices[i] = i > 0 && pixels[i] == pixels[i - 1] ? indices[i - 1] : places.get(pixels[i] & 0xFFFFFF);
    }
    return indexed;
  }

  /** How many pixels there are of each colour, in an image which comes in runs of one colour. */
  private static Map<Integer, Integer> counts(int[] pixels) {
    var counts = new HashMap<Integer, Integer>();
    for (int from = 0, to; from < pixels.length; from = to) {
      for (to = from + 1; to < pixels.length && pixels[to] == pixels[from]; to++) { }
      counts.merge(pixels[from] & 0xFFFFFF, to - from, Integer::sum);
    }
    return counts;
  }

  private static int nearest(int[] palette, int shade) {
    var best = 0;
    for (var i = 1; i < palette.length; i++) {
      if (distance(palette[i], shade) < distance(palette[best], shade)) {
        best = i;
      }
    }
    return best;
  }

  private static int distance(int one, int other) {
    var red = (one >> 16) - (other >> 16);
    var green = (one >> 8 & 0xFF) - (other >> 8 & 0xFF);
    var blue = (one & 0xFF) - (other & 0xFF);
    return red * red + green * green + blue * blue;
  }

  private static byte[] encode(BufferedImage image) {
    var bytes = new ByteArrayOutputStream(20_000);
    var writer = ImageIO.getImageWritersByFormatName("png").next();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      var parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(0);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
