package io.tidemark.tracker.cadence;

import io.tidemark.forecast.Ages;
import io.tidemark.tracker.cadence.Decision.Continue;
import io.tidemark.tracker.cadence.Decision.Stop;
import io.tidemark.tracker.cadence.Decision.Why;
import io.tidemark.tracker.tweets.Counters;
import java.time.Instant;
import java.util.Optional;

/**
 * The schedule of a tweet of the sample: it is polled at every second age up to the horizon,
 * whatever its counters do.
 */
public record SampledSchedule(Ages ages) implements PollSchedule {

  private static final int EVERY_SECOND = 2;

  @Override
  public boolean isOver(BeforePoll before, Instant now) {
    return AdaptiveSchedule.age(before, now).compareTo(ages.horizon()) >= 0;
  }

  @Override
  public Decision afterReading(BeforePoll before, Counters counters, Instant now) {
    return next(before, now)
        .<Decision>map(next -> new Continue(Why.SAMPLED, next, null))
        .orElseGet(() -> new Stop(StopReason.AGE_LIMIT));
  }

  @Override
  public Optional<Instant> again(BeforePoll before, Instant now) {
    return next(before, now);
  }

  @Override
  public Optional<Instant> afterRefresh(BeforePoll before, Counters counters, Instant now) {
    return next(before, now);
  }

  @Override
  public Optional<Instant> next(BeforePoll before, Instant after) {
    return AdaptiveSchedule.laddered(before, ages, after, EVERY_SECOND);
  }

  @Override
  public int roundsAfter(BeforePoll before, Instant now) {
    return 0;
  }
}
