package beyondcache.show;

import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import net.sourceforge.plantuml.FileFormat;
import net.sourceforge.plantuml.FileFormatOption;
import net.sourceforge.plantuml.SourceStringReader;
import net.sourceforge.plantuml.dot.GraphvizUtils;

/** Has PlantUML draw a {@link Sequence} in the colours of our charts. */
final class SequencePainter {

  private static final String STYLE = """
      !pragma teoz true
      hide footbox
      skinparam dpi 192
      skinparam shadowing false
      skinparam backgroundColor #FFFFFF
      skinparam defaultFontName SansSerif
      skinparam defaultFontSize 12
      skinparam defaultFontColor #333333
      skinparam maxMessageSize 420
      skinparam wrapWidth 300
      skinparam sequence {
        MessageAlignment direction
        ArrowColor #6B6B6B
        ArrowThickness 1.4
        LifeLineBorderColor #B0B0B0
        LifeLineBorderThickness 1
        ParticipantBorderColor #FFFFFF
        ParticipantBackgroundColor #FFFFFF
        ParticipantFontStyle bold
        ParticipantFontSize 13
        DividerBackgroundColor #FFFFFF
        DividerBorderColor #E6E6E6
        DividerFontColor #6B6B6B
        DividerFontStyle normal
      }
      skinparam note {
        BorderColor #F2F2F2
        BackgroundColor #F2F2F2
        BorderThickness 0
      }
      """;

  /** In pixels. PlantUML cuts off what is larger than 4096, unless told otherwise. */
  private static final int LARGEST = 16_384;

  private SequencePainter() {}

  /** A PNG in Base64, and its size in CSS pixels in {@code size}. */
  static String png(Sequence sequence, int[] size) {
    var diagram = draw(source(sequence));
    var top = sequence.title.isEmpty() ? 0 : Headings.height(sequence.title, "");
    size[0] = (diagram.getWidth() + 1) / 2;
    size[1] = (diagram.getHeight() + 1) / 2 + top;
    return Canvas.png(size[0], size[1], g -> {
      Headings.paint(g, sequence.title, "");
      g.drawImage(diagram, new AffineTransform(0.5, 0, 0, 0.5, 0, top), null);
    });
  }

  private static BufferedImage draw(String source) {
    Canvas.prepare();
    var bytes = new ByteArrayOutputStream();
    try {
      GraphvizUtils.setLocalImageLimit(LARGEST);
      var outcome = new SourceStringReader(source).outputImage(bytes, 0, new FileFormatOption(FileFormat.PNG, false));
      if (outcome == null || outcome.getDescription().contains("Error")) {
        throw new IllegalStateException("PlantUML did not understand this sequence:\n" + source);
      }
      return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      GraphvizUtils.removeLocalLimitSize();
    }
  }

  /** The same as SVG, in whose units a pixel is one. */
  static String svg(Sequence sequence) {
    Canvas.prepare();
    var bytes = new ByteArrayOutputStream();
    try {
      new SourceStringReader(source(sequence).replace("skinparam dpi 192\n", ""))
          .outputImage(bytes, 0, new FileFormatOption(FileFormat.SVG, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  static String source(Sequence sequence) {
    var source = new StringBuilder("@startuml\n").append(STYLE);
    for (var i = 0; i < sequence.participants.size(); i++) {
      source.append("participant \"<color:").append(colour(sequence, i)).append('>')
          .append(escape(sequence.participants.get(i))).append("\" as p").append(i).append('\n');
    }
    for (var step : sequence.shown()) {
      var text = escape(step.text());
      var from = "p" + step.from();
      var to = "p" + step.to();
      source.append(switch (step.kind()) {
        case MESSAGE -> from + " -[" + colour(sequence, step.from()) + "]> " + to + " : " + text;
        case REPLY -> from + " -[" + colour(sequence, step.to()) + "]-> " + to + " : " + text;
        case LOST -> from + " -[" + colour(sequence, step.from()) + "]>x " + to + " : " + text;
        case NOTE -> "rnote over " + from + " : " + text;
        case ALARM -> "rnote over " + from + " #FBE3D6 : " + text;
        case DIVIDER -> "== " + text + " ==";
      }).append('\n');
    }
    return source.append("@enduml\n").toString();
  }

  private static String colour(Sequence sequence, int participant) {
    if (!sequence.speaks(participant)) {
      return "#333333";
    }
    var speakers = 0;
    for (var i = 0; i < participant; i++) {
      speakers += sequence.speaks(i) ? 1 : 0;
    }
    return String.format("#%06X", Canvas.colour(speakers).getRGB() & 0xFFFFFF);
  }

  /** PlantUML reads markup, includes and functions in texts; of characters by number it makes nothing but these. */
  private static String escape(String text) {
    var escaped = new StringBuilder();
    text.strip().replaceAll("\\R", "\n").codePoints().forEach(c -> {
      if (c == '\n') {
        escaped.append("\\n");
      } else if (c == ' ' || Character.isLetterOrDigit(c) || Character.isSupplementaryCodePoint(c)) {
        escaped.appendCodePoint(c);
      } else {
        var printable = c < ' ' ? 0x2400 + c : Character.isISOControl(c) || c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c;
        escaped.append("&#").append(printable).append(';');
      }
    });
    return escaped.isEmpty() ? " " : escaped.toString();
  }
}
