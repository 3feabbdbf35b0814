package beyondcache.check;

import beyondcache.wire.Step;
import java.util.List;

/** An order of steps in lines, the actors' commands indented by actor so that changes from one to the next are seen. */
final class OrderText {

  private static final int WIDEST_COMMAND = 60;

  private OrderText() {}

  static String of(List<Step> steps) {
    var actors = steps.stream().filter(s -> !s.isOutside()).map(Step::actor).distinct().toList();
    var nameWidth = actors.stream().mapToInt(String::length).max().orElse(0);
    var commandWidth = Math.min(WIDEST_COMMAND, steps.stream().mapToInt(s -> s.text().length()).max().orElse(0));
    var lines = new StringBuilder();
    for (var i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      lines.append(String.format("%3d  ", i + 1));
      if (step.isOutside()) {
        lines.append("-- ").append(step.text()).append(" --\n");
        continue;
      }
      lines.append("  ".repeat(actors.indexOf(step.actor())))
          .append(String.format("%-" + nameWidth + "s  ", step.actor()))
          .append("  ".repeat(actors.size() - 1 - actors.indexOf(step.actor())))
          .append(String.format("%-" + Math.max(1, commandWidth) + "s  ", step.text()))
          .append(answer(step)).append('\n');
    }
    return lines.toString();
  }

  /** What the actor got for it. */
  static String answer(Step step) {
    var reply = step.reply() == null ? "(waits)" : step.reply().toString();
    return switch (step.fate()) {
      case DONE -> reply;
      case DIED_BEFORE -> "✂ " + step.actor() + " dies before sending it";
      case DIED_AFTER -> "✂ executed (" + reply + "), but " + step.actor() + " dies before the reply";
      case REQUEST_LOST -> "✂ the connection breaks before it is executed";
      case REPLY_LOST -> "✂ executed (" + reply + "), but the reply is lost";
    };
  }
}
