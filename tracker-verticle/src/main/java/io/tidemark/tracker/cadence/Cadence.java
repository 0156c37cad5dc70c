package io.tidemark.tracker.cadence;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rule by which the tweets of a zone are polled: a setting of the zone. */
public enum Cadence {
  /** Hourly after the arrival. */
  HOURLY_LOT(ClockCadence.HOURLY_LOT),
  /** The younger, the more often. */
  AGE_TIER(ClockCadence.AGE_TIER),
  /** When a poll is expected to save more than its price. */
  ADAPTIVE(null);

  private final Optional<ClockCadence> clock;

  Cadence(@Nullable ClockCadence clock) {
    this.clock = Optional.ofNullable(clock);
  }

  /** The rule of a cadence that polls by the clock; empty for the adaptive one. */
  public Optional<ClockCadence> clock() {
    return clock;
  }
}
