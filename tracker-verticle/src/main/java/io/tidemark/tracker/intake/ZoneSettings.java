package io.tidemark.tracker.intake;

import io.tidemark.forecast.Goal;
import io.tidemark.forecast.Weight;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a zone that are given when it is created or changed. One that is null has its
 * default in a new zone, and stays as it is in one that exists.
 *
 * @param horizon for how long its tweets are followed by the adaptive cadence and in the sample;
 *     whole minutes, from 6 hours to 7 days
 * @param goal what the price of a poll is found for
 * @param samplePercent how many of the arriving tweets are sampled; 0 to 100
 */
public record ZoneSettings(
    @Nullable String name,
    @Nullable Cadence cadence,
    @Nullable Retweets retweets,
    @Nullable Long minEngagement,
    @Nullable Duration horizon,
    @Nullable Goal goal,
    @Nullable Weight weight,
    @Nullable Double samplePercent) {

  /** Settings with nothing but a name and a cadence. */
  public static ZoneSettings of(@Nullable String name, @Nullable Cadence cadence) {
    return new ZoneSettings(name, cadence, null, null, null, null, null, null);
  }

  /** Whether tweets that wait are due at other times with these settings. */
  public boolean changesDueTimes() {
    return cadence != null || horizon != null || goal != null || weight != null;
  }
}
