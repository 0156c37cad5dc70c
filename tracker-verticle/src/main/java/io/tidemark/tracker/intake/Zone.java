package io.tidemark.tracker.intake;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.tidemark.forecast.Goal;
import io.tidemark.forecast.Weight;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tenant of tweets.
 *
 * @param id lower-case letters, digits and hyphens
 * @param minEngagement tweets that arrive with less engagement are left out
 * @param horizon for how long its tweets are followed by the adaptive cadence and in the sample
 * @param goal what the price of a poll is found for
 * @param samplePercent how many of the arriving tweets are sampled; null for the default, which is
 *     1 with the adaptive cadence and 0 with the others
 * @param rowsDeleted so far, while the zone is being deleted
 */
public record Zone(
    String id,
    String name,
    ZoneStatus status,
    @JsonSerialize(using = ToStringSerializer.class) Cadence cadence,
    Retweets retweets,
    long minEngagement,
    @JsonIgnore Duration horizon,
    @JsonIgnore Goal goal,
    @JsonIgnore Weight weight,
    @Nullable Double samplePercent,
    @JsonIgnore long rowsDeleted,
    Instant createdAt) {

  /** The horizon in hours: {@code 24h}. */
  @JsonProperty("horizon")
  public String horizonInHours() {
    return horizon.toHours() + "h";
  }

  /** The goal as an object with one property. */
  @JsonProperty("goal")
  public Map<String, Double> goalAsObject() {
    return GoalColumns.object(goal);
  }

  /** The word of the weight. */
  @JsonProperty("weight")
  public String weightAsWord() {
    return weight.word();
  }
}
