package io.tidemark.tracker.intake;

import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that is to be written.
 *
 * @param receivedAt when it came, which is the time of its snapshots; earlier than now when it has
 *     waited
 * @param now the time from which its tweets are polled; rounds before it are not made up
 * @param traceparent the trace in which it came; null when it is in none
 * @param body what is stored when no zone accepts it; null when nothing is
 */
record Arrival(
    Delivery delivery,
    Destination to,
    Instant receivedAt,
    Instant now,
    @Nullable String traceparent,
    @Nullable Body body) {

  /** What decides the zone of a delivery. Those of one destination are written in their order. */
  sealed interface Destination {}

  /** The zone to which the rule is mapped. */
  record OfRule(String ruleId) implements Destination {}

  /** The zone that its sender named. */
  record OfZone(String zone) implements Destination {}

  /** The raw body; its text is made when it is asked for. */
  record Body(int bytes, Supplier<String> text) {}

  boolean waited() {
    return receivedAt.isBefore(now);
  }

  /** The rule that matched. */
  String ruleId() {
    return delivery.ruleId().orElse(Intake.NO_RULE);
  }

  Arrival with(Delivery other) {
    return new Arrival(other, to, receivedAt, now, traceparent, body);
  }
}
