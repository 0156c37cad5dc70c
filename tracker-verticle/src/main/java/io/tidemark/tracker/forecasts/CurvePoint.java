package io.tidemark.tracker.forecasts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.tracker.forecasts.EngagementForecast.Bounds;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The engagement of a tweet at a time.
 *
 * @param ageSeconds the age of the tweet then
 * @param estimated false for a reading
 * @param of80 of a point after the last reading; null for others, and without a calibrated model
 * @param of90 as above
 */
public record CurvePoint(
    Instant at,
    long ageSeconds,
    long totalEngagement,
    boolean estimated,
    @JsonProperty("interval_80") @Nullable Bounds of80,
    @JsonProperty("interval_90") @Nullable Bounds of90) {}
