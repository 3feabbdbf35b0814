package beyondcache.check;

import beyondcache.show.Sequence;
import beyondcache.show.Show;
import beyondcache.wire.Step;
import java.util.ArrayList;

/** A case that breaks a claim, as a sequence diagram with Redis among the actors. */
final class OrderPicture {

  private static final String REDIS = "Redis";

  private OrderPicture() {}

  static Sequence of(Finding finding) {
    var found = finding.counterexample();
    var participants = new ArrayList<>(
        found.steps().stream().filter(s -> !s.isOutside()).map(Step::actor).distinct().toList());
    participants.add((participants.size() + 1) / 2, REDIS);
    var sequence = Show.sequence(participants.toArray(String[]::new));
    for (var step : found.steps()) {
      if (step.isOutside()) {
        sequence.divider(step.text());
      } else {
        add(sequence, step);
      }
    }
    var what = finding.claim() + (found.problem().isEmpty() ? "" : ": " + found.problem().lines().findFirst().orElse(""));
    return sequence.alarm(REDIS, "not so: " + what);
  }

  private static void add(Sequence sequence, Step step) {
    var reply = step.reply() == null ? "" : step.reply().toString();
    switch (step.fate()) {
      case DONE -> {
        sequence.message(step.actor(), REDIS, step.text());
        if (step.reply() == null) {
          sequence.note(step.actor(), "waits");
        } else {
          sequence.reply(REDIS, step.actor(), reply);
        }
      }
      case DIED_BEFORE -> sequence.alarm(step.actor(), "dies before it sends " + step.text());
      case DIED_AFTER -> sequence.message(step.actor(), REDIS, step.text())
          .alarm(step.actor(), "dies before it has the reply");
      case REQUEST_LOST -> sequence.lost(step.actor(), REDIS, step.text());
      case REPLY_LOST -> sequence.message(step.actor(), REDIS, step.text()).lost(REDIS, step.actor(), reply);
    }
  }
}
