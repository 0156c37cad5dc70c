package io.tidemark.tracker.cadence;

import io.tidemark.tracker.cadence.Decision.Continue;
import io.tidemark.tracker.cadence.Decision.Stop;
import io.tidemark.tracker.cadence.Decision.Why;
import io.tidemark.tracker.tweets.Counters;
import java.time.Instant;
import java.util.Optional;

/**
 * A cadence that polls by the clock. A tweet is polled on while its counters grow or its engagement
 * reaches the threshold.
 *
 * @param threshold the zone's P25: with at least this engagement a tweet is polled on although its
 *     counters do not grow
 */
public record ClockSchedule(ClockCadence cadence, double threshold) implements PollSchedule {

  @Override
  public boolean isOver(BeforePoll before, Instant now) {
    return cadence.isOver(before.createdAt(), now);
  }

  @Override
  public Decision afterReading(BeforePoll before, Counters counters, Instant now) {
    long delta = counters.minus(before.counters()).engagement();
    if (delta > 0 || before.movedSincePoll()) {
      return goOn(before, Why.DELTA_POSITIVE, now);
    }
    if (counters.orElse(before.counters()).engagement() >= threshold) {
      return goOn(before, Why.ABOVE_THRESHOLD, now);
    }
    return isOver(before, now)
        ? new Stop(StopReason.AGE_LIMIT)
        : new Stop(StopReason.NO_CHANGE_BELOW_THRESHOLD);
  }

  private Decision goOn(BeforePoll before, Why why, Instant now) {
    return again(before, now)
        .<Decision>map(next -> new Continue(why, next, null))
        .orElseGet(() -> new Stop(StopReason.AGE_LIMIT));
  }

  @Override
  public Optional<Instant> again(BeforePoll before, Instant now) {
    // A round that was triggered early is over; polling again at its due time would repeat it.
    Instant polledAt = now.isAfter(before.roundAt()) ? now : before.roundAt();
    return isOver(before, now) ? Optional.empty() : following(before, polledAt);
  }

  @Override
  public Optional<Instant> afterRefresh(BeforePoll before, Counters counters, Instant now) {
    return cadence.nextAfterRefresh(before.arrivedAt(), before.createdAt(), now);
  }

  @Override
  public Optional<Instant> next(BeforePoll before, Instant after) {
    return isOver(before, after) ? Optional.empty() : following(before, after);
  }

  private Optional<Instant> following(BeforePoll before, Instant after) {
    return cadence.next(before.arrivedAt(), before.createdAt(), after);
  }

  @Override
  public int roundsAfter(BeforePoll before, Instant now) {
    return cadence.roundsAfter(before.arrivedAt(), before.createdAt(), now);
  }
}
