package beyondcache.show;

import beyondcache.sandbox.Cluster;
import beyondcache.sandbox.Replicated;
import beyondcache.sandbox.SlotMap;
import beyondcache.sandbox.Topology;
import beyondcache.wire.Tape;
import java.awt.image.RenderedImage;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import redis.clients.jedis.resps.Tuple;

/** How each kind of object is drawn: the one place to add a kind. */
final class Pictures {

  private Pictures() {}

  static Picture of(Object drawable) {
    if (drawable instanceof Picture picture) {
      return picture;
    }
    if (drawable instanceof Topology topology) {
      return new TopologyPicture(Topologies.plan(topology), topology.toString());
    }
    if (drawable instanceof Cluster cluster) {
      return of(cluster.topology());
    }
    if (drawable instanceof Replicated replicated) {
      return of(replicated.topology());
    }
    if (drawable instanceof SlotMap map) {
      return new Slots(Topologies.owned(map), map.toString());
    }
    if (drawable instanceof Tape tape) {
      return ofTape(tape);
    }
    if (drawable instanceof Path path) {
      return Image.of(path);
    }
    if (drawable instanceof byte[] bytes && Image.isImage(bytes)) {
      return Image.of(bytes, "an image");
    }
    if (drawable instanceof RenderedImage image) {
      return Image.of(image, "an image");
    }
    if (drawable instanceof Map<?, ?> map) {
      return ofMap(map);
    }
    if (drawable instanceof Collection<?> many && !many.isEmpty()) {
      return ofMany(many);
    }
    return new Plain(Values.read(drawable));
  }

  /** The commands with their replies. Times are left out: they differ from run to run, and here it is the words that matter. */
  private static Picture ofTape(Tape tape) {
    var alone = tape.actors().size() < 2;
    var columns = alone ? new String[] {"trip", "command", "reply", "bytes"}
        : new String[] {"trip", "who", "command", "reply", "bytes"};
    var table = new Table(columns).code("command", "reply").foot(tape.summary()).first(200);
    var trips = 0;
    var last = -1L;
    for (var each : tape.entries()) {
      var sameTrip = each.pushed() || each.roundTrip() == last;
      trips += sameTrip ? 0 : 1;
      last = each.pushed() ? last : each.roundTrip();
      var trip = each.pushed() ? "pushed" : sameTrip ? "" : String.valueOf(trips);
      var bytes = each.requestBytes() + each.replyBytes();
      if (alone) {
        table.row(trip, each.text(), each.replyText(), bytes);
      } else {
        table.row(trip, each.actor(), each.text(), each.replyText(), bytes);
      }
    }
    return table;
  }

  private static Picture ofMap(Map<?, ?> map) {
    var table = new Table("key", "value");
    map.forEach(table::row);
    return table;
  }

  @SuppressWarnings("unchecked")
  private static Picture ofMany(Collection<?> many) {
    if (many.stream().allMatch(Map.class::isInstance)) {
      return Table.of((Collection<Map<?, ?>>) many);
    }
    if (many.stream().allMatch(Map.Entry.class::isInstance)) {
      var table = new Table("key", "value");
      many.forEach(each -> table.row(((Map.Entry<?, ?>) each).getKey(), ((Map.Entry<?, ?>) each).getValue()));
      return table;
    }
    if (many.stream().allMatch(Tuple.class::isInstance)) {
      var table = new Table("member", "score");
      many.forEach(each -> table.row(((Tuple) each).getElement(), ((Tuple) each).getScore()));
      return table;
    }
    // Short ones side by side, sentences below each other.
    var line = Values.read(many);
    return new Plain(Words.width(line) <= 100 ? line
        : Words.width(line) / many.size() <= 24 ? String.join("\n ", Words.wrap(line, 100))
            : many.stream().map(Values::read).collect(Collectors.joining("\n")));
  }
}
