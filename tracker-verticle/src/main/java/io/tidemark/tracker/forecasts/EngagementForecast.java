package io.tidemark.tracker.forecasts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.forecast.Calibration;
import io.tidemark.forecast.GrowthForecast.Interval;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.growth.GrowthModels.Extent;
import io.tidemark.growth.GrowthModels.Known;
import io.tidemark.tracker.tweets.Counters;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The engagement that a tweet is expected to have at a time, in whole numbers.
 *
 * @param ageSeconds the age of the tweet then
 * @param median as likely exceeded as not
 * @param of80 null before 100 curves stand behind the model
 * @param of90 null before 100 curves stand behind the model
 * @param counters the latest counters, grown in proportion to the engagement
 * @param horizonAt when the tweet reaches the horizon of its zone
 * @param readings of the tweet that the forecast stands on
 */
public record EngagementForecast(
    Instant at,
    long ageSeconds,
    long median,
    @JsonProperty("interval_80") @Nullable Bounds of80,
    @JsonProperty("interval_90") @Nullable Bounds of90,
    Counters counters,
    Instant horizonAt,
    int readings,
    Basis basis) {

  /** An interval of whole numbers; both ends belong to it. */
  public record Bounds(long from, long to) {

    /** The smallest one that holds an interval. */
    static @Nullable Bounds of(@Nullable Interval interval) {
      return interval == null
          ? null
          : new Bounds((long) Math.floor(interval.from()), (long) Math.ceil(interval.to()));
    }
  }

  /**
   * The model behind a forecast.
   *
   * @param model whose tweets it was learnt from
   * @param source where its curves came from
   * @param curves how many it was learnt from
   * @param calibrated whether it has intervals
   */
  public record Basis(Extent model, String source, int curves, boolean calibrated) {

    /**
     * @param moved the model for the horizon of the zone
     */
    static Basis of(Known known, GrowthModel moved) {
      return new Basis(
          known.extent(),
          moved.source(),
          moved.curves(),
          moved
              .calibration()
              .filter(with -> with.curves() >= Calibration.LEAST_CURVES)
              .isPresent());
    }
  }
}
